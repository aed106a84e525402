import "../../styles/results.css";
import "../../styles/releases.css";
import { Button, Skeleton, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconCheck, IconPlayerPause, IconPlayerPlay, IconPlayerTrackNext, IconRouteOff, type Icon } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { runsQuery } from "../../api/queries";
import { abortReasonQuery, releaseQuery, releaseStatusQuery, type Decision, type Release, type Status, type Verb } from "../../api/releases";
import { Callout } from "../../parts/Callout";
import { Copy } from "../../parts/Copy";
import { actorOf } from "../../parts/Entry";
import { Tag } from "../../parts/Tag";
import { ifThere, Missing } from "../../parts/Unread";
import { useReleaseActs, useVerbRefusal } from "../../release/acts.ts";
import { isOver } from "../../release/over.ts";
import { closedGate, isStuck, nextOf, rollbackOf, span, STATE_TONES, STATE_WORDS } from "../../release/reading.ts";
import { usePlace } from "../../shell/place";
import { Checks } from "./Checks";
import { Decisions } from "./Decisions";
import { Document } from "./Document";
import { PlannedChecks } from "./Planned";
import { PlannedSteps, Stepper } from "./Stepper";

export function ReleasePage() {
  const { key } = useParams({ from: "/releases/$key" });
  const { environment } = usePlace();
  const { data, error } = useQuery(releaseQuery(environment.key, key));
  const release = ifThere(data, error);
  const { data: runs } = useQuery(runsQuery(environment.key));
  const wasStarted = runs?.some((run) => run.key === key) ?? false;
  const { data: known, error: statusError } = useQuery({ ...releaseStatusQuery(environment.key, key), enabled: wasStarted });
  const status = runs !== undefined && !wasStarted ? null : known;
  return (
    <>
      <nav aria-label="Where you are" className="crumb">
        <Link to="/releases">Releases</Link>
      </nav>
      {release === undefined && error !== null && <Missing kind="release" name={key} environment={environment.key} error={error} />}
      {release === undefined && error === null && <Skeleton height={280} radius={14} />}
      {release !== undefined && (
        <div className="stack">
          <section className="panel result" aria-label="How it stands">
            <Head release={release} status={status} />
            {statusError !== null && status === undefined && (
              <div className="callouts">
                <Callout tone="bad" title="How it stands cannot be read">
                  {statusError.message}
                </Callout>
              </div>
            )}
            {status && (
              <>
                <Notes status={status} />
                <Stepper status={status} />
              </>
            )}
            {status === null && (
              <>
                <p className="dim inset">It was not started yet: its flag stays as it is.</p>
                <PlannedSteps {...release} />
              </>
            )}
          </section>
          {status === null && <PlannedChecks release={release} />}
          {status && <Checks status={status} />}
          {status && <Decisions status={status} />}
        </div>
      )}
    </>
  );
}

function Head({ release, status }: { release: Release; status: Status | null | undefined }) {
  return (
    <header className="result-head">
      <div className="grow">
        <div className="row result-title">
          <h1 className="wrap" dir="auto">
            {release.name ?? release.key}
          </h1>
          {status && <Tag tone={STATE_TONES[status.status]}>{STATE_WORDS[status.status]}</Tag>}
          {status === null && <Tag>Not started</Tag>}
          {status?.dry_run && <Tag tone="warn">Dry run: nothing is taken back</Tag>}
        </div>
        <p className="row mono dim key-line">
          {release.key} <Copy text={release.key} what="the key" />
        </p>
        <p className="dim wrap">
          Moves{" "}
          <Link to="/flags/$key" params={{ key: status?.flag ?? release.flag ?? release.key }} className="strong-link">
            {status?.flag ?? release.flag ?? release.key}
          </Link>
          {status && `, run ${status.run}, now ${status.share}%`}
          {release.description ? `. ${release.description}` : ""}
        </p>
      </div>
      {status !== undefined && <Controls release={release} status={status} />}
    </header>
  );
}

