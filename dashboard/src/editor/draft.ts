/** A definition that is being changed: from which one, and to what. Pure. */
import type { Flag, Rule, Schemas } from "../api/client";
import { inOrder } from "../flag/order.ts";

/** What the server knows beside a definition. */
const SERVERS_OWN = new Set(["key", "version", "created_at", "updated_at", "killed", "in_force", "managed_by", "managed_at", "warnings", "stale"]);

/** A definition: what can be written back. */
export type Definition = Record<string, unknown> & Partial<Pick<Flag, "type" | "enabled" | "percentage" | "start_date" | "end_date" | "curve" | "requires" | "bucket_by" | "when_on" | "when_off" | "salt" | "metrics" | "description" | "owner" | "tags" | "expires" | "visibility" | "metadata">>;

/** A rule with a name of its own for as long as it is being changed. */
export interface DraftRule {
  id: number;
  /** Its place in the definition that the draft is made from; none if it is new. */
  from?: number | undefined;
  rule: Rule;
}

export interface Draft {
  base: { version: number; definition: Definition };
  /** Everything but the rules. */
  fields: Definition;
  rules: DraftRule[];
  /** The id of the next new rule. */
  next: number;
}

export type Requirement = NonNullable<Flag["requires"]>[number];
export type Point = NonNullable<Flag["curve"]>[number];
export type Variant = Schemas["Variant"];

export function definitionOf(flag: Flag): Definition {
  const { rules, ...fields } = Object.fromEntries(Object.entries(flag).filter(([name]) => !SERVERS_OWN.has(name)));
  return { ...fields, ...(Array.isArray(rules) && rules.length > 0 ? { rules: inOrder(rules as Rule[]) } : {}) };
}

export const rulesOf = (definition: Definition): Rule[] => (Array.isArray(definition["rules"]) ? (definition["rules"] as Rule[]) : []);

export function draftOf(flag: Flag): Draft {
  const definition = definitionOf(flag);
  const { rules: _rules, ...fields } = definition;
  const rules = rulesOf(definition).map((rule, place) => ({ id: place, from: place, rule }));
  return { base: { version: flag.version, definition }, fields, rules, next: rules.length };
}

/** The definition as the draft has it. */
export function drafted({ fields, rules }: Draft): Definition {
  const own = prioritised(rules.map(({ rule }) => rule));
  return own.length === 0 ? fields : { ...fields, rules: own };
}

/** Rules in an order, with no more priorities changed than that takes: equal ones are tried as they stand. */
function prioritised(rules: Rule[]): Rule[] {
  let least = Number.NEGATIVE_INFINITY;
  return rules.map((rule) => {
    const own = rule.priority ?? 0;
    if (own >= least) {
      least = own;
      return rule;
    }
    return { ...rule, priority: least };
  });
}

export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

/** The same whatever the order of fields. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, own]) => [name, sorted(own)]));
}

export const isChanged = (draft: Draft): boolean => !isSame(draft.base.definition, drafted(draft));

/** Changes the fields of a draft; undefined takes one away. */
export function withFields(draft: Draft, change: Definition): Draft {
  const fields = Object.fromEntries(Object.entries({ ...draft.fields, ...change }).filter(([, value]) => value !== undefined));
  return { ...draft, fields };
}

export function withRule(draft: Draft, id: number, change: (rule: Rule) => Rule): Draft {
  return { ...draft, rules: draft.rules.map((one) => (one.id === id ? { ...one, rule: change(one.rule) } : one)) };
}

/** Adds a rule behind another one, or at the end. */
export function addRule(draft: Draft, rule: Rule, after?: number): Draft {
  const place = after === undefined ? draft.rules.length : draft.rules.findIndex(({ id }) => id === after) + 1;
  const { priority: _priority, ...own } = rule;
  const before = draft.rules[place - 1]?.rule.priority;
  const added = { id: draft.next, rule: before === undefined ? own : { ...own, priority: before } };
  return { ...draft, rules: draft.rules.toSpliced(place, 0, added), next: draft.next + 1 };
}

export const removeRule = (draft: Draft, id: number): Draft => ({ ...draft, rules: draft.rules.filter((one) => one.id !== id) });

/** Moves a rule to a place, counted from 0. */
export function moveRule(draft: Draft, id: number, to: number): Draft {
  const from = draft.rules.findIndex((one) => one.id === id);
  const moved = draft.rules[from];
  if (moved === undefined || to < 0 || to >= draft.rules.length || from === to) return draft;
  return { ...draft, rules: draft.rules.toSpliced(from, 1).toSpliced(to, 0, moved) };
}

/** The variants as they are written: always a list. */
export const variantsIn = (fields: Definition): Variant[] => (Array.isArray(fields["variants"]) ? (fields["variants"] as Variant[]) : []);

/** Gives a variant another name, in the rules that serve it too. */
export function renameVariant(draft: Draft, place: number, name: string): Draft {
  const before = variantsIn(draft.fields)[place]?.name;
  const variants = variantsIn(draft.fields).map((one, other) => (other === place ? { ...one, name } : one));
  const renamed = withFields(draft, { variants });
  const isTwice = variantsIn(draft.fields).some((one, other) => other !== place && one.name === before);
  return before === undefined || isTwice ? renamed : { ...renamed, rules: renamed.rules.map((one) => ({ ...one, rule: served(one.rule, before, name) })) };
}

function served(rule: Rule, before: string, name: string): Rule {
  if (rule.value === before) return { ...rule, value: name };
  if (typeof rule.value !== "object" || !(before in rule.value.split)) return rule;
  const split = Object.fromEntries(Object.entries(rule.value.split).map(([own, weight]) => [own === before ? name : own, weight]));
  return { ...rule, value: { split } };
}
