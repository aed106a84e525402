/** What two evaluations of the same flags have in common. Pure. */
import type { Schemas } from "../api/client";

export type Evaluation = Schemas["Evaluation"];

/** A flag on one side, and on the other where there is one. */
export interface Pair {
  key: string;
  one: Evaluation | undefined;
  other: Evaluation | undefined;
  differs: boolean;
}

const result = (one: Evaluation | undefined) => one && JSON.stringify([one.value, one.variant ?? null, one.error_code ?? null]);

/** The flags of both sides, in the order of their keys. Without another side nothing differs. */
export function pairs(ones: Evaluation[], others: Evaluation[] | undefined): Pair[] {
  const byKey = new Map((others ?? []).map((other) => [other.key, other]));
  const keys = new Set([...ones, ...(others ?? [])].map(({ key }) => key));
  const ownByKey = new Map(ones.map((one) => [one.key, one]));
  return [...keys].sort().map((key) => {
    const [one, other] = [ownByKey.get(key), byKey.get(key)];
    return { key, one, other, differs: others !== undefined && result(one) !== result(other) };
  });
}
