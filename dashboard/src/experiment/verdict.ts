/** What results mean, in a word. Colours stand beside words, never alone. Pure. */
import type { MetricResults, Results, VariantResults } from "../api/experiments";
import type { Tone } from "../parts/Tag";

export interface Word {
  text: string;
  tone: Tone;
  /** The same as a sentence. */
  about: string;
}

/** What the effect of a variant on a metric means. */
export function effectWord(results: Results, metric: MetricResults, found: VariantResults): Word {
  const { health } = results;
  if (found.effect === null || found.effect === undefined) {
    return { text: "No answer", tone: "plain", about: found.refusal_detail ?? "There is no effect to tell." };
  }
  if (!health.srm.ok) return { text: "Not to be believed", tone: "warn", about: "Users were not split as planned." };
  if (found.guardrail === "inferior") return { text: "Over limit", tone: "bad", about: limited(metric, "It is worse than its margin allows") };
  if (found.guardrail === "non_inferior") return { text: "Within limit", tone: "good", about: limited(metric, "It is not worse than its margin allows") };
  if (found.guardrail === "inconclusive") return { text: "Not known yet", tone: "plain", about: limited(metric, "It may be worse than its margin allows, or not") };
  if (found.effect.outcome === "better") return { text: "Better", tone: "good", about: "The interval leaves out zero, on the good side." };
  if (found.effect.outcome === "worse") return { text: "Worse", tone: "bad", about: "The interval leaves out zero, on the bad side." };
  if (!health.too_early.ok) return { text: "Too early", tone: "plain", about: `${health.too_early.variant} has ${health.too_early.users} of ${health.too_early.needs} users.` };
  if (results.verdict === "no_difference") return { text: "No difference", tone: "plain", about: "The planned end is reached, and nothing is decided." };
  const isOver = results.ended_at !== null && results.ended_at !== undefined;
  return isOver
    ? { text: "Undecided", tone: "plain", about: "It ended before anything was known." }
    : { text: "Not decided yet", tone: "plain", about: "The interval has zero in it; more users make it narrower." };
}

function limited(metric: MetricResults, what: string): string {
  return metric.margin === null || metric.margin === undefined ? `${what}.` : `${what}, ${(100 * metric.margin).toFixed(1)}%.`;
}

/** What to make of all of it. */
export function verdictWord(results: Pick<Results, "verdict" | "winner">): Word {
  switch (results.verdict) {
    case "ship":
      return { text: results.winner ? `Ship ${results.winner}` : "Ship", tone: "good", about: "A goal is better, none is worse, no guardrail is over its limit." };
    case "roll_back":
      return { text: "Roll back", tone: "bad", about: "A goal is worse, or a guardrail is over its limit." };
    case "no_difference":
      return { text: "No difference", tone: "plain", about: "The planned end is reached, all was compared, and nothing is decided." };
    case "withheld":
      return { text: "Withheld", tone: "warn", about: "The numbers cannot be believed, or it ended before anything was known." };
    case "keep_running":
      return { text: "Keep running", tone: "rollout", about: "Nothing is decided yet." };
  }
}

/** The effect that a card tells: of the first goal, of the variant that is furthest from the control. */
export function leading(results: Results): { metric: MetricResults; found: VariantResults } | undefined {
  const metric = results.metrics.find((one) => one.role === "goal") ?? results.metrics[0];
  if (metric === undefined) return undefined;
  const good = metric.direction === "decrease" ? -1 : 1;
  const known = metric.variants.filter((one) => one.effect);
  const best = known.reduce<VariantResults | undefined>((one, other) => {
    if (one?.effect == null) return other;
    return good * (other.effect?.estimate ?? 0) > good * one.effect.estimate ? other : one;
  }, undefined);
  return best && { metric, found: best };
}
