/** Why somebody may not change a flag, whatever they change it by: a control, a key or a command. Pure. */
import type { Flag } from "../api/client";

/** None where it can be changed; `viewer` is why they may change nothing at all. */
export function refusalOf(flag: Pick<Flag, "managed_by">, viewer: string | undefined): string | undefined {
  return viewer ?? (flag.managed_by ? "It lives in a configuration file; change it there. Killing it works here." : undefined);
}

/** The same for turning it on or off. */
export function switchRefusal(flag: Pick<Flag, "managed_by" | "archived">, viewer: string | undefined): string | undefined {
  return refusalOf(flag, viewer) ?? (flag.archived ? "It is archived: take it out of the archive first." : undefined);
}
