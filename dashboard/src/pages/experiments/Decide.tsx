import { Button, Modal, Textarea } from "@mantine/core";
import { useSessionStorage } from "@mantine/hooks";
import { useState } from "react";
import type { Experiment, Results } from "../../api/experiments";
import { useExperimentActs, useLifeRefusal } from "../../experiment/acts";
import { choicesOf, doubtOf, type Choice } from "../../experiment/deciding.ts";
import { nameOf, variantsOf } from "../../experiment/reading.ts";
import { verdictWord } from "../../experiment/verdict.ts";
import { Callout } from "../../parts/Callout";
import { Told } from "../../parts/Told";
import { tell } from "../../parts/toast";
import { usePlace } from "../../shell/place";

interface Props {
  experiment: Experiment;
  results: Results | undefined;
  close: () => void;
}

export function Decide(props: Props) {
  return (
    <Modal opened onClose={props.close} title={<h2>End {nameOf(props.experiment)}</h2>} size={620} closeButtonProps={{ "aria-label": "Close" }}>
      <Form {...props} />
    </Modal>
  );
}

interface Typed {
  choice: string | null;
  reason: string;
}

/** Nothing is chosen beforehand: not even what the numbers say. */
function Form({ experiment, results, close }: Props) {
  const { environment } = usePlace();
  const acts = useExperimentActs();
  const refusal = useLifeRefusal();
  const [typed, setTyped, forget] = useSessionStorage<Typed>({ key: `hoist-decision-${environment.key}-${experiment.key}`, defaultValue: { choice: null, reason: "" } });
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const choices = choicesOf(variantsOf(experiment));
  const chosen = choices.find((choice) => choice.id === typed.choice);
  const doubt = chosen && results && doubtOf(chosen, results);
  const reason = typed.reason.trim();
  const isReady = chosen !== undefined && reason !== "" && refusal === undefined;

  async function end(choice: Choice) {
    setBusy(true);
    setProblem(undefined);
    try {
      const { conclusion } = await acts.conclude(experiment, choice.ship, `${choice.kept}${reason}`);
      forget();
      tell(conclusion.detail);
      close();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  }

  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) void end(chosen);
      }}
    >
      {problem !== undefined && (
        <Callout tone="bad" title="It was not ended" role="alert">
          {problem}
        </Callout>
      )}
      {results && <Known results={results} />}
      <fieldset className="types decide">
        <legend>What everybody gets from now on</legend>
        {choices.map((choice, place) => (
          <label key={choice.id} className={choice.id === typed.choice ? "is-chosen" : undefined}>
            <input type="radio" name="decision" value={choice.id} checked={choice.id === typed.choice} onChange={() => setTyped({ ...typed, choice: choice.id })} {...(place === 0 ? { "data-autofocus": true } : {})} />
            <span className="wrap">
              <b dir="auto">{choice.word}</b>
              <small>{choice.about}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {chosen !== undefined && <Before experiment={experiment} ship={chosen.ship} />}
      {doubt && (
        <Callout tone="warn" title="The numbers do not say so">
          <Told text={doubt} />
        </Callout>
      )}
      <Textarea label="Reason" description="It stands in the history, beside the numbers." required maxLength={900} autosize minRows={2} value={typed.reason} onChange={(event) => setTyped({ ...typed, reason: event.currentTarget.value.replace(/\n/g, " ") })} />
      {refusal !== undefined && <p className="tone-warn toned">{refusal}</p>}
      <div className="row" style={{ justifyContent: "flex-end" }}>
        <Button variant="default" onClick={close}>
          Keep it running
        </Button>
        <Button type="submit" loading={busy} disabled={!isReady} title={isReady ? undefined : "Choose what everybody gets, and say why"}>
          End the experiment
        </Button>
      </div>
    </form>
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

/** What is different afterwards. */
function Before({ experiment, ship }: { experiment: Experiment; ship: string }) {
  const variants = variantsOf(experiment);
  const sum = variants.reduce((total, { weight }) => total + weight, 0) || 1;
  return (
    <ul className="diff mono" aria-label="What changes">
      {variants.map(({ name, weight }) => {
        const before = `${((100 * weight) / sum).toFixed(0)}%`;
        const after = name === ship ? "100%" : "0%";
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
