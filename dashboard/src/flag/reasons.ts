/** Why somebody got a value, in words. Pure. */
import type { Rule } from "../api/client";
import { numberOf, type Rules } from "./order.ts";
import { plain, sentenceOf } from "./sentence.ts";

const WORDS: Record<string, string> = {
  SPLIT: "Share or split",
  DEFAULT: "No rule decided",
  DISABLED: "Off",
  STATIC: "The same for everybody",
  TARGETING_MATCH: "A rule",
  CACHED: "From a cache",
  ERROR: "No value",
};

/** The reason of an evaluation; `index` is the place in the document of the rule that decided, `rules` what is known of those. */
export function reasonWords(reason: string, index?: number | null, rules?: Rules, name?: string | null): string {
  if (index === null || index === undefined) return WORDS[reason] ?? reason;
  const rule = rules?.[index];
  const called = name ?? (rule && saidOf(rule));
  return `Rule ${numberOf(rules, index)}${called ? `: ${called}` : ""}`;
}

/** What a rule is called; one without a name by what it says. */
const saidOf = (rule: Rule) => rule.name ?? plain(sentenceOf(rule));

/** Why people got their value: a rule, or a reason where none decided; how often. */
export interface Why {
  id: string;
  name: string;
  n: number;
}

/** Rules one by one, and what no rule decided by its reason, most often first. An evaluation that a rule decided has a reason too: there it is taken out. */
export function whysOf(rules: Rule[], counts: { reasons: Record<string, number>; rules: Record<string, number> }): Why[] {
  const left = { ...counts.reasons };
  const ruled = Object.entries(counts.rules).map(([index, n]): Why => {
    const rule = rules[Number(index)];
    takeOut(left, n, reasonsOf(rule));
    const name = rule === undefined ? `Rule ${Number(index) + 1}, as it was` : saidOf(rule);
    return { id: `rule ${index}`, name, n };
  });
  const others = Object.entries(left).map(([reason, n]): Why => ({ id: reason, name: reasonWords(reason), n }));
  return [...ruled, ...others].filter(({ n }) => n > 0).sort((a, b) => b.n - a.n);
}

/** The reasons that a rule gives, its own first: the others are those that it gave before it was changed, or without a targeting key. */
function reasonsOf(rule: Rule | undefined): string[] {
  const divides = typeof rule?.value === "number" || typeof rule?.value === "object";
  return divides ? ["SPLIT", "TARGETING_MATCH", "ERROR"] : ["TARGETING_MATCH", "SPLIT", "ERROR"];
}

function takeOut(left: Record<string, number>, n: number, reasons: string[]): void {
  let more = n;
  for (const reason of reasons) {
    const taken = Math.min(more, left[reason] ?? 0);
    left[reason] = (left[reason] ?? 0) - taken;
    more -= taken;
  }
}
