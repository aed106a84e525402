/** What an emergency stop is of, what it lacks, and what came of it. Pure. */
import type { Flag } from "../api/client";
import { counted, isKilled, tagsOf } from "./reading.ts";

export type Scope = "flag" | "tag" | "all";

export interface Stop {
  scope: Scope;
  /** The flag or the tag. */
  chosen: string;
}

/** What has to be done before it can go; that the flags cannot be read is no reason to wait. */
export function lackOf({ scope, chosen }: Stop, typed: { wanted: string | undefined; given: string }): string | undefined {
  if (scope !== "all" && chosen.trim() === "") return `Name the ${scope} first`;
  return typed.wanted === undefined || typed.given === typed.wanted ? undefined : `Type ${typed.wanted} first`;
}

/** The flags that it would change, of those that are known. */
export function reach(flags: Flag[], { scope, chosen }: Stop): Flag[] {
  const open = flags.filter((flag) => !isKilled(flag));
  if (scope === "all") return open;
  return open.filter((flag) => (scope === "flag" ? flag.key === chosen : tagsOf(flag).includes(chosen)));
}

/** What the server says is killed now. */
export const outcomeOf = (keys: string[], environment: string): string =>
  `${keys.length === 1 ? `${keys[0]} is` : counted(keys.length, "flag is", "flags are")} killed in ${environment}.`;

/** Flags that were killed at once and are so still. */
export interface Stopped {
  keys: string[];
  by: string;
  at: string;
  reason?: string | null | undefined;
}

/** Tells one stop from another: the log has one time for all that is done at once. */
export const idOf = ({ by, at, reason }: Pick<Stopped, "by" | "at" | "reason">): string => JSON.stringify([by, at, reason ?? null]);

/** What a stop keeps killed still; a flag that was revived and killed anew is none of it. */
export const leftOf = (stop: Stopped, flags: Pick<Flag, "key" | "killed">[]): string[] =>
  flags.filter(({ killed }) => killed && idOf(killed) === idOf(stop)).map(({ key }) => key);

/** Who stopped several flags with one word, the last first; the one that is shown already also where only one flag is left of it. */
export function stopsOf(flags: Pick<Flag, "key" | "killed">[], shown?: string): Stopped[] {
  const stops = new Map<string, Stopped>();
  for (const { key, killed } of flags) {
    if (!killed) continue;
    const { by, at, reason } = killed;
    const id = idOf(killed);
    const known = stops.get(id);
    if (known === undefined) stops.set(id, { keys: [key], by, at, reason });
    else known.keys.push(key);
  }
  return [...stops.values()].filter((stop) => stop.keys.length > 1 || idOf(stop) === shown).sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}
