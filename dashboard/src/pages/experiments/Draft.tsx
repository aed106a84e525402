import { useSessionStorage } from "@mantine/hooks";
import type { Experiment } from "../../api/experiments";
import { writtenOf } from "../../experiment/draft.ts";
import { stateOf } from "../../experiment/reading.ts";
import { day } from "../../flag/reading.ts";
import { Callout } from "../../parts/Callout";
import { Power, type Guess } from "./Power";

/** What has not begun: what it takes, and what stands against it. */
export function Draft({ experiment }: { experiment: Experiment }) {
  const [guess, setGuess] = useSessionStorage<Guess>({ key: `hoist-guess-${experiment.key}`, defaultValue: { baseline: undefined, usersPerDay: undefined }, getInitialValueInEffect: false });
  const isScheduled = stateOf(experiment) === "scheduled" && experiment.start_date;
  return (
    <div className="inset stack">
      {isScheduled && (
        <Callout tone="rollout" title={`It starts by itself on ${day(Date.parse(experiment.start_date ?? ""))}`}>
          Until then everybody gets the control.
        </Callout>
      )}
      <h2>What it takes</h2>
      <Power name={experiment.key} definition={writtenOf(experiment)} guess={guess} change={(next) => setGuess({ ...guess, ...next })} />
    </div>
  );
}
