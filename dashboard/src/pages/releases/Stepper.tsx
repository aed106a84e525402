import { IconCheck, IconLock, IconLockOpen, IconX } from "@tabler/icons-react";
import type { Release, Status } from "../../api/releases";
import { span, spanWords, stepState, type StepState } from "../../release/reading.ts";

const WORDS: Record<StepState, string> = { done: "done", here: "now", failed: "failed here", ahead: "to come" };

interface Told {
  name: string;
  percentage: number;
  state: StepState;
  /** How long it lasts, and what of it is left. */
  time: string;
  gate?: "open" | "closed" | null | undefined;
}

/** All steps; the one that it is at has the time that is left. */
export function Stepper({ status }: { status: Status }) {
  const steps = status.steps.map((step, place): Told => {
    const state = stepState(status, place);
    const left = state === "here" ? status.step_left_seconds : undefined;
    const lasts = span(step.duration_seconds);
    return { ...step, state, time: left != null ? `${span(left)} left of ${lasts}` : `${lasts}, ${WORDS[state]}` };
  });
  return <Steps steps={steps} />;
}

/** The steps of one that was not started. */
export function PlannedSteps({ steps = [], gates }: Pick<Release, "steps" | "gates">) {
  const waiting = new Set((gates ?? []).map(({ before }) => before));
  const told = steps.map(({ name, percentage, duration }): Told => {
    const called = name ?? String(percentage);
    return { name: called, percentage, state: "ahead", time: `for ${spanWords(duration)}`, gate: waiting.has(called) ? "closed" : null };
  });
  return <Steps steps={told} />;
}

function Steps({ steps }: { steps: Told[] }) {
  return (
    <ol className="stepper num">
      {steps.map(({ name, percentage, state, time, gate }, place) => (
        <li key={name} className={`is-${state}`} aria-current={state === "here" ? "step" : undefined}>
          <i aria-hidden>{state === "done" ? <IconCheck size={14} stroke={2.4} /> : state === "failed" ? <IconX size={14} stroke={2.4} /> : place + 1}</i>
          <b>{percentage}%</b>
          <span className="wrap" dir="auto">
            {name}
          </span>
          <small className="dim">{time}</small>
          {gate && (
            <small className={gate === "closed" ? "gate tone-warn toned" : "gate dim"}>
              {gate === "closed" ? <IconLock size={13} aria-hidden /> : <IconLockOpen size={13} aria-hidden />}
              {gate === "closed" ? "waits for approval" : "approved"}
            </small>
          )}
        </li>
      ))}
    </ol>
  );
}
