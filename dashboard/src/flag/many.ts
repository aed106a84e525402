/** One change of many flags: each is asked for by itself, and says by itself how that went. */
import { codeOf, messageOf, type Flag } from "../api/client";
import { patchFlag, reviveFlag, type Patch } from "../api/flags";
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

async function forEach<T>(all: T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...all];
  const go = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, go));
}

/** Changes each flag from the version that is shown; tells each result as it comes. */
export const changeMany = (environment: string, flags: Flag[], change: Change, reason: string | undefined, told: (result: Result) => void): Promise<void> =>
  forEach(flags, async (flag) => told(await changeOne(environment, flag, change, reason)));

/** Revives each flag. Gives those that stay killed, and why. */
export async function reviveMany(environment: string, keys: string[], reason: string | undefined): Promise<{ key: string; why: string }[]> {
  const failed: { key: string; why: string }[] = [];
  await forEach(keys, (key) => reviveFlag({ environment, key, reason }).then(() => undefined, (error: unknown) => void failed.push({ key, why: messageOf(error) })));
  return failed;
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
