/** State that outlives its component: what somebody typed is there again after signing in once more, or coming back to the page. */
import { useCallback, useState } from "react";

const kept = new Map<string, unknown>();

/** As `useState`, under a name; `forget` takes it back to what it was at first. */
export function useKept<T>(name: string, first: T): [T, (next: T) => void, () => void] {
  const [, tick] = useState(0);
  const has = kept.has(name);
  const set = useCallback(
    (next: T) => {
      kept.set(name, next);
      tick((n) => n + 1);
    },
    [name],
  );
  const forget = useCallback(() => {
    kept.delete(name);
    tick((n) => n + 1);
  }, [name]);
  return [has ? (kept.get(name) as T) : first, set, forget];
}
