/** Releases: their documents, the runs of them, and what people do to those. */
import { queryOptions } from "@tanstack/react-query";
import { isOver } from "../release/over.ts";
import { all, api, ask, at, because, from, reasonOf, surely, type Act, type Schemas, type VersionedAct } from "./client";

export type Release = Schemas["Release"];
export type Run = Schemas["ReleaseRun"];
export type Status = Schemas["ReleaseStatus"];
export type Check = Schemas["ReleaseCheckStatus"];
export type Found = Schemas["CheckRun"];
export type Decision = Schemas["ReleaseDecision"];

/** The stream of changes tells when more is known; another server that runs the releases tells nothing. */
const RUNNING_MS = 5_000;
const OVER_MS = 60_000;
/** Findings that a line is drawn of. */
const DRAWN = 60;

/** The documents; how far they are is in their runs. */
export const releasesQuery = (environment: string) =>
  queryOptions({
    queryKey: ["releases", environment],
    queryFn: () => all((query) => ask(api.GET("/api/releases", { params: { query: { environment, ...query } } }))),
    staleTime: 60_000,
  });

export const releaseQuery = (environment: string, key: string) =>
  queryOptions({
    queryKey: ["release", environment, key],
    queryFn: () => ask(api.GET("/api/releases/{key}", { params: { path: { key }, query: { environment } } })),
  });

export const createRelease = ({ environment, key, reason }: Act, definition: Record<string, unknown>): Promise<Release> =>
  ask(api.POST("/api/releases", { params: { query: { environment } }, body: { key, ...definition } as Schemas["NewRelease"], headers: because(reason) }));

/** What another definition would change; nothing is changed. */
export const planRelease = (environment: string, key: string, definition: Record<string, unknown>): Promise<Schemas["Plan"]> =>
  ask(api.POST("/api/plan", { params: { query: { environment } }, body: { releases: { [key]: definition } } as never }));

export const patchRelease = (act: VersionedAct, patch: Record<string, unknown>): Promise<Release> =>
  ask(api.PATCH("/api/releases/{key}", { params: at(act), body: patch as never, headers: { ...from(act.version), ...because(act.reason) } }));

export const deleteRelease = (act: VersionedAct) =>
  ask(api.DELETE("/api/releases/{key}", { params: surely(act), headers: { ...from(act.version), ...because(act.reason) } }));

/** How its last run stands; one that was never started has no such. */
export const releaseStatusQuery = (environment: string, key: string) =>
  queryOptions({
    queryKey: ["release-status", environment, key],
    queryFn: () => ask(api.GET("/api/releases/{key}/status", { params: { path: { key }, query: { environment } } })),
    refetchInterval: (query) => (query.state.data && !isOver(query.state.data.status) ? RUNNING_MS : OVER_MS),
  });

/** What a check found in a run, the oldest first. */
export const checkRunsQuery = (environment: string, key: string, run: number, check: string) =>
  queryOptions({
    queryKey: ["release-checks", environment, key, run, check],
    queryFn: async () => {
      const query = { environment, run, check, limit: DRAWN };
      const page = await ask(api.GET("/api/releases/{key}/checks", { params: { path: { key }, query } }));
      return [...page.items].reverse();
    },
    refetchInterval: RUNNING_MS,
  });

/** What people said when they took it back last; the log has it. */
export const abortReasonQuery = (environment: string, key: string) =>
  queryOptions({
    queryKey: ["release-history", environment, key],
    queryFn: async () => {
      const page = await ask(api.GET("/api/releases/{key}/history", { params: { path: { key }, query: { environment, limit: 20 } } }));
      return page.items.find(({ kind }) => kind === "aborted")?.reason ?? null;
    },
  });

export type Verb = "start" | "pause" | "resume" | "promote" | "approve" | "abort" | "leave";

/** Asks for something; gives how it stands then. `step` is the one that may begin, `revive` brings a killed flag back. */
export function command(verb: Verb, act: Act, { step, revive }: { step?: string; revive?: boolean } = {}): Promise<Status> {
  const params = at(act);
  const body = reasonOf(act);
  switch (verb) {
    case "start":
      return ask(api.POST("/api/releases/{key}/start", { params, body: { ...body, ...(revive ? { revive } : {}) } }));
    case "pause":
      return ask(api.POST("/api/releases/{key}/pause", { params, body }));
    case "resume":
      return ask(api.POST("/api/releases/{key}/resume", { params, body }));
    case "promote":
      return ask(api.POST("/api/releases/{key}/promote", { params, body }));
    case "approve":
      return ask(api.POST("/api/releases/{key}/approve", { params, body: { ...body, ...(step === undefined ? {} : { step }) } }));
    case "abort":
      return ask(api.POST("/api/releases/{key}/abort", { params, body }));
    case "leave":
      return ask(api.POST("/api/releases/{key}/abort", { params, body: { ...body, leave_traffic: true } }));
  }
}
