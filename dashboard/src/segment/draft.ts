/** What somebody has changed of a segment and not saved yet: only that, so it can be put on top of any version. Pure. */
import type { FieldChange, Schemas } from "../api/client";
import type { ListName, MembershipRule, Segment, SegmentFields } from "../api/segments";

export interface ListEdit {
  add: string[];
  remove: string[];
}

export interface Draft {
  description?: string;
  owner?: string;
  tags?: string[];
  rules?: MembershipRule[];
  include: ListEdit;
  exclude: ListEdit;
}

export const LISTS: readonly ListName[] = ["include", "exclude"];
export const EMPTY: Draft = { include: { add: [], remove: [] }, exclude: { add: [], remove: [] } };
/** Longer lists are named by their hash, and edited by what is added and removed. */
const SPELT_OUT_MAX = 1_000;

type Keys = Schemas["Keys"] | undefined;

/** The keys of a list that is spelt out; none where it is only named. */
export function speltOut(keys: Keys): string[] | undefined {
  if (keys === undefined) return [];
  if (typeof keys === "string") return [keys];
  return Array.isArray(keys) ? keys : undefined;
}

export function countOf(keys: Keys): number {
  const spelt = speltOut(keys);
  if (spelt !== undefined) return spelt.length;
  const named = keys as { count?: unknown };
  return typeof named.count === "number" ? named.count : 0;
}

export const hashOf = (keys: Keys): string | undefined =>
  typeof keys === "object" && !Array.isArray(keys) ? keys.list : undefined;

/** Adds keys to an edit; whoever was to go stays. */
export function adding({ add, remove }: ListEdit, keys: string[], known: ReadonlySet<string>): ListEdit {
  const given = new Set(keys);
  const fresh = keys.filter((key) => !known.has(key));
  return { add: [...new Set([...add, ...fresh])], remove: remove.filter((key) => !given.has(key)) };
}

/** Takes keys out; whoever was only to be added is not added. */
export function removing({ add, remove }: ListEdit, keys: string[], known: ReadonlySet<string> | undefined): ListEdit {
  const given = new Set(keys);
  const there = known === undefined ? keys.filter((key) => !add.includes(key)) : keys.filter((key) => known.has(key));
  return { add: add.filter((key) => !given.has(key)), remove: [...new Set([...remove, ...there])] };
}

const isEdited = ({ add, remove }: ListEdit) => add.length + remove.length > 0;

const tagsOf = (segment: Segment | undefined): string[] =>
  segment?.tags === undefined ? [] : Array.isArray(segment.tags) ? segment.tags : [segment.tags];

/** The segment as it would be, lists left aside. */
export function drafted(segment: Segment | undefined, draft: Draft) {
  return {
    description: draft.description ?? segment?.description ?? "",
    owner: draft.owner ?? segment?.owner ?? "",
    tags: draft.tags ?? tagsOf(segment),
    rules: draft.rules ?? segment?.rules ?? [],
  };
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** What saving would change, field by field; empty where that is nothing. */
export function changesOf(segment: Segment | undefined, draft: Draft): FieldChange[] {
  const [before, after] = [drafted(segment, EMPTY), drafted(segment, draft)];
  const changes: FieldChange[] = [];
  const change = (path: string, old: unknown, now: unknown, isNothing: (value: unknown) => boolean) => {
    if (same(old, now)) return;
    changes.push({ path, ...(isNothing(old) ? {} : { before: old }), ...(isNothing(now) ? {} : { after: now }) });
  };
  const isBlank = (value: unknown) => value === "" || value === undefined || (Array.isArray(value) && value.length === 0);
  change("description", before.description, after.description, isBlank);
  change("owner", before.owner, after.owner, isBlank);
  change("tags", before.tags, after.tags, isBlank);
  for (let place = 0; place < Math.max(before.rules.length, after.rules.length); place += 1) {
    change(`rules[${place}]`, before.rules[place], after.rules[place], isBlank);
  }
  for (const list of LISTS) {
    const { add, remove } = draft[list];
    if (add.length > 0) changes.push({ path: `${list}, added`, after: told(add) });
    if (remove.length > 0) changes.push({ path: `${list}, removed`, before: told(remove) });
  }
  return changes;
}

/** Keys that are told by name; the others are counted. */
const TOLD = 5;

function told(keys: string[]): string {
  const more = keys.length - TOLD;
  return keys.slice(0, TOLD).join(", ") + (more > 0 ? ` and ${more.toLocaleString()} more` : "");
}

export interface Save {
  /** What one request sets. */
  fields: SegmentFields;
  /** What is added to and removed from lists that are too long to be sent whole. */
  edits: [ListName, ListEdit][];
}

/** How a draft is saved. */
export function saveOf(segment: Segment | undefined, draft: Draft): Save {
  const fields: SegmentFields = {};
  const orNull = (text: string) => (text === "" && segment !== undefined ? null : text);
  if (draft.description !== undefined) fields.description = orNull(draft.description.trim());
  if (draft.owner !== undefined) fields.owner = orNull(draft.owner.trim());
  if (draft.tags !== undefined) fields.tags = draft.tags;
  if (draft.rules !== undefined) fields.rules = draft.rules;
  const edits: [ListName, ListEdit][] = [];
  for (const list of LISTS) {
    const edit = draft[list];
    if (!isEdited(edit)) continue;
    const spelt = speltOut(segment?.[list]);
    const gone = new Set(edit.remove);
    const whole = spelt && [...new Set([...spelt.filter((key) => !gone.has(key)), ...edit.add])];
    if (whole !== undefined && whole.length <= SPELT_OUT_MAX) fields[list] = whole;
    else edits.push([list, edit]);
  }
  if (segment === undefined) for (const name of ["description", "owner"] as const) if (fields[name] === "") delete fields[name];
  return { fields, edits };
}
