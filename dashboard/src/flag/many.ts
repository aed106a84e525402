/** One change of many flags: each is asked for by itself, and says by itself how that went. */
import { codeOf, messageOf, type Flag } from "../api/client";
import { patchFlag, type Patch } from "../api/flags";
import { tagsOf } from "./reading.ts";

export type Change = { kind: "on" } | { kind: "off" } | { kind: "archive" } | { kind: "tag"; tag: string } | { kind: "untag"; tag: string };

/** What a flag has to be given; none where it is so already. */
export function patchFor(flag: Flag, change: Change): Patch | undefined {
  const tags = tagsOf(flag);
  switch (change.kind) {
    case "on":
      return flag.enabled ? undefined : { enabled: true };
    case "off":
      return flag.enabled ? { enabled: false } : undefined;
    case "archive":
      return flag.archived ? undefined : { archived: true };
    case "tag":
      return tags.includes(change.tag) ? undefined : { tags: [...tags, change.tag] };
    case "untag": {
      const rest = tags.filter((tag) => tag !== change.tag);
      return rest.length === tags.length ? undefined : { tags: rest.length === 0 ? null : rest };
    }
  }
}

export interface Result {
  key: string;
  /** `same`: it was so already. */
  state: "done" | "same" | "failed";
  /** Why it failed. */
  why?: string;
  flag?: Flag;
}

/** Requests that are on their way at a time. */
const AT_ONCE = 6;

/** Changes each flag from the version that is shown; tells each result as it comes. */
export async function changeMany(environment: string, flags: Flag[], change: Change, reason: string | undefined, told: (result: Result) => void): Promise<void> {
  const waiting = [...flags];
  const work = async () => {
    for (let flag = waiting.shift(); flag !== undefined; flag = waiting.shift()) told(await changeOne(environment, flag, change, reason));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function changeOne(environment: string, flag: Flag, change: Change, reason: string | undefined): Promise<Result> {
  const { key, version } = flag;
  const patch = patchFor(flag, change);
  if (patch === undefined) return { key, state: "same" };
  try {
    return { key, state: "done", flag: await patchFlag({ environment, key, version, reason }, patch) };
  } catch (error) {
    const why = codeOf(error) === "conflict" ? "Somebody changed it meanwhile; look at it again." : messageOf(error);
    return { key, state: "failed", why };
  }
}
