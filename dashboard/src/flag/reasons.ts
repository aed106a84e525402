/** Why somebody got a value, in words. Pure. */

const WORDS: Record<string, string> = {
  SPLIT: "Share or split",
  DEFAULT: "No rule decided",
  DISABLED: "Off",
  STATIC: "The same for everybody",
  TARGETING_MATCH: "A rule",
  CACHED: "From a cache",
  ERROR: "No value",
};

/** The reason of an evaluation; `rule` is the place of the rule that decided, from 0, and `name` what it is called. */
export function reasonWords(reason: string, rule?: number | null, name?: string | null): string {
  if (rule === null || rule === undefined) return WORDS[reason] ?? reason;
  return name ? `Rule ${rule + 1}: ${name}` : `Rule ${rule + 1}`;
}
