/** Evaluating by hand: nothing here is counted or exposed. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Context, Moment } from "../playground/context.ts";
import { api, ask } from "./client";

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

export const explanationQuery = (environment: string, key: string, kind: "flag" | "experiment", side: Side) =>
  queryOptions({
    queryKey: ["explanation", environment, kind, key, side],
    queryFn: () => {
      const options = { params: { path: { key }, query: { environment } }, body: body(side) };
      return ask(kind === "flag" ? api.POST("/api/features/{key}/explain", options) : api.POST("/api/experiments/{key}/explain", options));
    },
  });
