import { Button, Textarea, TextInput } from "@mantine/core";
import { IconCheck, IconMinus } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Explanation, Flag, Step } from "../../api/client";
import { explainFlag } from "../../api/flags";
import { Callout } from "../../parts/Callout";
import { Tag } from "../../parts/Tag";
import { usePlace } from "../../shell/place";

/** Attributes as JSON, or why they are none. */
function read(text: string): Record<string, unknown> | string {
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : 'Attributes are an object, such as {"plan": "pro"}.';
  } catch (error) {
    return error instanceof Error ? error.message : "This is no JSON.";
  }
}

/** Why somebody gets what they get; with a draft, what they would get if it were saved. */
export function Explain({ flag, draft }: { flag: Flag; draft?: Record<string, unknown> }) {
  const { environment } = usePlace();
  const [user, setUser] = useState("");
  const [text, setText] = useState("");
  const attributes = read(text);
  const asked = useMutation({
    mutationFn: (context: Record<string, unknown>) => explainFlag(environment.key, flag.key, context, draft),
  });
  return (
    <div className="stack">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (typeof attributes !== "string") asked.mutate({ ...(user && { targetingKey: user }), ...attributes });
        }}
      >
        <div className="pair">
          <TextInput label="Targeting key" placeholder="user-42" value={user} onChange={(event) => setUser(event.currentTarget.value)} />
          <Textarea
            label="Attributes" placeholder={'{"plan": "pro", "country": "DE"}'} autosize minRows={1} maxRows={8} value={text}
            onChange={(event) => setText(event.currentTarget.value)} error={typeof attributes === "string" && attributes} spellCheck={false}
            classNames={{ input: "mono" }}
          />
        </div>
        <Button type="submit" loading={asked.isPending} disabled={typeof attributes === "string"} style={{ alignSelf: "flex-start" }}>
          Explain
        </Button>
      </form>
      {asked.error !== null && (
        <Callout tone="bad" title="It cannot be explained" role="alert">
          {asked.error.message}
        </Callout>
      )}
      {asked.data !== undefined && <Result explanation={asked.data} />}
    </div>
  );
}

function Result({ explanation }: { explanation: Explanation }) {
  const { value, variant, reason, steps, counterfactual } = explanation;
  return (
    <section className="stack" aria-live="polite">
      <div className="panel padded row" style={{ flexWrap: "wrap" }}>
        <span className="dim">Value</span>
        <b className="mono wrap">{JSON.stringify(value)}</b>
        {variant && <Tag tone="experiment">{variant}</Tag>}
        <Tag>{reason}</Tag>
      </div>
      <div className="stack-small">
        <h3>How it came to that</h3>
        <Steps steps={steps} />
      </div>
      {counterfactual && counterfactual.alternatives.length + counterfactual.obstacles.length > 0 && (
        <div className="stack-small">
          <h3>What would change it</h3>
          <ul className="plain-list">
            {[...counterfactual.obstacles, ...counterfactual.alternatives].map((one, place) => (
              <li key={place} className="wrap">
                {one.text}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function Steps({ steps }: { steps: Step[] }) {
  return (
    <ul className="steps">
      {steps.map((step, place) => (
        <li key={place}>
          <span className={step.holds ? "step tone-good" : "step tone-plain"}>
            {step.holds ? <IconCheck size={15} aria-label="holds" /> : <IconMinus size={15} aria-label="does not hold" />}
            <span className="wrap">{step.text}</span>
          </span>
          {step.steps !== undefined && step.steps.length > 0 && <Steps steps={step.steps} />}
        </li>
      ))}
    </ul>
  );
}
