/** Which flags a list shows, and in which order. Pure. */
import type { Flag } from "../api/client";
import { matcher } from "../parts/matching.ts";
import { isActive, isKilled, tagsOf } from "./reading.ts";

export const FILTERS = ["all", "on", "off", "gradual", "killed", "stale", "archived"] as const;
export type Filter = (typeof FILTERS)[number];

export const FILTER_WORDS: Record<Filter, string> = {
  all: "All",
  on: "On",
  off: "Off",
  gradual: "Rolling out",
  killed: "Killed",
  stale: "Stale",
  archived: "Archived",
};

export const SORTS = ["changed", "key", "created", "busiest"] as const;
export type Sort = (typeof SORTS)[number];

export const SORT_WORDS: Record<Sort, string> = {
  changed: "Recently changed",
  key: "By key",
  created: "Newest",
  busiest: "Most evaluated",
};

type Belongs = (flag: Flag) => boolean;

function belongs(filter: Filter, stale: ReadonlyMap<string, string>): Belongs {
  switch (filter) {
    case "all":
      return (flag) => !flag.archived;
    case "on":
      return isActive;
    case "off":
      return (flag) => !flag.archived && !flag.enabled;
    case "gradual":
      return (flag) => isActive(flag) && flag.type === "gradual";
    case "killed":
      return isKilled;
    case "stale":
      return (flag) => !flag.archived && stale.has(flag.key);
    case "archived":
      return (flag) => flag.archived;
  }
}

/** How many flags each filter has. */
export function countsOf(flags: Flag[], stale: ReadonlyMap<string, string>): Record<Filter, number> {
  const count = (filter: Filter) => flags.filter(belongs(filter, stale)).length;
  return Object.fromEntries(FILTERS.map((filter) => [filter, count(filter)])) as Record<Filter, number>;
}

export interface Wanted {
  text: string;
  filter: Filter;
  sort: Sort;
}

export function find(
  flags: Flag[],
  { text, filter, sort }: Wanted,
  stale: ReadonlyMap<string, string>,
  usage: (key: string) => number,
): Flag[] {
  const matches = matcher(text);
  const found = flags.filter(belongs(filter, stale)).filter((flag) => matches([flag.key, flag.description, flag.owner, ...tagsOf(flag)]));
  return found.sort(ORDERS[sort](usage));
}

type Order = (a: Flag, b: Flag) => number;

const byKey: Order = (a, b) => (a.key < b.key ? -1 : 1);
const ORDERS: Record<Sort, (usage: (key: string) => number) => Order> = {
  key: () => byKey,
  changed: () => (a, b) => b.version - a.version || byKey(a, b),
  created: () => (a, b) => (a.created_at < b.created_at ? 1 : a.created_at > b.created_at ? -1 : byKey(a, b)),
  busiest: (usage) => (a, b) => usage(b.key) - usage(a.key) || byKey(a, b),
};
