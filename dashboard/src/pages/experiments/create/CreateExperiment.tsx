import { Button, Modal, Tooltip } from "@mantine/core";
import { useSessionStorage } from "@mantine/hooks";
import { IconCheck } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { messageOf, type Schemas } from "../../../api/client";
import { createExperiment, experimentQuery, startExperiment } from "../../../api/experiments";
import { reread, useLifeRefusal } from "../../../experiment/acts";
import { definitionOf, EMPTY, problemsOf, STEPS, type Draft } from "../../../experiment/draft.ts";
import { Callout } from "../../../parts/Callout";
import { complain, tell } from "../../../parts/toast";
import { usePlace } from "../../../shell/place";
import { ReasonInput } from "../../../shell/ReasonInput";
import { Metrics } from "./Metrics";
import { Size } from "./Size";
import { Variants } from "./Variants";
import { What } from "./What";

export interface StepProps {
  draft: Draft;
  change: (next: Partial<Draft>) => void;
}

export function CreateExperiment({ close }: { close: () => void }) {
  return (
    <Modal opened onClose={close} title={<h2>New experiment</h2>} size={720} closeButtonProps={{ "aria-label": "Close" }}>
      <Form close={close} />
    </Modal>
  );
}

const PARTS = [What, Variants, Metrics, Size];

/** Kept until it is created, so closing, reloading and signing in again lose nothing. */
function Form({ close }: { close: () => void }) {
  const { environment, session } = usePlace();
  const [{ step, draft }, set, forget] = useSessionStorage({ key: `hoist-new-experiment-${session.name}-${environment.key}`, defaultValue: { step: 0, draft: EMPTY }, getInitialValueInEffect: false });
  const life = useLifeRefusal();
  const [told, setTold] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const { busy, problem, create } = useCreate(draft, () => (forget(), close()));
  const problems = problemsOf(draft, step);
  const isLast = step === STEPS.length - 1;
  const all = STEPS.flatMap((_, place) => problemsOf(draft, place));
  const needsReason = environment.protected === true && draft.reason.trim() === "";
  const Part = PARTS[step] ?? What;
  const go = (to: number) => {
    setTold(false);
    set({ step: to, draft });
  };
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) heading.current?.focus();
    first.current = false;
  }, [step]);
  const next = () => (problems.length > 0 ? setTold(true) : go(step + 1));
  const off = all[0] ?? (needsReason ? `${environment.key} is protected: say why.` : undefined);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isLast) next();
        else if (off === undefined) void create(false);
        else setTold(true);
      }}
    >
      <Progress step={step} draft={draft} go={go} />
      {problem !== undefined && (
        <Callout tone="bad" title="It was not made" role="alert">
          {problem}
        </Callout>
      )}
      <h3 ref={heading} tabIndex={-1} className="step-title">
        {TITLES[step]}
      </h3>
      <Part draft={draft} change={(more) => set((before) => ({ ...before, draft: { ...before.draft, ...more } }))} />
      {isLast && <ReasonInput value={draft.reason} change={(reason) => set({ step, draft: { ...draft, reason } })} />}
      <ul className="problems" role="status">
        {told && (isLast ? (off ? [off] : []) : problems).map((text) => <li key={text}>{text}</li>)}
      </ul>
      <div className="row wide">
        <Button variant="default" onClick={step === 0 ? close : () => go(step - 1)}>
          {step === 0 ? "Cancel" : "Back"}
        </Button>
        {isLast ? (
          <span className="row">
            <Button type="submit" variant="default" loading={busy} disabled={off !== undefined} title={off}>
              Create as a draft
            </Button>
            <Tooltip label={off ?? life} disabled={(off ?? life) === undefined} multiline maw={320}>
              <span>
                <Button loading={busy} disabled={(off ?? life) !== undefined} onClick={() => void create(true)}>
                  Create and start
                </Button>
              </span>
            </Tooltip>
          </span>
        ) : (
          <Button type="submit">Next</Button>
        )}
      </div>
    </form>
  );
}

const TITLES = ["What is tried, and why it should help", "Who gets what", "What is measured", "How many users, and for how long"];

function Progress({ step, draft, go }: { step: number; draft: Draft; go: (to: number) => void }) {
  const reachable = (place: number) => STEPS.slice(0, place).every((_, before) => problemsOf(draft, before).length === 0);
  return (
    <ol className="wizard">
      {STEPS.map((word, place) => (
        <li key={word}>
          <button type="button" onClick={() => go(place)} disabled={!reachable(place)} aria-current={place === step ? "step" : undefined}>
            <i aria-hidden>{place < step && problemsOf(draft, place).length === 0 ? <IconCheck size={13} stroke={2.4} /> : place + 1}</i>
            {word}
          </button>
        </li>
      ))}
    </ol>
  );
}

function useCreate(draft: Draft, done: () => void) {
  const { environment } = usePlace();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  async function create(starts: boolean) {
    setBusy(true);
    setProblem(undefined);
    const { key } = draft;
    const reason = draft.reason.trim() || undefined;
    try {
      const made = await createExperiment(environment.key, { key, ...definitionOf(draft) } as Schemas["NewExperiment"], reason);
      client.setQueryData(experimentQuery(environment.key, key).queryKey, made);
    } catch (error) {
      setProblem(messageOf(error));
      setBusy(false);
      return;
    }
    // It is there now, so what stops the start is told on its own page.
    if (starts) await startExperiment({ environment: environment.key, key, reason }).then(() => tell(`${draft.name || key} runs.`), complain);
    else tell(`${draft.name || key} is there, as a draft.`);
    await reread(client, environment.key, key);
    done();
    await navigate({ to: "/experiments/$key", params: { key } });
  }
  return { busy, problem, create };
}
