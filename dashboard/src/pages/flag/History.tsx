import { Button, Skeleton } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Change, Flag } from "../../api/client";
import { historyQuery } from "../../api/queries";
import type { FlagActs } from "../../flag/acts";
import { useFlagRefusal } from "../../flag/FlagSwitch";
import { Diff } from "../../parts/Diff";
import { Entry } from "../../parts/Entry";
import { Unread } from "../../parts/Unread";
import { usePlace } from "../../shell/place";

/** Entries after which there was a definition that can come back. */
const DEFINED = new Set(["created", "updated", "rolled_back", "applied"]);

export function History({ flag, acts }: { flag: Flag; acts: FlagActs }) {
  const { environment } = usePlace();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(historyQuery(environment.key, flag.key));
  const changes = data?.pages.flatMap((page) => page.items) ?? [];
  if (error !== null && data === undefined) return <Unread what="The history" error={error} />;
  if (data === undefined) return <Skeleton height={180} radius={12} />;
  return (
    <div className="stack-small">
      {changes.map((change) => (
        <Entry key={change.seq} change={change} about={<span>this flag</span>} actions={<BringBack flag={flag} change={change} acts={acts} />} />
      ))}
      {hasNextPage && (
        <Button variant="default" onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
          Older
        </Button>
      )}
    </div>
  );
}

function BringBack({ flag, change, acts }: { flag: Flag; change: Change; acts: FlagActs }) {
  const refusal = useFlagRefusal(flag);
  if (!DEFINED.has(change.kind)) return null;
  const isLast = change.seq === flag.version;
  // What was made is the beginning: before it there is nothing to go back to.
  if (isLast && change.kind === "created") return null;
  const diff = (change.diff ?? []).filter((field) => field.path !== "");
  const turned = diff.map(({ path, before, after }) => ({ path, before: after, after: before }));
  const about = isLast ? (
    <div className="stack-small">
      <p>The definition before the last change holds again:</p>
      <Diff changes={turned} />
    </div>
  ) : (
    <p>The definition that held after entry {change.seq} holds again. That is a change like any other, and can be undone.</p>
  );
  return (
    <Button
      size="compact-sm" variant="default" leftSection={<IconArrowBackUp size={14} aria-hidden />} disabled={refusal !== undefined} title={refusal}
      onClick={() => void acts.undo(flag, isLast ? undefined : change.seq, about)}
    >
      {isLast ? "Undo" : "Bring back"}
    </Button>
  );
}
