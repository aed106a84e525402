import { Button, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { Explanation, Flag } from "../../api/client";
import { explainFlag } from "../../api/flags";
import { rulesOf, type Definition } from "../../editor/draft.ts";
import type { Rules } from "../../flag/order.ts";
import { isKilled } from "../../flag/reading.ts";
import { reasonWords } from "../../flag/reasons.ts";
import { Callout } from "../../parts/Callout";
import { useKept } from "../../parts/kept";
import { Steps, WhatElse } from "../../parts/Steps";
import { Tag } from "../../parts/Tag";
import { readContext } from "../../playground/context.ts";
import { usePlace } from "../../shell/place";

/** Why somebody gets what they get; with a draft, what they would get if it were saved. */
export function Explain({ flag, draft }: { flag: Flag; draft?: Definition }) {
  const { environment } = usePlace();
  const [typed, setTyped] = useKept(`explained for ${flag.key} in ${environment.key}`, { user: "", text: "" });
  const { user, text } = typed;
  const attributes = readContext(text);
  const context = typeof attributes === "string" ? undefined : { ...(user && { targetingKey: user }), ...attributes };
  const rules = draft === undefined ? flag.rules : rulesOf(draft);
  // An answer is of who was asked about, and of what the flag was then.
  const question = JSON.stringify([context ?? text, draft ?? flag.version, isKilled(flag)]);
  const asked = useMutation({
    mutationFn: (of: { context: Record<string, unknown>; question: string; rules: Rules }) => explainFlag(environment.key, flag.key, of.context, draft),
  });
  return (
    <div className="stack">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (context !== undefined) asked.mutate({ context, question, rules });
        }}
      >
        <div className="pair">
          <TextInput label="Targeting key" placeholder="user-42" value={user} onChange={(event) => setTyped({ ...typed, user: event.currentTarget.value })} />
          <Textarea
            label="Attributes" placeholder={'{"plan": "pro", "country": "DE"}'} autosize minRows={1} maxRows={8} value={text}
            onChange={(event) => setTyped({ ...typed, text: event.currentTarget.value })} error={typeof attributes === "string" && attributes} spellCheck={false}
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
      {asked.data !== undefined && asked.variables.question !== question && (
        <Callout tone="warn" title="This is the answer of before">
          Something of what was asked is different by now. Explain it again.
        </Callout>
      )}
      {asked.data !== undefined && <Result explanation={asked.data} rules={asked.variables.rules} />}
    </div>
  );
}

function Result({ explanation, rules }: { explanation: Explanation; rules: Rules }) {
  const { value, variant, reason, rule, steps, counterfactual } = explanation;
  return (
    <section className="stack" aria-live="polite">
      <div className="panel padded row" style={{ flexWrap: "wrap" }}>
        <span className="dim">Value</span>
        <b className="mono wrap">{JSON.stringify(value)}</b>
        {variant && typeof value !== "boolean" && value !== variant && <Tag tone="experiment">{variant}</Tag>}
        <span className="dim wrap">{reasonWords(reason, rule?.index, rules, rule?.name)}</span>
      </div>
      <div className="stack-small">
        <h3>How it came to that</h3>
        <Steps steps={steps} rules={rules} />
      </div>
      <WhatElse counterfactual={counterfactual} rules={rules} />
    </section>
  );
}
