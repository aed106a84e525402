import { Textarea } from "@mantine/core";
import { useSessionStorage } from "@mantine/hooks";
import { useState } from "react";
import type { Experiment, Results } from "../../api/experiments";
import { useExperimentActs, useLifeRefusal } from "../../experiment/acts";
import { choicesOf, doubtOf } from "../../experiment/deciding.ts";
import { controlOf, nameOf, stateOf, variantsOf } from "../../experiment/reading.ts";
import { verdictWord } from "../../experiment/verdict.ts";
import { Callout } from "../../parts/Callout";
import { Choices } from "../../parts/Choices";
import { FormDialog } from "../../parts/FormDialog";
import { Told } from "../../parts/Told";
import { tell } from "../../parts/toast";
import { usePlace } from "../../shell/place";

interface Props {
  experiment: Experiment;
  results: Results | undefined;
  close: () => void;
}

/** Nothing is chosen beforehand: neither what the numbers say, nor what somebody chose and then left. */
export function Decide({ experiment, results, close }: Props) {
  const { environment, session } = usePlace();
  const acts = useExperimentActs();
  const refusal = useLifeRefusal();
  const [choice, setChoice] = useState<string | null>(null);
  const [typed, setTyped, forget] = useSessionStorage({ key: `hoist-decision-${session.name}-${environment.key}-${experiment.key}`, defaultValue: "", getInitialValueInEffect: false });
  const choices = choicesOf(variantsOf(experiment));
  const chosen = choices.find(({ id }) => id === choice);
  const doubt = chosen && results && doubtOf(chosen, results);
  const reason = typed.trim();
  const isReady = chosen !== undefined && reason !== "" && refusal === undefined;

  async function end() {
    if (chosen === undefined) return;
    const { conclusion } = await acts.conclude(experiment, chosen.ship, `${chosen.kept}${reason}`);
    forget();
    tell(conclusion.detail);
    close();
  }

  return (
    <FormDialog
      title={`End ${nameOf(experiment)}`} verb="End the experiment" otherwise={stateOf(experiment) === "ended" ? "Leave it" : "Keep it running"} failed="It was not ended" missing="Choose what everybody gets, and say why"
      size={620} isReady={isReady} close={close} send={end}
    >
      {results && <Known results={results} />}
      <Choices legend="What everybody gets from now on" choices={choices} chosen={choice} choose={setChoice} className="types decide" isFirst />
      {chosen !== undefined && <Before experiment={experiment} ship={chosen.ship} />}
      {doubt && (
        <Callout tone="warn" title="The numbers do not say so">
          <Told text={doubt} />
        </Callout>
      )}
      <Textarea label="Reason" description="It stands in the history, beside the numbers." required maxLength={900} autosize minRows={2} value={typed} onChange={(event) => setTyped(event.currentTarget.value.replace(/\n/g, " "))} />
      {refusal !== undefined && <p className="tone-warn toned">{refusal}</p>}
    </FormDialog>
  );
}

function Known({ results }: { results: Results }) {
  const word = verdictWord(results);
  return (
    <Callout tone={word.tone === "plain" ? "rollout" : word.tone} title={`What is known: ${word.text.toLowerCase()}`}>
      <Told text={results.reason} />
    </Callout>
  );
}

const whole = (isServed: boolean) => (isServed ? "100%" : "0%");

/** What is different afterwards. */
function Before({ experiment, ship }: { experiment: Experiment; ship: string }) {
  const variants = variantsOf(experiment);
  const sum = variants.reduce((total, { weight }) => total + weight, 0) || 1;
  // From its end date on everybody gets the control.
  const served = stateOf(experiment) === "ended" ? controlOf(variants) : undefined;
  return (
    <ul className="diff mono" aria-label="What changes">
      {variants.map(({ name, weight }) => {
        const before = served === undefined ? `${((100 * weight) / sum).toFixed(0)}%` : whole(name === served);
        const after = whole(name === ship);
        return (
          <li key={name}>
            <span className="path" dir="auto">
              {name}
            </span>
            <del>{before}</del>
            <span aria-label="becomes">→</span>
            <ins>{after}</ins>
          </li>
        );
      })}
    </ul>
  );
}
