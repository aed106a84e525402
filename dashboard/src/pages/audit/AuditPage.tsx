import { Button, Select, Skeleton } from "@mantine/core";
import { IconArrowBackUp, IconDownload, IconHistory } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { Change, Flag } from "../../api/client";
import { changesQuery, flagsQuery } from "../../api/queries";
import { useFlagActs } from "../../flag/acts";
import { useFlagRefusal } from "../../flag/FlagSwitch";
import { Diff } from "../../parts/Diff";
import { Empty } from "../../parts/Empty";
import { Entry } from "../../parts/Entry";
import { Find } from "../../parts/FilterBar";
import { Unread } from "../../parts/Unread";
import { usePlace } from "../../shell/place";
import { Verified } from "./Verified";

const KINDS = ["created", "updated", "deleted", "rolled_back", "killed", "revived", "frozen", "unfrozen", "scheduled", "applied", "cancelled", "started", "concluded", "archived", "launched", "shared", "paused", "resumed", "approved", "promoted", "succeeded", "taken_back", "aborted", "erased"];

export function AuditPage() {
  const { environment } = usePlace();
  const { kind, key } = useSearch({ from: "/audit" });
  const navigate = useNavigate();
  const change = (next: { kind?: string | undefined; key?: string | undefined }) =>
    void navigate({ to: "/audit", search: (before) => ({ ...before, ...next }), replace: true });
  const download = `/api/changes/export?environment=${encodeURIComponent(environment.key)}`;
  return (
    <>
      <div className="page-head">
        <div className="row" style={{ flexWrap: "wrap" }}>
          <h1>Audit log</h1>
          <Verified />
        </div>
        <Button component="a" href={download} download={`${environment.key}-changes.ndjson`} variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          Export
        </Button>
      </div>
      <div className="bar">
        <Find label="Only entries about this key" placeholder="Key, exactly" value={key ?? ""} change={(text) => change({ key: text || undefined })} />
        <Select w={190} placeholder="Every kind" aria-label="Only entries of this kind" clearable data={KINDS.map((value) => ({ value, label: value.replace("_", " ") }))} value={kind ?? null} onChange={(value) => change({ kind: value ?? undefined })} />
      </div>
      <Timeline />
    </>
  );
}

function Timeline() {
  const { environment } = usePlace();
  const { kind, key } = useSearch({ from: "/audit" });
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(changesQuery(environment.key, { kind, key }));
  const { data: flags } = useQuery(flagsQuery(environment.key));
  if (error !== null && data === undefined) return <Unread what="The log" error={error} />;
  if (data === undefined) return <Skeleton height={320} radius={14} />;
  const changes = data.pages.flatMap((page) => page.items);
  if (changes.length === 0) {
    return (
      <div className="panel">
        <Empty icon={<IconHistory size={32} stroke={1.5} aria-hidden />} title="Nothing of that kind happened">
          Every change of a flag, every kill and revival is an entry here, and none can be changed or taken away unseen.
        </Empty>
      </div>
    );
  }
  const byKey = new Map((flags ?? []).map((flag) => [flag.key, flag]));
  return (
    <div className="stack">
      {byDay(changes).map(([title, entries]) => (
        <section key={title} className="stack-small">
          <h2 className="day">{title}</h2>
          <div className="panel entries">
            {entries.map((change) => (
              <Entry key={change.seq} change={change} about={<About change={change} />} actions={<Undo change={change} flag={byKey.get(change.key)} />} />
            ))}
          </div>
        </section>
      ))}
      {hasNextPage && (
        <Button variant="default" onClick={() => void fetchNextPage()} loading={isFetchingNextPage} style={{ alignSelf: "center" }}>
          Older
        </Button>
      )}
    </div>
  );
}

function byDay(changes: Change[]): [string, Change[]][] {
  const days = new Map<string, Change[]>();
  for (const change of changes) {
    const title = new Date(change.time).toLocaleDateString(undefined, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
    days.set(title, [...(days.get(title) ?? []), change]);
  }
  return [...days];
}

/** Where documents of other kinds are shown. */
const PAGES: Partial<Record<string, "/segments/$key" | "/experiments/$key" | "/releases/$key">> = { segments: "/segments/$key", experiments: "/experiments/$key", releases: "/releases/$key" };

function About({ change }: { change: Change }) {
  const { collection, key } = change;
  if (collection !== "features") {
    const called = `${collection.replace(/s$/, "")} ${key}`;
    const page = PAGES[collection];
    return page === undefined || change.kind === "deleted" ? <b>{called}</b> : <Link to={page} params={{ key }} className="strong-link">{called}</Link>;
  }
  return (
    <Link to="/flags/$key" params={{ key: change.key }} search={{ tab: "history" }} className="strong-link">
      {change.key}
    </Link>
  );
}

/** Undoes what the last change of a flag's definition, or its last kill, has done. */
function Undo({ change, flag }: { change: Change; flag: Flag | undefined }) {
  if (flag === undefined || change.collection !== "features") return null;
  return <UndoOf change={change} flag={flag} />;
}

function UndoOf({ change, flag }: { change: Change; flag: Flag }) {
  const acts = useFlagActs();
  const refusal = useFlagRefusal(flag);
  const isKill = change.kind === "killed" && flag.killed?.at === change.time;
  const isLastChange = change.seq === flag.version && change.kind !== "created";
  if (!isKill && !isLastChange) return null;
  const turned = (change.diff ?? []).map(({ path, before, after }) => ({ path, before: after, after: before }));
  const undo = () => void (isKill ? acts.revive(flag) : acts.undo(flag, undefined, <Diff changes={turned} />));
  const mayRevive = isKill ? undefined : refusal;
  return (
    <Button size="compact-sm" variant="default" leftSection={<IconArrowBackUp size={14} aria-hidden />} onClick={undo} disabled={mayRevive !== undefined} title={mayRevive} aria-label={`Undo entry ${change.seq}`}>
      Undo
    </Button>
  );
}
