/** A release that is there and that somebody changes: from which version, from what, and to what. Pure. */
import type { Release } from "../api/releases";
import { isSame } from "../editor/draft.ts";
import { BOUNDS, definitionOf, EMPTY, type Draft, type DraftCheck } from "./draft.ts";

type Check = NonNullable<Release["checks"]>[number];

export interface Edit {
  version: number;
  base: Draft;
  draft: Draft;
}

/** What the form has an input for; all else of a check is kept as it is. */
const SHOWN = new Set(["source", "name", "metric", "query", "samples", "interval", "test"]);

export function draftFrom(release: Release): Draft {
  const waiting = new Set((release.gates ?? []).map(({ before }) => before));
  return {
    ...EMPTY,
    key: release.key,
    flag: release.flag ?? release.key,
    description: release.description ?? "",
    steps: (release.steps ?? []).map(({ name = "", percentage, duration }) => ({ name, percentage, duration, waits: waiting.has(name || String(percentage)) })),
    checks: (release.checks ?? []).map(checkFrom),
    onFailure: release.on_failure,
    deadline: release.deadline ?? "",
  };
}

function checkFrom(check: Check): DraftCheck {
  const bound = BOUNDS.find((one) => check[one.bound] !== undefined)?.bound ?? "max";
  const more = Object.fromEntries(Object.entries(check).filter(([name]) => !SHOWN.has(name) && name !== bound));
  const { source, name, metric = "", query = "", samples = "", interval = "30s", test } = check;
  return { source, name, metric, query, samples, bound, limit: check[bound] ?? "", interval, isSequential: test === "sequential", ...(Object.keys(more).length > 0 ? { more } : {}) };
}

export function editOf(release: Release): Edit {
  const base = draftFrom(release);
  return { version: release.version, base, draft: base };
}

/** Whether anything is typed, also what changes nothing of the document yet, as a blank at an end. */
export const isTyped = ({ base, draft }: Edit): boolean => !isSame(draft, base);

/** The fields of the document that are changed; null takes one away. */
export function patchOf({ base, draft }: Edit): Record<string, unknown> {
  const [before, after] = [definitionOf(base), definitionOf(draft)];
  const names = Object.keys({ ...before, ...after }).filter((name) => !isSame(before[name], after[name]));
  return Object.fromEntries(names.map((name) => [name, after[name] ?? null]));
}

/** What somebody changed, put on top of the release as it is now. */
export function onTop({ base, draft }: Edit, release: Release): Edit {
  const theirs = editOf(release);
  const mine = Object.entries(draft).filter(([name, value]) => !isSame(value, base[name as keyof Draft]));
  return { ...theirs, draft: { ...theirs.draft, ...Object.fromEntries(mine) } };
}

/** What the server knows beside a definition. */
const SERVERS_OWN = new Set(["key", "version", "created_at", "updated_at", "killed", "managed_by", "managed_at", "warnings", "status"]);

/** The whole definition with a patch in it. */
export function writtenOf(release: Release, patch: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries({ ...release, ...patch });
  return Object.fromEntries(entries.filter(([name, value]) => !SERVERS_OWN.has(name) && value !== null));
}
