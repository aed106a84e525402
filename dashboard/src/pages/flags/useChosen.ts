import { useCallback, useMemo, useState } from "react";

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
  const [keys, setKeys] = useState<ReadonlySet<string>>();
  const choose = useCallback((key: string, isIn: boolean) => {
    setKeys((now) => new Set(isIn ? [...(now ?? NOBODY), key] : [...(now ?? NOBODY)].filter((one) => one !== key)));
  }, []);
  const begin = useCallback(() => setKeys((now) => now ?? NOBODY), []);
  const end = useCallback(() => setKeys(undefined), []);
  const put = useCallback((all: Iterable<string>) => setKeys(new Set(all)), []);
  return useMemo(() => ({ isOn: keys !== undefined, keys: keys ?? NOBODY, begin, end, choose, put }), [keys, begin, end, choose, put]);
}
