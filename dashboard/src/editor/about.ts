/** What people read about a flag, and who may see it: changed without a look at its rules. Pure. */
import type { Patch } from "../api/flags";
import { isSame, type Definition, type Draft } from "./draft.ts";

const ABOUT = ["description", "owner", "tags", "expires", "visibility", "metadata"] as const;

/** The fields that a draft changes, as they are to be and as they were; null takes one away. */
export function changedAbout({ base, fields }: Draft): { to: Patch; from: Patch } {
  const was = base.definition;
  const names = ABOUT.filter((name) => !isSame(was[name] ?? absent(name), fields[name] ?? absent(name)));
  const patch = (from: Definition, to: Definition): Patch => Object.fromEntries(names.map((name) => [name, name === "metadata" ? merged(from[name], to[name]) : (to[name] ?? null)]));
  return { to: patch(was, fields), from: patch(fields, was) };
}

/** What it means that a field is not there. */
const absent = (name: (typeof ABOUT)[number]) => (name === "visibility" ? "all" : null);

/** A patch merges objects, so what goes has to be named. */
function merged(from: Definition["metadata"], to: Definition["metadata"]): Patch["metadata"] {
  if (!to) return null;
  const gone = Object.keys(from ?? {}).filter((name) => !(name in to));
  return { ...Object.fromEntries(gone.map((name) => [name, null])), ...to };
}
