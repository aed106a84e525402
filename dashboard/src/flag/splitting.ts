/** Changing a split so that it stays a whole, in hundredths of a percent. Pure. */
import type { Part } from "./reading.ts";

const WHOLE = 10_000;

/** The parts in hundredths of a percent that sum up to all: what rounding loses goes to the largest. */
export function hundredths(parts: Part[]): number[] {
  const rounded = parts.map(({ percent }) => Math.round(percent * 100));
  const missing = WHOLE - rounded.reduce((sum, part) => sum + part, 0);
  const largest = rounded.indexOf(Math.max(...rounded));
  return rounded.map((part, place) => (place === largest ? part + missing : part));
}

/** The parts with one of them set; the others share the rest as they do, where they have nothing left as they did in `stored`, else evenly. */
export function withPart(parts: number[], place: number, wanted: number, stored?: number[]): number[] {
  const set = Math.min(WHOLE, Math.max(0, Math.round(wanted)));
  const rest = WHOLE - set;
  const others = parts.reduce((sum, part, other) => (other === place ? sum : sum + part), 0);
  if (others === 0 && rest > 0 && stored?.length === parts.length) return withPart(stored, place, wanted);
  const count = parts.length - 1;
  if (count === 0) return [WHOLE];
  const next = parts.map((part, other) => {
    if (other === place) return set;
    return Math.floor(others === 0 ? rest / count : (part * rest) / others);
  });
  const last = place === parts.length - 1 ? parts.length - 2 : parts.length - 1;
  next[last] = (next[last] ?? 0) + WHOLE - next.reduce((sum, part) => sum + part, 0);
  return next;
}

/** Parts by the name of what they are of: in another order they are still of the same. */
export const named = (names: string[], parts: number[]): ReadonlyMap<string, number> => new Map(names.map((name, place) => [name, parts[place] ?? 0]));

/** The parts in the order of names; none where they are of others. */
export function partsFor(names: string[], parts: ReadonlyMap<string, number> | undefined): number[] | undefined {
  const found = names.flatMap((name) => parts?.get(name) ?? []);
  return found.length === names.length && parts?.size === names.length ? found : undefined;
}

export const evenly = (count: number): number[] => {
  const part = Math.floor(WHOLE / count);
  return Array.from({ length: count }, (_, place) => (place === 0 ? WHOLE - part * (count - 1) : part));
};

/** The parts, in percent, stretched or shrunk so that they are a whole. */
export function filled(parts: number[]): number[] {
  const sum = parts.reduce((total, part) => total + part, 0) || 1;
  return hundredths(parts.map((part) => ({ name: "", percent: (100 * part) / sum }))).map((part) => part / 100);
}
