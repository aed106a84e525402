import { Button, Menu, Tooltip } from "@mantine/core";
import { IconDots, IconDownload, IconGavel, IconPlayerPlay, IconRefresh } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import type { Experiment, Results } from "../../api/experiments";
import { useExperimentActs, useLifeRefusal, type ExperimentActs } from "../../experiment/acts";
import { csvOf } from "../../experiment/csv.ts";
import { isOpen, nameOf, startObstacle, stateLine, stateOf, STATE_TONES } from "../../experiment/reading.ts";
import { Copy } from "../../parts/Copy";
import { Tag } from "../../parts/Tag";
import { useRefusal } from "../../shell/place";
import { PhasePicker } from "./PhasePicker";

const Decide = lazy(() => import("./Decide").then((module) => ({ default: module.Decide })));

interface Props {
  experiment: Experiment;
  results: Results | undefined;
}

export function Head({ experiment, results }: Props) {
  const state = stateOf(experiment);
  const { decide } = useSearch({ from: "/experiments/$key" });
  const navigate = useNavigate();
  const show = (isShown: boolean) =>
    void navigate({ to: "/experiments/$key", params: { key: experiment.key }, search: (before) => ({ ...before, decide: isShown || undefined }), replace: true });
  return (
    <header className="result-head">
      <div className="grow">
        <div className="row result-title">
          <h1 className="wrap" dir="auto">
            {nameOf(experiment)}
          </h1>
          <Tag tone={STATE_TONES[state]}>{stateLine(experiment, Date.now())}</Tag>
          {experiment.killed && <Tag tone="bad">Killed: everybody gets the control</Tag>}
        </div>
        <p className="row mono dim key-line">
          {experiment.key} <Copy text={experiment.key} what="the key" />
        </p>
        {(experiment.hypothesis ?? experiment.description) && (
          <p className="dim wrap" dir="auto">
            {experiment.hypothesis ?? experiment.description}
          </p>
        )}
      </div>
      <Controls experiment={experiment} results={results} decide={() => show(true)} />
      {decide && isOpen(experiment) && (
        <Suspense>
          <Decide experiment={experiment} results={results} close={() => show(false)} />
        </Suspense>
      )}
    </header>
  );
}

function Controls({ experiment, results, decide }: Props & { decide: () => void }) {
  const acts = useExperimentActs();
  const state = stateOf(experiment);
  const life = useLifeRefusal();
  const cannotStart = life ?? startObstacle(experiment);
  return (
    <div className="row result-controls">
      <PhasePicker experiment={experiment} results={results} />
      {results !== undefined && <Analyse experiment={experiment} acts={acts} />}
      {(state === "draft" || state === "scheduled") && (
        <Why reason={cannotStart}>
          <Button leftSection={<IconPlayerPlay size={16} aria-hidden />} disabled={cannotStart !== undefined} onClick={() => void acts.start(experiment)}>
            Start
          </Button>
        </Why>
      )}
      {isOpen(experiment) && (
        <Why reason={life}>
          <Button leftSection={<IconGavel size={16} aria-hidden />} disabled={life !== undefined} onClick={decide}>
            Make a decision
          </Button>
        </Why>
      )}
      <More experiment={experiment} results={results} acts={acts} />
    </div>
  );
}

/** Says why a control is off, to those who point at it. */
function Why({ reason, children }: { reason: string | undefined; children: React.ReactNode }) {
  return (
    <Tooltip label={reason} disabled={reason === undefined} multiline maw={320}>
      <span>{children}</span>
    </Tooltip>
  );
}

function Analyse({ experiment, acts }: { experiment: Experiment; acts: ExperimentActs }) {
  const { phase } = useSearch({ from: "/experiments/$key" });
  const [busy, setBusy] = useState(false);
  const run = () => {
    setBusy(true);
    void acts.analyse(experiment, phase).finally(() => setBusy(false));
  };
  return (
    <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />} onClick={run} loading={busy}>
      Analyse
    </Button>
  );
}

function download(results: Results): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([csvOf(results)], { type: "text/csv" }));
  link.download = `${results.key}-phase-${results.phase}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}

function More({ experiment, results, acts }: Props & { acts: ExperimentActs }) {
  const navigate = useNavigate();
  const refusal = useRefusal();
  const life = useLifeRefusal();
  const state = stateOf(experiment);
  const isOver = state === "concluded" || state === "archived";
  const open = isOpen(experiment) ? `It ${state === "ended" ? "has ended" : "runs"}: conclude it first.` : undefined;
  const noDelete = refusal ?? (experiment.managed_by ? "It lives in a configuration file: delete it there." : open);
  const remove = () => void acts.remove(experiment).then((done) => (done ? navigate({ to: "/experiments" }) : undefined));
  return (
    <Menu position="bottom-end" width={250}>
      <Menu.Target>
        <Button variant="default" px={10} aria-label="More">
          <IconDots size={16} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconDownload size={15} />} disabled={results === undefined} onClick={() => results && download(results)}>
          Results as CSV
        </Menu.Item>
        {isOver && (
          <Menu.Item disabled={life !== undefined} title={life} onClick={() => void acts.archive(experiment, state === "archived")}>
            {state === "archived" ? "Take it out of the archive" : "Archive"}
            {life !== undefined && <small className="off-reason">{life}</small>}
          </Menu.Item>
        )}
        <Menu.Item color="red" disabled={noDelete !== undefined} title={noDelete} onClick={remove}>
          Delete…
          {noDelete !== undefined && <small className="off-reason">{noDelete}</small>}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
