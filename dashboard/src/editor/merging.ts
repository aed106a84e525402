/** Two people changed one definition: what goes together is put together, and what does not is asked for. Pure. */
import type { Flag, Rule } from "../api/client";
import { definitionOf, isSame, rulesOf, type Definition, type Draft, type DraftRule } from "./draft.ts";

export type Side = "mine" | "theirs";

/** Something that both have changed, in two ways. What is undefined is not there. */
export interface Clash {
  id: string;
  label: string;
  base: unknown;
  mine: unknown;
  theirs: unknown;
}

export interface Merge {
  clashes: Clash[];
  /** What only they have changed. */
  taken: string[];
  /** The draft upon theirs, with one side of each clash. */
  resolve: (sides: Readonly<Record<string, Side>>) => Draft;
}

/** Three states of one thing. */
interface Triple {
  id: string;
  label: string;
  base: unknown;
  mine: unknown;
  theirs: unknown;
}

const isClash = ({ base, mine, theirs }: Triple) => !isSame(mine, base) && !isSame(theirs, base) && !isSame(mine, theirs);
const isTaken = ({ base, mine, theirs }: Triple) => isSame(mine, base) && !isSame(theirs, base);

export function merge(draft: Draft, theirs: Flag): Merge {
  const definition = definitionOf(theirs);
  const base = draft.base.definition;
  const fields = fieldTriples(base, draft.fields, definition);
  const aligned = align(rulesOf(base), rulesOf(definition));
  const rules = rulesOf(base).map((rule, place): Triple => ({
    id: `rule ${place}`,
    label: `Rule ${place + 1}${rule.name ? `, ${rule.name}` : ""}`,
    base: rule,
    mine: draft.rules.find(({ from }) => from === place)?.rule,
    theirs: rulesOf(definition)[aligned.indexOf(place)],
  }));
  const all = [...fields, ...rules];
  const added = aligned.filter((from) => from === undefined).length;
  const taken = [...all.filter(isTaken).map(({ label }) => label), ...(added > 0 ? [added === 1 ? "a new rule" : `${added} new rules`] : [])];
  return {
    clashes: all.filter(isClash),
    taken,
    resolve: (sides) => {
      const pick = (triple: Triple) => (isTaken(triple) || (isClash(triple) && sides[triple.id] === "theirs") ? triple.theirs : triple.mine);
      const picked = Object.fromEntries(fields.map((one) => [one.label, pick(one)]).filter(([, value]) => value !== undefined));
      return {
        base: { version: theirs.version, definition },
        fields: picked as Definition,
        rules: mergedRules(draft, rulesOf(definition), aligned, (place) => pick(rules[place] as Triple) as Rule | undefined),
        next: draft.next + rulesOf(definition).length,
      };
    },
  };
}

function fieldTriples(base: Definition, mine: Definition, theirs: Definition): Triple[] {
  const names = new Set([base, mine, theirs].flatMap(Object.keys));
  names.delete("rules");
  return [...names].map((name) => ({ id: name, label: name, base: base[name], mine: mine[name], theirs: theirs[name] }));
}

/** Which rule of the base each of theirs comes from: the same one, else one of that name, else the one in its place. */
function align(base: Rule[], theirs: Rule[]): (number | undefined)[] {
  const from: (number | undefined)[] = theirs.map(() => undefined);
  const match = (is: (rule: Rule, other: Rule, place: number, otherPlace: number) => boolean) =>
    theirs.forEach((rule, place) => {
      if (from[place] !== undefined) return;
      const found = base.findIndex((other, otherPlace) => !from.includes(otherPlace) && is(rule, other, place, otherPlace));
      if (found !== -1) from[place] = found;
    });
  match((rule, other) => isSame(rule, other));
  match((rule, other) => Boolean(rule.name) && rule.name === other.name);
  if (base.length === theirs.length) match((_rule, _other, place, otherPlace) => place === otherPlace);
  return from;
}

/** The order is mine where I changed it, else theirs; what the other side added comes behind what it stood behind there. */
function mergedRules(draft: Draft, theirs: Rule[], aligned: (number | undefined)[], pick: (place: number) => Rule | undefined): DraftRule[] {
  const known = (place: number, id?: number): DraftRule | undefined => {
    const rule = pick(place);
    const from = aligned.indexOf(place);
    return rule && { id: id ?? place, rule, ...(from === -1 ? {} : { from }) };
  };
  const mine = draft.rules.map(({ id, from, rule }) => (from === undefined ? { id, rule } : known(from, id)));
  const idOf = (from: number) => draft.rules.find((one) => one.from === from)?.id;
  const others = theirs.map((rule, place) => {
    const from = aligned[place];
    return from === undefined ? { id: draft.next + place, from: place, rule } : known(from, idOf(from));
  });
  const kept = draft.rules.flatMap(({ from }) => (from === undefined ? [] : [from]));
  const isReordered = kept.some((place, at) => at > 0 && place < (kept[at - 1] ?? 0));
  const [first, second] = isReordered ? [mine, others] : [others, mine];
  const result = first.filter((one) => one !== undefined);
  second.forEach((one, place) => {
    if (one === undefined || result.some((other) => other.id === one.id || (other.from === undefined) !== (one.from === undefined) && isSame(other.rule, one.rule))) return;
    const before = second.slice(0, place).findLast((other) => other !== undefined);
    result.splice(before === undefined ? 0 : result.findIndex(({ id }) => id === before.id) + 1, 0, one);
  });
  return result;
}

/** Puts a draft upon what somebody else did meanwhile, where nothing clashes. */
export function rebased(draft: Draft, theirs: Flag): { draft: Draft; taken: string[] } | undefined {
  const { clashes, taken, resolve } = merge(draft, theirs);
  return clashes.length > 0 ? undefined : { draft: resolve({}), taken };
}
