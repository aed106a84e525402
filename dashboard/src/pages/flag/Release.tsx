import "../../styles/releases.css";
import { Skeleton } from "@mantine/core";
import { IconStairsUp } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Flag } from "../../api/client";
import { runsQuery } from "../../api/queries";
import { releasesQuery, releaseStatusQuery, type Run } from "../../api/releases";
import { percent, typeOf, wordOf } from "../../flag/reading.ts";
import { Ago } from "../../parts/Ago";
import { Callout } from "../../parts/Callout";
import { Empty } from "../../parts/Empty";
import { Tag } from "../../parts/Tag";
import { Unread } from "../../parts/Unread";
import { isOver } from "../../release/over.ts";
import { nextOf, STATE_TONES, STATE_WORDS } from "../../release/reading.ts";
import { usePlace } from "../../shell/place";
import { Stepper } from "../releases/Stepper";

/** The releases that move the share of a flag, or have moved it. */
export function Release({ flag }: { flag: Flag }) {
  const { environment } = usePlace();
  const { data: all, error: noRuns } = useQuery(runsQuery(environment.key));
  const { data: documents, error: noDocuments } = useQuery(releasesQuery(environment.key));
  const error = (all === undefined ? noRuns : null) ?? (documents === undefined ? noDocuments : null);
  if (error !== null) return <Unread what="Whether a release moves it" error={error} />;
  if (all === undefined || documents === undefined) return <Skeleton height={180} radius={12} />;
  const runs = all.filter((run) => run.flag === flag.key);
  const waiting = documents.filter((release) => release.flag === flag.key && !runs.some(({ key }) => key === release.key));
  if (runs.length + waiting.length === 0) return <None flag={flag} />;
  const moving = runs.find(({ status }) => !isOver(status));
  return (
    <div className="stack">
      {moving !== undefined && <Moving run={moving} />}
      <ul className="evidence">
        {waiting.map(({ key }) => (
          <li key={key} className="row">
            <ReleaseLink name={key} /> <Tag>Not started</Tag>
          </li>
        ))}
        {runs.filter((run) => run !== moving).map((run) => (
          <Past key={`${run.key} ${run.run}`} run={run} />
        ))}
      </ul>
    </div>
  );
}

/** Where the one that moves it now stands, and what it does next. */
function Moving({ run }: { run: Run }) {
  const { environment } = usePlace();
  const { data: status, error } = useQuery(releaseStatusQuery(environment.key, run.key));
  return (
    <>
      <Callout tone={STATE_TONES[run.status]} title={`${STATE_WORDS[run.status]}: ${run.step_name}, ${percent(run.share)} of the users`} actions={<ReleaseLink name={run.key} />}>
        <span className="num">{status === undefined ? run.decision.reason : nextOf(status)}</span>
      </Callout>
      {status === undefined && error !== null && <Unread what="How far it is" error={error} />}
      {status !== undefined && <Stepper status={status} />}
    </>
  );
}

function Past({ run }: { run: Run }) {
  return (
    <li className="stack-small">
      <span className="row">
        <ReleaseLink name={run.key} />
        <span className="dim num">run {run.run}</span>
        <Tag tone={STATE_TONES[run.status]}>{STATE_WORDS[run.status]}</Tag>
        <span className="dim">
          <Ago at={run.ended_at ?? run.started_at} />
        </span>
      </span>
      <span className="dim wrap" dir="auto">
        {run.decision.reason}
      </span>
    </li>
  );
}

const ReleaseLink = ({ name }: { name: string }) => (
  <Link to="/releases/$key" params={{ key: name }} className="strong-link wrap" dir="auto">
    {name}
  </Link>
);

function None({ flag }: { flag: Flag }) {
  const isMovable = flag.type === "percentage";
  return (
    <Empty icon={<IconStairsUp size={30} stroke={1.5} aria-hidden />} title="No release moves it" action={<Link to="/releases">All releases</Link>}>
      A release moves the share of a percentage flag from step to step, and takes it back by itself when a number gets worse.
      {!isMovable && ` This one is of type ${wordOf(typeOf(flag)).toLowerCase()}.`}
    </Empty>
  );
}
