/** Experiments: what pages read of them, and what people do to them. */
import { queryOptions } from "@tanstack/react-query";
import { all, api, ask, at, because, codeOf, from, reasonOf, surely, type Act, type Schemas, type VersionedAct } from "./client";

export type Experiment = Schemas["Experiment"];
export type Metric = Schemas["Metric"];
export type Results = Schemas["Results"];
export type MetricResults = Schemas["MetricResults"];
export type VariantResults = Schemas["VariantResults"];
export type Effect = Schemas["MetricEffect"];
export type Series = Schemas["ResultsSeries"];
export type Breakdown = Schemas["Breakdown"];
export type Conclusion = Schemas["Conclusion"];

/** New events change results without an entry in the log, so these are asked for again. */
const RESULTS_MS = 20_000;

export const experimentsQuery = (environment: string) =>
  queryOptions({
    queryKey: ["experiments", environment],
    queryFn: () => all((query) => ask(api.GET("/api/experiments", { params: { query: { environment, ...query } } }))),
    staleTime: 60_000,
  });

export const experimentQuery = (environment: string, key: string) =>
  queryOptions({
    queryKey: ["experiment", environment, key],
    queryFn: () => ask(api.GET("/api/experiments/{key}", { params: { path: { key }, query: { environment } } })),
  });

export const metricsQuery = (environment: string) =>
  queryOptions({
    queryKey: ["metrics", environment],
    queryFn: () => all((query) => ask(api.GET("/api/metrics", { params: { query: { environment, ...query } } }))),
    staleTime: 60_000,
  });

const readResults = (environment: string, key: string, phase?: number, refresh?: boolean): Promise<Results> =>
  ask(
    api.GET("/api/experiments/{key}/results", {
      params: { path: { key }, query: { environment, ...(phase === undefined ? {} : { phase }), ...(refresh ? { refresh } : {}) } },
    }),
  );

/** What was found; null while it has found nothing because it was not started. */
export const resultsQuery = (environment: string, key: string, phase?: number) =>
  queryOptions({
    queryKey: ["results", environment, key, phase ?? null],
    queryFn: async () => {
      try {
        return await readResults(environment, key, phase);
      } catch (error) {
        if (["not_now", "summing_up"].includes(codeOf(error) ?? "")) return null;
        throw error;
      }
    },
    refetchInterval: RESULTS_MS,
  });

/** Computes the results anew, with everything that is there now. */
export const analyse = (environment: string, key: string, phase?: number) => readResults(environment, key, phase, true);

export const seriesQuery = (environment: string, key: string, phase: number | undefined, step: "hour" | "day") =>
  queryOptions({
    queryKey: ["series", environment, key, phase ?? null, step],
    queryFn: () => {
      const query = { environment, step, ...(phase === undefined ? {} : { phase }) };
      return ask(api.GET("/api/experiments/{key}/results/series", { params: { path: { key }, query } }));
    },
    refetchInterval: 60_000,
  });

/** Reads all users, one by one, so it is only asked for by whoever wants it. */
export const breakdown = (environment: string, key: string, phase: number | undefined, attribute: string) => {
  const query = { environment, attribute, ...(phase === undefined ? {} : { phase }) };
  return ask(api.GET("/api/experiments/{key}/results/breakdown", { params: { path: { key }, query } }));
};

/** What a plan is enough for, and why it could not be started. */
export const powerOf = (environment: string, key: string, definition: Record<string, unknown>, baseline?: number) =>
  ask(
    api.POST("/api/power", {
      params: { query: { environment } },
      body: { key, definition, ...(baseline === undefined ? {} : { baseline }) },
    }),
  );

export const createExperiment = (environment: string, experiment: Schemas["NewExperiment"], reason?: string): Promise<Experiment> =>
  ask(api.POST("/api/experiments", { params: { query: { environment } }, body: experiment, headers: because(reason) }));

export const startExperiment = (act: Act, baseline?: number) =>
  ask(
    api.POST("/api/experiments/{key}/start", {
      params: at(act),
      body: { ...(baseline === undefined ? {} : { baseline }), ...reasonOf(act) },
    }),
  );

export const concludeExperiment = (act: Act, ship: string) =>
  ask(api.POST("/api/experiments/{key}/conclude", { params: at(act), body: { ship, ...reasonOf(act) } }));

export const archiveExperiment = (act: Act, back: boolean) => {
  const how = { params: at(act), body: reasonOf(act) };
  return back ? ask(api.POST("/api/experiments/{key}/unarchive", how)) : ask(api.POST("/api/experiments/{key}/archive", how));
};

export const deleteExperiment = (act: VersionedAct) =>
  ask(api.DELETE("/api/experiments/{key}", { params: surely(act), headers: { ...from(act.version), ...because(act.reason) } }));

export const monitorNow = (act: Act) =>
  ask(api.POST("/api/experiments/{key}/monitor", { params: at(act), body: {} }));
