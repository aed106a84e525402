/** Which segments a definition names. Pure. */

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const isSegmentType = (type: unknown) => type === "segment" || type === "user_segment";

/** The segments that the rules of a flag, or the audience of an experiment, ask for. */
export function segmentsIn(definition: unknown): Set<string> {
  const found = new Set<string>();
  visit(definition, found);
  return found;
}

function visit(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) value.forEach((one) => visit(one, found));
  if (!isObject(value)) return;
  const { conditions } = value;
  if (isSegmentType(value["type"]) && isObject(conditions)) {
    const names = conditions["segment"];
    for (const name of Array.isArray(names) ? names : [names]) if (typeof name === "string") found.add(name);
  }
  Object.values(value).forEach((one) => visit(one, found));
}

export interface Use {
  kind: "flag" | "experiment";
  key: string;
}

/** Who names each segment. */
export function usesBySegment(flags: { key: string }[], experiments: { key: string }[]): Map<string, Use[]> {
  const uses = new Map<string, Use[]>();
  const add = (kind: Use["kind"]) => (definition: { key: string }) => {
    for (const segment of segmentsIn(definition)) uses.set(segment, [...(uses.get(segment) ?? []), { kind, key: definition.key }]);
  };
  flags.forEach(add("flag"));
  experiments.forEach(add("experiment"));
  return uses;
}
