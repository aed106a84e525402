/** How many releases are under way, and how many were taken back last. Pure. */
import type { Run } from "../api/releases";
import { isOver } from "./over.ts";

/** The runs that move a share now, by the flag whose share it is. */
export const movers = (runs: Run[]): ReadonlyMap<string, Run> => new Map(runs.filter(({ status }) => !isOver(status)).map((run) => [run.flag, run]));

/** Of each release its last run; `runs` has the newest first. */
export const lastRuns = <R extends Pick<Run, "key">>(runs: R[]): ReadonlyMap<string, R> => new Map([...runs].reverse().map((run) => [run.key, run]));

export interface Standing {
  running: number;
  rolledBack: number;
}

/** Of each release the last run counts. */
export function standing(runs: Pick<Run, "key" | "status">[]): Standing {
  const last = [...lastRuns(runs).values()];
  const count = (is: (status: Run["status"]) => boolean) => last.filter(({ status }) => is(status)).length;
  return { running: count((status) => !isOver(status)), rolledBack: count((status) => status === "rolled_back") };
}
