/** How an experiment may be ended by hand, and what speaks against it. Pure. */
import type { Results } from "../api/experiments";
import { controlOf, type PlannedVariant } from "./reading.ts";

export interface Choice {
  id: string;
  word: string;
  about: string;
  /** What everybody gets. */
  ship: string;
  /** What the history says before the reason. */
  kept: string;
}

export function choicesOf(variants: PlannedVariant[]): Choice[] {
  const control = controlOf(variants);
  const others = variants.filter(({ name }) => name !== control);
  return [
    ...others.map(({ name }) => ({ id: `ship ${name}`, word: `Ship ${name}`, about: `Everybody gets ${name}.`, ship: name, kept: `shipped ${name}: ` })),
    { id: "roll back", word: "Roll back", about: `It does harm: everybody gets ${control}.`, ship: control, kept: "rolled back: " },
    { id: "no difference", word: "No difference", about: `Nothing that matters: everybody gets ${control}.`, ship: control, kept: "no difference: " },
  ];
}

/** Why the numbers do not say what somebody is about to do; none where they do. */
export function doubtOf(choice: Choice, results: Results): string | undefined {
  if (!results.health.srm.ok) return "Users were not split as planned, so no effect here can be believed.";
  const isShip = choice.id.startsWith("ship ");
  const of = (name: string) => results.metrics.flatMap((metric) => metric.variants.filter(({ variant }) => variant === name).map((found) => ({ metric: metric.metric, role: metric.role, found })));
  if (isShip) {
    const own = of(choice.ship);
    const over = own.filter(({ found }) => found.guardrail === "inferior").map(({ metric }) => metric);
    if (over.length > 0) return `\`${choice.ship}\` is over the limit of ${over.join(", ")}.`;
    const worse = own.filter(({ role, found }) => role === "goal" && found.effect?.outcome === "worse").map(({ metric }) => metric);
    if (worse.length > 0) return `\`${choice.ship}\` is worse by ${worse.join(", ")}.`;
    if (!own.some(({ role, found }) => role === "goal" && found.effect?.outcome === "better")) return `It is not known that \`${choice.ship}\` is better by any goal.`;
    return undefined;
  }
  if (choice.id === "no difference" && results.verdict !== "no_difference") return "That there is no difference is only known at the planned end. Ended now, it is: not known.";
  if (choice.id === "roll back" && results.verdict === "ship") return `\`${results.winner ?? "a variant"}\` is better by a goal, and no guardrail is over its limit.`;
  return undefined;
}
