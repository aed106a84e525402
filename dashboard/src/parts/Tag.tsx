import type { ReactNode } from "react";

export type Tone = "bad" | "warn" | "good" | "rollout" | "experiment" | "on" | "plain";

/** A word in a colour that has a meaning; never the colour alone. */
export function Tag({ tone = "plain", children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`tag tone-${tone}`}>{children}</span>;
}
