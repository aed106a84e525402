import { IconCheck, IconMinus } from "@tabler/icons-react";
import type { Explanation, Step } from "../api/client";
import { inPlainNumbers, type Rules } from "../flag/order.ts";
import { Told } from "./Told";

/** How an evaluation came about, step by step; `rules` are those that it was made by. */
export function Steps({ steps, rules }: { steps: Step[]; rules: Rules }) {
  return (
    <ul className="steps">
      {steps.map((step, place) => (
        <li key={place}>
          <span className={step.holds ? "step tone-good" : "step tone-plain"}>
            {step.holds ? <IconCheck size={15} aria-label="holds" /> : <IconMinus size={15} aria-label="does not hold" />}
            <span className="wrap"><Told text={inPlainNumbers(step.text, rules)} /></span>
          </span>
          {step.steps !== undefined && step.steps.length > 0 && <Steps steps={step.steps} rules={rules} />}
        </li>
      ))}
    </ul>
  );
}

/** What would have given another result. */
export function WhatElse({ counterfactual, rules }: Pick<Explanation, "counterfactual"> & { rules: Rules }) {
  if (!counterfactual || counterfactual.alternatives.length + counterfactual.obstacles.length === 0) return null;
  return (
    <div className="stack-small">
      <h3>What would change it</h3>
      <ul className="plain-list">
        {[...counterfactual.obstacles, ...counterfactual.alternatives].map((one, place) => (
          <li key={place} className="wrap">
            <Told text={inPlainNumbers(one.text, rules)} />
          </li>
        ))}
      </ul>
    </div>
  );
}
