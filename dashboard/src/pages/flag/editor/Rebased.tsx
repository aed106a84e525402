import { useEffect, useMemo, useState, type ReactNode } from "react";
import type { Flag } from "../../../api/client";
import type { Draft } from "../../../editor/draft.ts";
import { rebased } from "../../../editor/merging.ts";
import { Callout } from "../../../parts/Callout";
import { Merge } from "./Merge";

interface Props {
  flag: Flag;
  draft: Draft;
  change: (draft: Draft) => void;
  className: string;
  children: (draft: Draft) => ReactNode;
}

/** Shows a draft upon what somebody else has saved since it was begun; where both have changed the same, that is decided first. */
export function Rebased({ flag, draft, change, className, children }: Props) {
  const [taken, setTaken] = useState<string[]>([]);
  const isBehind = flag.version !== draft.base.version;
  const together = useMemo(() => (isBehind ? rebased(draft, flag) : undefined), [isBehind, draft, flag]);
  useEffect(() => {
    if (together === undefined) return;
    setTaken(together.taken);
    change(together.draft);
  }, [together, change]);
  const upon = isBehind ? together?.draft : draft;
  if (upon === undefined) return <Merge draft={draft} flag={flag} change={change} />;
  return (
    <div className={className}>
      {taken.length > 0 && (
        <Callout tone="rollout" title="Somebody else changed this flag meanwhile" role="status">
          Taken in: {taken.join(", ")}. What you typed is as it was.
        </Callout>
      )}
      {children(upon)}
    </div>
  );
}
