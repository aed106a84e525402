/** The order in which rules are tried. People count rules by it, the server by their place in the document. Pure. */
import type { Flag, Rule } from "../api/client";

/** The rules of a flag as the server gives them, if they are known. */
export type Rules = Flag["rules"];

const byPriority = (a: Rule, b: Rule) => (a.priority ?? 0) - (b.priority ?? 0);

/** Ascending priority, equal ones as they stand. */
export const inOrder = (rules: Rule[]): Rule[] => [...rules].sort(byPriority);

/** What people call the rule at a place in the document, from 1; the place itself where its rules are not known. */
export function numberOf(rules: Rules, index: number): number {
  const rule = rules?.[index];
  return 1 + (!rules || !rule ? index : inOrder(rules).indexOf(rule));
}

/** A text of the server with its rules counted as people do. */
export const inPlainNumbers = (text: string, rules: Rules) =>
  text.replace(/\brules\[(\d+)\]/g, (_, index: string) => `Rule ${numberOf(rules, Number(index))}`);
