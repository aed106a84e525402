import { IconCheck, IconMinus } from "@tabler/icons-react";
import type { Explanation, Step } from "../api/client";
import { Told } from "./Told";

/** Documents count rules from zero, people from one. */
const forPeople = (text: string) => text.replace(/\brules\[(\d+)\]/g, (_, index: string) => `Rule ${Number(index) + 1}`);

/** How an evaluation came about, step by step. */
export function Steps({ steps }: { steps: Step[] }) {
  return (
    <ul className="steps">
      {steps.map((step, place) => (
        <li key={place}>
          <span className={step.holds ? "step tone-good" : "step tone-plain"}>
            {step.holds ? <IconCheck size={15} aria-label="holds" /> : <IconMinus size={15} aria-label="does not hold" />}
            <span className="wrap"><Told text={forPeople(step.text)} /></span>
          </span>
          {step.steps !== undefined && step.steps.length > 0 && <Steps steps={step.steps} />}
        </li>
      ))}
    </ul>
  );
}

/** What would have given another result. */
export function WhatElse({ counterfactual }: Pick<Explanation, "counterfactual">) {
  if (!counterfactual || counterfactual.alternatives.length + counterfactual.obstacles.length === 0) return null;
  return (
    <div className="stack-small">
      <h3>What would change it</h3>
      <ul className="plain-list">
        {[...counterfactual.obstacles, ...counterfactual.alternatives].map((one, place) => (
          <li key={place} className="wrap">
            <Told text={forPeople(one.text)} />
          </li>
        ))}
      </ul>
    </div>
  );
}
