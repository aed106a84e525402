import { Button, Tooltip } from "@mantine/core";
import { IconRadar2 } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { Experiment, Results } from "../../api/experiments";
import { useExperimentActs, useLifeRefusal } from "../../experiment/acts";
import { isOpen, stateOf } from "../../experiment/reading.ts";
import { day } from "../../flag/reading.ts";
import { Told } from "../../parts/Told";
import { tell } from "../../parts/toast";

/** What ends it by itself, and when; and a look right now. */
export function Monitor({ experiment, results }: { experiment: Experiment; results: Results }) {
  const acts = useExperimentActs();
  const refusal = useLifeRefusal();
  const look = useMutation({
    mutationFn: () => acts.monitor(experiment),
    // Where it was concluded this is no more.
    onSuccess: ({ conclusion, detail }) => conclusion && tell(<Told text={detail} />),
  });
  if (!isOpen(experiment)) return null;
  const { sample } = results;
  const ends = [
    sample.planned ? `${sample.planned.toLocaleString()} users are there with their windows closed, by whole days (UTC)` : undefined,
    results.method.peek_proof ? "the test allows an early stop" : undefined,
    sample.end_date ? `${day(Date.parse(sample.end_date))} has come` : undefined,
  ].filter((end) => end !== undefined);
  const next = stateOf(experiment) === "ended" ? "Its end date has come: it concludes at the next look" : `It looks each hour, and concludes once ${ends.length > 0 ? ends.join(", or ") : "somebody gives it a planned end"}`;
  const after = experiment.on_conclude === "ship" ? "a variant that is better goes to everybody" : "everybody gets the control, until somebody decides otherwise";
  return (
    <section className="panel monitor" aria-label="Monitor">
      <IconRadar2 size={19} stroke={1.7} aria-hidden />
      <div className="grow wrap">
        <h2>Monitor</h2>
        <p className="dim num">
          {next}. Then {after}.
        </p>
        <p role="status" className="wrap">
          {look.data !== undefined && <Told text={look.data.detail} />}
          {look.error !== null && <span className="tone-bad toned">{look.error.message}</span>}
        </p>
      </div>
      <Tooltip label={refusal} disabled={refusal === undefined} multiline maw={320}>
        <span>
          <Button variant="default" size="compact-md" loading={look.isPending} disabled={refusal !== undefined} onClick={() => look.mutate()}>
            Look now
          </Button>
        </span>
      </Tooltip>
    </section>
  );
}
