/** Conditions as a tree that can be edited, and back as they are written. Pure. */
import type { Rule } from "../api/client";
import { comparisons, written } from "./operator.ts";

export interface Window {
  after?: string;
  before?: string;
  days?: string[];
  hours?: string;
  timezone?: string;
}

export type Leaf =
  | { kind: "attribute"; within: "property" | "location"; name: string; operator: string; operand: unknown }
  | { kind: "user"; keys: string[] }
  | { kind: "group"; groups: string[] }
  | { kind: "segment"; segments: string[] }
  | { kind: "percentage"; percentage: number }
  | { kind: "time"; window: Window };

export interface All {
  kind: "all" | "any";
  items: Node[];
}

/** A test, or several; `not` turns it round. */
export type Node = (Leaf | All) & { not?: boolean };

type Json = unknown;
type Fields = Record<string, Json>;

const isObject = (value: Json): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: Json): Json[] => (Array.isArray(value) ? value : [value]);
const texts = (value: Json): string[] => listOf(value).map(String);

export const isMany = (node: Node): node is All & { not?: boolean } => node.kind === "all" || node.kind === "any";

/** What rules of flags and of segments have in common. */
type Ruled = Pick<Rule, "type" | "conditions" | "enabled">;

/** A rule with other conditions: what is written of them is all that holds. */
export function withConditions<R extends Ruled>(rule: R, conditions: Pick<Rule, "type" | "conditions">): R {
  const { type: _type, ...rest } = rule;
  return { ...rest, ...conditions } as R;
}

/** A rule that holds, or rests. */
export function withEnabled<R extends Ruled>(rule: R, isOn: boolean): R {
  const { enabled: _enabled, ...rest } = rule;
  return (isOn ? rest : { ...rest, enabled: false }) as R;
}

/** The conditions of a rule: all of them have to hold, or any. */
export function treeOf(rule: Rule): All {
  return many(rule.type, rule.conditions as Json);
}

function many(type: string | undefined, conditions: Json): All {
  const fields = isObject(conditions) ? conditions : {};
  const { all, any, not, ...own } = fields;
  const items = [
    ...leaves(type, own),
    ...(all === undefined ? [] : listOf(all).map((one) => member(type, one))),
    ...(not === undefined ? [] : [turned(member(type, not))]),
  ];
  if (any === undefined) return { kind: "all", items };
  const choice: All = { kind: "any", items: listOf(any).map((one) => member(type, one)) };
  return items.length === 0 ? choice : { kind: "all", items: [...items, choice] };
}

function member(around: string | undefined, given: Json): Node {
  const fields = isObject(given) ? given : {};
  const isSpelledOut = "type" in fields || "conditions" in fields;
  const type = typeof fields["type"] === "string" ? fields["type"] : around;
  const group = many(type, isSpelledOut ? fields["conditions"] : fields);
  const [only] = group.items;
  return group.kind === "all" && group.items.length === 1 && only !== undefined ? only : group;
}

const turned = (node: Node): Node => (node.not ? without(node) : { ...node, not: true });

function without({ not: _not, ...node }: Node): Node {
  return node as Node;
}

function leaves(type: string | undefined, fields: Fields): Node[] {
  if (Object.keys(fields).length === 0) return [];
  switch (type) {
    case "user":
      return [{ kind: "user", keys: texts(fields["user_ids"] ?? []) }];
    case "group":
      return [{ kind: "group", groups: texts(fields["groups"] ?? []) }];
    case "segment":
    case "user_segment":
      return [{ kind: "segment", segments: texts(fields["segment"] ?? []) }];
    case "percentage":
      return [{ kind: "percentage", percentage: Number(fields["percentage"] ?? 0) }];
    case "time":
      return [{ kind: "time", window: fields as Window }];
    default: {
      const within = type === "location" ? "location" : "property";
      return Object.entries(fields).flatMap(([name, value]) =>
        comparisons(value).map((comparison): Node => ({ kind: "attribute", within, name, ...comparison })));
    }
  }
}

/** The type and the conditions of a rule. */
export type Written = Pick<Rule, "type" | "conditions">;

const as = (type: string | undefined, conditions: Fields): Written =>
  ({ ...(type === undefined ? {} : { type }), conditions }) as unknown as Written;

/** Writes a tree in the plainest way that says the same. */
export function conditionsOf(tree: All): Written {
  const [only] = tree.items;
  if (only === undefined) return as("property", tree.kind === "any" ? { any: [] } : {});
  if (tree.items.length === 1 && !only.not) return isMany(only) ? conditionsOf(only) : leaf(only);
  const flat = tree.kind === "all" ? flattened(tree.items) : undefined;
  return flat ?? as(undefined, { [tree.kind]: tree.items.map(nested) });
}

/** Comparisons of attributes stand side by side, where no two say something of one attribute in the same way. */
function flattened(items: Node[]): Written | undefined {
  const fields: Fields = {};
  let within: string | undefined;
  for (const item of items) {
    if (item.kind !== "attribute" || item.not || (within !== undefined && within !== item.within)) return undefined;
    within = item.within;
    const value = written(item);
    const known = fields[item.name];
    const clash = item.name === "" || ["all", "any", "not"].includes(item.name);
    if (clash) return undefined;
    if (known === undefined) fields[item.name] = value;
    else if (isObject(known) && isObject(value) && Object.keys(value).every((name) => !(name in known))) fields[item.name] = { ...known, ...value };
    else return undefined;
  }
  return as(within, fields);
}

function leaf(node: Leaf): Written {
  switch (node.kind) {
    case "attribute":
      return as(node.within, { [node.name]: written(node) });
    case "user":
      return as("user", { user_ids: node.keys });
    case "group":
      return as("group", { groups: node.groups });
    case "segment":
      return as("segment", { segment: node.segments.length === 1 ? node.segments[0] : node.segments });
    case "percentage":
      return as("percentage", { percentage: node.percentage });
    case "time":
      return as("time", { ...node.window });
  }
}

function nested(node: Node): Json {
  if (node.not) return { not: nested(without(node)) };
  return isMany(node) ? { [node.kind]: node.items.map(nested) } : leaf(node);
}

/** What a condition begins as. */
export const BLANKS: { word: string; about: string; blank: () => Node }[] = [
  { word: "Attribute", about: "plan is any of pro, team", blank: () => ({ kind: "attribute", within: "property", name: "", operator: "in", operand: [] }) },
  { word: "People", about: "by targeting key", blank: () => ({ kind: "user", keys: [] }) },
  { word: "Segment", about: "who is in one of these", blank: () => ({ kind: "segment", segments: [] }) },
  { word: "Group", about: "by the attribute groups", blank: () => ({ kind: "group", groups: [] }) },
  { word: "Time", about: "days, hours, from, until", blank: () => ({ kind: "time", window: { days: ["mon", "tue", "wed", "thu", "fri"], hours: "08:00-18:00", timezone: "UTC" } }) },
  { word: "Share", about: "a part of the users", blank: () => ({ kind: "percentage", percentage: 50 }) },
  { word: "Any of several", about: "one that holds is enough", blank: () => ({ kind: "any", items: [{ kind: "attribute", within: "property", name: "", operator: "in", operand: [] }] }) },
];
