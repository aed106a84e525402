/** How many releases are under way, and how many were taken back last. Pure. */
import type { Run } from "../api/releases";
import { isOver } from "./over.ts";

/** The runs that move a share now, by the flag whose share it is. */
export const movers = (runs: Run[]): ReadonlyMap<string, Run> => new Map(runs.filter(({ status }) => !isOver(status)).map((run) => [run.flag, run]));

export interface Standing {
  running: number;
  rolledBack: number;
}

/** `runs` has the newest first; of each release the last one counts. */
export function standing(runs: Pick<Run, "key" | "status">[]): Standing {
  const last = new Map([...runs].reverse().map(({ key, status }) => [key, status]));
  const count = (is: (status: Run["status"]) => boolean) => [...last.values()].filter(is).length;
  return { running: count((status) => !isOver(status)), rolledBack: count((status) => status === "rolled_back") };
}
