import { useCallback, useMemo } from "react";
import { useKept } from "../../parts/kept";
import { usePlace } from "../../shell/place";

/** Flags that are chosen, to do the same to all of them. */
export interface Chosen {
  /** Whether somebody chooses: then lists have boxes in place of switches. */
  isOn: boolean;
  keys: ReadonlySet<string>;
  begin: () => void;
  end: () => void;
  choose: (key: string, isIn: boolean) => void;
  put: (keys: Iterable<string>) => void;
}

const NOBODY: ReadonlySet<string> = new Set();

export function useChosen(): Chosen {
  const { environment } = usePlace();
  const [keys, setKeys, end] = useKept<ReadonlySet<string> | undefined>(`chosen in ${environment.key}`, undefined);
  const choose = useCallback((key: string, isIn: boolean) => {
    setKeys((now = NOBODY) => new Set(isIn ? [...now, key] : [...now].filter((one) => one !== key)));
  }, [setKeys]);
  const begin = useCallback(() => setKeys((now) => now ?? NOBODY), [setKeys]);
  const put = useCallback((all: Iterable<string>) => setKeys(new Set(all)), [setKeys]);
  return useMemo(() => ({ isOn: keys !== undefined, keys: keys ?? NOBODY, begin, end, choose, put }), [keys, begin, end, choose, put]);
}