const BUTTONS: { verb: Verb; word: string; icon: Icon }[] = [
  { verb: "promote", word: "Promote", icon: IconPlayerTrackNext },
  { verb: "abort", word: "Take it back", icon: IconArrowBackUp },
];

function Controls({ release, status }: { release: Release; status: Status | null }) {
  const name = release.key;
  const act = useReleaseActs();
  const refusal = useVerbRefusal();
  const hasEnded = status === null || isOver(status.status);
  const gate = status && !hasEnded ? closedGate(status) : undefined;
  const button = (verb: Verb, word: string, Icon: Icon, run: () => void, isMain = false) => {
    const why = refusal(verb, status);
    return (
      <Tooltip key={verb} label={why} disabled={why === undefined}>
        <span>
          <Button variant={isMain ? "filled" : "default"} leftSection={<Icon size={16} aria-hidden color={verb === "abort" || verb === "leave" ? "var(--bad)" : undefined} />} disabled={why !== undefined} onClick={run}>
            {word}
          </Button>
        </span>
      </Tooltip>
    );
  };
  if (hasEnded) {
    const wasTakenBack = status?.status === "rolled_back";
    return (
      <div className="row result-controls">
        {button("start", status === null ? "Start" : "Start again", IconPlayerPlay, () => void act(name, "start", { revive: wasTakenBack }), true)}
        <Document release={release} />
      </div>
    );
  }
  return (
    <div className="row result-controls">
      {gate && button("approve", `Approve ${gate.name}`, IconCheck, () => void act(name, "approve", { step: gate.name }), true)}
      {status.status === "paused" ? button("resume", "Resume", IconPlayerPlay, () => void act(name, "resume"), true) : button("pause", "Pause", IconPlayerPause, () => void act(name, "pause"))}
      {BUTTONS.map(({ verb, word, icon }) => button(verb, word, icon, () => void act(name, verb)))}
      {isStuck(status) && button("leave", "Leave its traffic", IconRouteOff, () => void act(name, "leave"))}
    </div>
  );
}

/** What keeps it, why it was taken back, and what comes next. */
function Notes({ status }: { status: Status }) {
  const back = rollbackOf(status);
  const isGoing = !isOver(status.status);
  return (
    <div className="callouts">
      {back && <Back status={status} back={back} />}
      {!back && (
        <Callout tone={status.held ? "warn" : STATE_TONES[status.status]} title={status.held ? `Held: ${status.held.because}` : STATE_WORDS[status.status]}>
          <span className="num">{nextOf(status)}</span>
        </Callout>
      )}
      {isGoing && (status.waits_for.length > 1 || status.pending.length > 0) && (
        <Callout tone="rollout" title="What it waits for">
          {status.waits_for.map((one) => (
            <p key={one} className="callout-line wrap">
              {one}
            </p>
          ))}
          {status.pending.map(({ number, effect, failures, problem }) => (
            <p key={number} className="callout-line wrap">
              {effect}
              {failures > 0 && `, tried ${failures} times: ${problem ?? "it could not be done"}`}
            </p>
          ))}
        </Callout>
      )}
      {isGoing && (
        <Callout tone="plain" title="Deadline">
          <span className="num">Taken back in {span(status.deadline_left_seconds)}, unless it is done by then.</span>
        </Callout>
      )}
      {status.edited && isGoing && (
        <Callout tone="warn" title="Its document was changed meanwhile">
          What it says now is for the next run.
        </Callout>
      )}
    </div>
  );
}

/** Why it was taken back: by a check, or by somebody. */
function Back({ status, back }: { status: Status; back: Decision }) {
  const { environment } = usePlace();
  const { data: said } = useQuery({ ...abortReasonQuery(environment.key, status.key), enabled: back.by !== null && back.by !== undefined });
  return (
    <Callout tone="bad" title={status.status === "rolled_back" ? "It was taken back" : "It is being taken back"}>
      {back.by ? `By ${actorOf(back.by)}: ${said ?? back.reason}` : back.reason}
    </Callout>
  );
}
