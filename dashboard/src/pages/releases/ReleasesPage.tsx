import "../../styles/releases.css";
import { Button, Skeleton, Tooltip, VisuallyHidden } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconAlertTriangle, IconArrowBackUp, IconCheck, IconPlayerPause, IconPlayerPlay, IconPlus, IconStairsUp, type Icon } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useMemo } from "react";
import { runsQuery } from "../../api/queries";
import { releasesQuery, type Release, type Run } from "../../api/releases";
import { counted, percent } from "../../flag/reading.ts";
import { Ago } from "../../parts/Ago";
import { CardHead, CardKey } from "../../parts/CardHead";
import { Empty } from "../../parts/Empty";
import { Find } from "../../parts/FilterBar";
import { matcher } from "../../parts/matching.ts";
import { Tag } from "../../parts/Tag";
import { Unread } from "../../parts/Unread";
import { reasonOf, STATE_TONES, STATE_WORDS } from "../../release/reading.ts";
import { lastRuns } from "../../release/standing.ts";
import { useKeys } from "../../shell/keys";
import { usePlace, useRefusal } from "../../shell/place";

const CreateRelease = lazy(() => import("./create/CreateRelease").then((module) => ({ default: module.CreateRelease })));

export function ReleasesPage() {
  const { environment } = usePlace();
  const { q = "" } = useSearch({ from: "/releases" });
  const navigate = useNavigate();
  const { data: releases, error: unread } = useQuery(releasesQuery(environment.key));
  const { data: runs, error: unreadRuns } = useQuery(runsQuery(environment.key));
  const error = unread ?? unreadRuns;
  const last = useMemo(() => runs && lastRuns(runs), [runs]);
  const refusal = useRefusal();
  const [isCreating, create] = useDisclosure(false);
  useKeys({ c: () => refusal === undefined && create.open() });
  const matches = matcher(q);
  const found = last && releases?.filter(({ key, name, flag, description }) => matches([key, name, flag, description]));
  return (
    <>
      <div className="page-head">
        <h1>Releases</h1>
        <Tooltip label={refusal} disabled={refusal === undefined}>
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={create.open} disabled={refusal !== undefined}>
            New release
          </Button>
        </Tooltip>
      </div>
      <div className="bar">
        <Find label="Filter releases" placeholder="Filter by key, flag" value={q} change={(text) => void navigate({ to: "/releases", search: (before) => ({ ...before, q: text || undefined }), replace: true })} />
      </div>
      {error !== null && found === undefined && <Unread what="The releases" error={error} />}
      {found === undefined && error === null && <Skeleton height={220} radius={14} />}
      {found !== undefined && found.length > 0 && (
        <div className="release-grid">
          {found.map((release) => (
            <Card key={release.key} release={release} run={last?.get(release.key)} />
          ))}
        </div>
      )}
      {found?.length === 0 && (
        <div className="panel">
          <Empty icon={<IconStairsUp size={34} stroke={1.5} aria-hidden />} title={q.trim() !== "" ? "No release is like that" : `No releases in ${environment.key} yet`}>
            A release moves the share of a flag from step to step, and takes it back by itself when a number gets worse. Write one down here, or bring a file with <code className="mono">hoist import</code>.
          </Empty>
        </div>
      )}
      {isCreating && (
        <Suspense>
          <CreateRelease close={create.close} />
        </Suspense>
      )}
      <VisuallyHidden role="status">{found && counted(found.length, "release")}</VisuallyHidden>
    </>
  );
}

const STATE_ICONS: Record<Run["status"], Icon> = {
  running: IconStairsUp,
  paused: IconPlayerPause,
  finishing: IconStairsUp,
  rolling_back: IconArrowBackUp,
  succeeded: IconCheck,
  rolled_back: IconAlertTriangle,
  unreadable: IconAlertTriangle,
};

function Card({ release, run }: { release: Release; run: Run | undefined }) {
  const StateIcon = run ? STATE_ICONS[run.status] : IconPlayerPlay;
  return (
    <article className={`panel card release-card ${run?.status === "running" ? "" : "is-off"}`}>
      <div className="body">
        <CardHead
          icon={
            <span className="type-icon" aria-hidden>
              <IconStairsUp size={18} stroke={1.7} />
            </span>
          }
          name={
            <Link to="/releases/$key" params={{ key: release.key }} className="clip" dir="auto">
              {release.name ?? release.key}
            </Link>
          }
          about={<CardKey>{run?.flag ?? release.flag ?? release.key}</CardKey>}
        >
          <Tag tone={run ? STATE_TONES[run.status] : "plain"}>{run ? STATE_WORDS[run.status] : "Not started"}</Tag>
        </CardHead>
        <div className="row wide num">
          <span className="dim clip">{run ? run.step_name : "no share yet"}</span>
          <b>{percent(run?.share ?? 0)}</b>
        </div>
        <div className="split" aria-hidden>
          {run !== undefined && run.share > 0 && <span className="part-1" style={{ flexGrow: run.share, flexBasis: 0 }} />}
          {(run?.share ?? 0) < 100 && <span className="part-rest" style={{ flexGrow: 100 - (run?.share ?? 0), flexBasis: 0 }} />}
        </div>
        <p className={`status ${run ? `tone-${STATE_TONES[run.status]}` : ""}`}>
          <StateIcon size={15} aria-hidden />
          <span className="clip" title={run && reasonOf(run.decision)}>
            {run ? reasonOf(run.decision) : "Nobody has started it"}
          </span>
        </p>
      </div>
      <div className="foot">
        <span className="clip">{run ? <span className="num">run {run.run}</span> : <span>{counted(release.steps?.length ?? 0, "step")}, {counted(release.checks?.length ?? 0, "check")}</span>}</span>
        {run && (
          <span>
            <Ago at={run.ended_at ?? run.started_at} />
          </span>
        )}
      </div>
    </article>
  );
}
