/** What the rules of an environment speak of: names and values to choose from. Pure. */
import type { Flag } from "../api/client";
import { isMany, treeOf, type Node } from "./condition.ts";

export interface Seen {
  names: string[];
  /** Values by attribute. */
  values: ReadonlyMap<string, string[]>;
}

/** More than these are not offered. */
const NAMES = 200;
const VALUES = 100;

export function seenIn(flags: Flag[]): Seen {
  const values = new Map<string, Set<string>>();
  const look = (node: Node): void => {
    if (isMany(node)) return node.items.forEach(look);
    if (node.kind !== "attribute" || (values.size >= NAMES && !values.has(node.name))) return;
    const own = values.get(node.name) ?? new Set();
    for (const value of Array.isArray(node.operand) ? node.operand : [node.operand]) {
      if (typeof value === "string" && own.size < VALUES) own.add(value);
    }
    values.set(node.name, own);
  };
  for (const flag of flags) for (const rule of flag.rules ?? []) look(treeOf(rule));
  return { names: [...values.keys()].sort(), values: new Map([...values].map(([name, own]) => [name, [...own].sort()])) };
}

/** Lines and cells; what stands in one is one value, whatever is in it. */
export const linesIn = (text: string): string[] => distinct(text.split(/[\n\r\t]+/));

/** Values out of what was typed or pasted: lines and cells where it has several, else what commas and semicolons part. */
export function valuesIn(text: string): string[] {
  const lines = linesIn(text);
  return lines.length > 1 ? lines : distinct(text.split(/[,;\n\r\t]+/));
}

const distinct = (all: string[]): string[] => [...new Set(all.map((one) => one.trim()).filter(Boolean))];
