import { Switch } from "@mantine/core";
import { definitionOf } from "../../../experiment/draft.ts";
import { NumberField } from "../../../parts/NumberField";
import { Power } from "../Power";
import type { StepProps } from "./CreateExperiment";

export function Size({ draft, change }: StepProps) {
  return (
    <div className="stack">
      <div className="pair">
        <NumberField label="Smallest effect worth finding" description="Relative to what the goal is today." min={0.1} decimalScale={2} suffix="%" value={draft.effect} change={(value) => change({ effect: value })} />
        <NumberField label="Planned users" description="All variants together; then it is concluded." min={1} allowDecimal={false} thousandSeparator="," placeholder="none" value={draft.sample ?? ""} change={(value) => change({ sample: value > 0 ? value : undefined })} clear={() => change({ sample: undefined })} />
      </div>
      <Power name={draft.key} definition={definitionOf(draft)} guess={draft} change={change} take={(users) => change({ sample: users })} />
      <Switch checked={draft.shipsWinner} onChange={(event) => change({ shipsWinner: event.currentTarget.checked })} label="Once it is concluded, a variant that is better goes to everybody" description={draft.shipsWinner ? undefined : "Else everybody gets the control, until somebody decides."} />
      {draft.sample === undefined && <p className="hint">Without planned users it ends by an early stop or by hand alone.</p>}
    </div>
  );
}
