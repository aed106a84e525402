/** Evaluating by hand: nothing here is counted or exposed. */
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Rules } from "../flag/order.ts";
import type { Context, Moment } from "../playground/context.ts";
import { all, api, ask } from "./client";
import { flagsQuery } from "./queries";

/** For whom, and by the rules of which moment. */
export interface Side {
  context: Context;
  at?: Moment;
}

const body = ({ context, at }: Side) => ({ context, ...(at === undefined ? {} : { at }) });

export const evaluationsQuery = (environment: string, side: Side | undefined) =>
  queryOptions({
    queryKey: ["evaluations", environment, side],
    queryFn: () => ask(api.POST("/api/evaluate", { params: { query: { environment } }, body: body(side ?? { context: {} }) })),
    enabled: side !== undefined,
    placeholderData: keepPreviousData,
  });

/** The flags by whose rules a side is evaluated. */
const flagsAtQuery = (environment: string, at: string) =>
  queryOptions({
    queryKey: ["flags-at", environment, at],
    queryFn: () => all((query) => ask(api.GET("/api/features", { params: { query: { environment, at, ...query } } }))),
    staleTime: 60_000,
  });

/** The rules of a flag as a side has them; none while they are not read. */
export function useRulesOf(environment: string, side: Side | undefined): (key: string) => Rules {
  const now = useQuery({ ...flagsQuery(environment), enabled: side?.at === undefined });
  const then = useQuery({ ...flagsAtQuery(environment, String(side?.at)), enabled: side?.at !== undefined });
  const flags = side?.at === undefined ? now.data : then.data;
  return useMemo(() => {
    const byKey = new Map((flags ?? []).map((flag) => [flag.key, flag.rules]));
    return (key) => byKey.get(key);
  }, [flags]);
}

export const explanationQuery = (environment: string, key: string, kind: "flag" | "experiment", side: Side) =>
  queryOptions({
    queryKey: ["explanation", environment, kind, key, side],
    queryFn: () => {
      const options = { params: { path: { key }, query: { environment } }, body: body(side) };
      return ask(kind === "flag" ? api.POST("/api/features/{key}/explain", options) : api.POST("/api/experiments/{key}/explain", options));
    },
  });
