/** What pages read, by environment. The live stream keeps fresh what is in the log; the rest is asked for again. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { isOver } from "../release/over.ts";
import { all, api, ask, type Flag } from "./client";

/** No stream tells of environments: that one is protected is seen soon, and at the latest when a change is refused. */
export const environmentsQuery = queryOptions({
  queryKey: ["environments"],
  queryFn: async () => (await ask(api.GET("/api/environments"))).items,
  staleTime: 5_000,
  refetchInterval: 30_000,
  refetchOnWindowFocus: true,
});

export const statusQuery = (environment: string) =>
  queryOptions({
    queryKey: ["status", environment],
    queryFn: () => ask(api.GET("/status", { params: { query: { environment } } })),
    refetchInterval: 15_000,
  });

export const flagsQuery = (environment: string) =>
  queryOptions({
    queryKey: ["flags", environment],
    queryFn: () => all((query) => ask(api.GET("/api/features", { params: { query: { environment, ...query } } }))),
    staleTime: Infinity,
  });

export const flagQuery = (environment: string, key: string) =>
  queryOptions({
    queryKey: ["flag", environment, key],
    queryFn: () =>
      ask(api.GET("/api/features/{key}", { params: { path: { key }, query: { environment } } })),
  });

/** The flags that may go, by key, with a sentence that says why. */
export const staleQuery = (environment: string) =>
  queryOptions({
    queryKey: ["stale", environment],
    queryFn: async () => {
      const flags = await all((query) => ask(api.GET("/api/features", { params: { query: { environment, stale: true, ...query } } })));
      return new Map(flags.map((flag) => [flag.key, staleness(flag)]));
    },
    staleTime: 60_000,
  });

function staleness(flag: Flag): string {
  const reasons: unknown = flag["stale"];
  const first: unknown = Array.isArray(reasons) ? reasons[0] : undefined;
  const hasDetail = typeof first === "object" && first !== null && "detail" in first;
  return hasDetail ? String(first.detail) : "It may go.";
}

/** Runs of all releases, the newest first. The stream tells when more is known of them; another server that runs them tells nothing. */
export const runsQuery = (environment: string) =>
  queryOptions({
    queryKey: ["release-runs", environment],
    queryFn: () => all((query) => ask(api.GET("/api/release-runs", { params: { query: { environment, ...query } } }))),
    refetchInterval: ({ state }) => (state.data?.some((run) => !isOver(run.status)) ? 15_000 : 60_000),
  });

/** How often everything was evaluated in each of the last 24 hours. */
export const overviewQuery = (environment: string) =>
  queryOptions({
    queryKey: ["overview", environment],
    queryFn: () =>
      ask(api.GET("/api/analytics", { params: { query: { environment, step: "hour" } } })),
    refetchInterval: 30_000,
  });

export const analyticsQuery = (environment: string, key: string) =>
  queryOptions({
    queryKey: ["analytics", environment, key],
    queryFn: () => {
      const params = { path: { key }, query: { environment, step: "hour" as const } };
      return ask(api.GET("/api/features/{key}/analytics", { params }));
    },
    refetchInterval: 15_000,
  });

export const historyQuery = (environment: string, key: string) =>
  infiniteQueryOptions({
    queryKey: ["history", environment, key],
    queryFn: ({ pageParam: cursor }) => {
      const query = { environment, limit: 30, ...(cursor ? { cursor } : {}) };
      return ask(api.GET("/api/features/{key}/history", { params: { path: { key }, query } }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
  });

export interface ChangeFilter {
  kind?: string | undefined;
  key?: string | undefined;
}

export const changesQuery = (environment: string, filter: ChangeFilter) =>
  infiniteQueryOptions({
    queryKey: ["changes", environment, filter],
    queryFn: ({ pageParam: cursor }) => {
      const chosen = Object.fromEntries(Object.entries(filter).filter(([, value]) => value));
      const query = { environment, limit: 50, diff: true, ...chosen, ...(cursor ? { cursor } : {}) };
      return ask(api.GET("/api/changes", { params: { query } }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
  });
