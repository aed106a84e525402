import { useEffect, useMemo, useState } from "react";
import type { Flag } from "../../../api/client";
import type { Draft } from "../../../editor/draft.ts";
import { rebased } from "../../../editor/merging.ts";

interface Rebased {
  /** The draft upon the flag as it is now; none where both have changed the same. */
  draft: Draft | undefined;
  /** What others have changed meanwhile. */
  taken: string[];
}

/** Puts a draft upon what somebody else has saved since it was begun. */
export function useRebased(flag: Flag, draft: Draft, change: (draft: Draft) => void): Rebased {
  const [taken, setTaken] = useState<string[]>([]);
  const isBehind = flag.version !== draft.base.version;
  const together = useMemo(() => (isBehind ? rebased(draft, flag) : undefined), [isBehind, draft, flag]);
  useEffect(() => {
    if (together === undefined) return;
    setTaken(together.taken);
    change(together.draft);
  }, [together, change]);
  return { draft: isBehind ? together?.draft : draft, taken };
}
