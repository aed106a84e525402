import { IconCheck, IconLock, IconLockOpen, IconX } from "@tabler/icons-react";
import type { Status } from "../../api/releases";
import { span, stepState, type StepState } from "../../release/reading.ts";

const WORDS: Record<StepState, string> = { done: "done", here: "now", failed: "failed here", ahead: "to come" };

/** All steps; the one that it is at has the time that is left. */
export function Stepper({ status }: { status: Status }) {
  return (
    <ol className="stepper num">
      {status.steps.map((step, place) => {
        const state = stepState(status, place);
        const left = state === "here" ? status.step_left_seconds : undefined;
        return (
          <li key={step.name} className={`is-${state}`} aria-current={state === "here" ? "step" : undefined}>
            <i aria-hidden>{state === "done" ? <IconCheck size={14} stroke={2.4} /> : state === "failed" ? <IconX size={14} stroke={2.4} /> : place + 1}</i>
            <b>{step.percentage}%</b>
            <span className="wrap" dir="auto">
              {step.name}
            </span>
            <small className="dim">{left != null ? `${span(left)} left of ${span(step.duration_seconds)}` : `${span(step.duration_seconds)}, ${WORDS[state]}`}</small>
            {step.gate && (
              <small className={step.gate === "closed" ? "gate tone-warn toned" : "gate dim"}>
                {step.gate === "closed" ? <IconLock size={13} aria-hidden /> : <IconLockOpen size={13} aria-hidden />}
                {step.gate === "closed" ? "waits for approval" : "approved"}
              </small>
            )}
          </li>
        );
      })}
    </ol>
  );
}
