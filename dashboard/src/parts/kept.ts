/** State that outlives its component: what somebody typed is there again after signing in once more, or coming back to the page. */
import { useCallback, useSyncExternalStore } from "react";

/** By who typed it: one after the other may use a page. */
const byPerson = new Map<string, Map<string, unknown>>();
let kept = new Map<string, unknown>();
const readers = new Set<() => void>();

function subscribe(reader: () => void): () => void {
  readers.add(reader);
  return () => readers.delete(reader);
}

const tell = () => readers.forEach((read) => read());

/** From now on what is kept is of this person. */
export function keepFor(person: string): void {
  kept = byPerson.get(person) ?? new Map<string, unknown>();
  byPerson.set(person, kept);
  tell();
}

/** Takes back what is kept under a name. */
export function forgetKept(name: string): void {
  kept.delete(name);
  tell();
}

/** What comes next, or how it follows from what is kept now; nothing is at first. */
export type Next<T> = T | ((now: T | undefined) => T);

/** As `useState`, under a name, and the same for all who name it; `forget` takes it back to what it was at first. */
export function useKept<T>(name: string, first: T): [T, (next: Next<T>) => void, () => void] {
  const now = useSyncExternalStore(subscribe, () => kept.get(name) as T | undefined);
  const set = useCallback(
    (next: Next<T>) => {
      kept.set(name, typeof next === "function" ? (next as (now: T | undefined) => T)(kept.get(name) as T | undefined) : next);
      tell();
    },
    [name],
  );
  const forget = useCallback(() => forgetKept(name), [name]);
  return [now === undefined ? first : now, set, forget];
}
