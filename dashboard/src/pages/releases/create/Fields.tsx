import "../../../styles/experiments.css";
import { Autocomplete, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { flagsQuery } from "../../../api/queries";
import { isSpan, type Draft } from "../../../release/draft.ts";
import { usePlace } from "../../../shell/place";
import { CheckRows } from "./CheckRows";
import { StepRows } from "./StepRows";

export const FAILURES: { value: Draft["onFailure"]; label: string }[] = [
  { value: "rollback", label: "Take it back" },
  { value: "pause", label: "Pause until somebody decides" },
  { value: "ignore", label: "Only write it down (dry run)" },
];

interface Props {
  draft: Draft;
  change: (more: Partial<Draft>) => void;
}

/** Whose share a release moves. */
export function FlagInput({ draft, change }: Props) {
  const { environment } = usePlace();
  const { data: flags } = useQuery(flagsQuery(environment.key));
  const shares = (flags ?? []).filter(({ type, archived }) => type === "percentage" && !archived).map(({ key }) => key);
  return <Autocomplete label="Flag" description="Whose share it moves; made at 0% if there is none." placeholder="checkout-v2" required data={shares} limit={20} value={draft.flag} onChange={(flag) => change({ flag })} spellCheck={false} />;
}

/** Everything of a release that is written down here, but what it is called. */
export function Fields({ draft, change }: Props) {
  return (
    <>
      <Textarea label="Description" autosize minRows={1} maxRows={6} value={draft.description} onChange={(event) => change({ description: event.currentTarget.value })} />
      <StepRows steps={draft.steps} change={(steps) => change({ steps })} />
      <CheckRows checks={draft.checks} change={(checks) => change({ checks })} />
      <div className="pair">
        <Select label="When a check fails" allowDeselect={false} data={FAILURES} value={draft.onFailure} onChange={(value) => change({ onFailure: FAILURES.find((one) => one.value === value)?.value ?? "rollback" })} />
        <TextInput
          label="Deadline" description="From the start; then it is taken back." placeholder="a day after its steps" value={draft.deadline} onChange={(event) => change({ deadline: event.currentTarget.value })}
          error={draft.deadline.trim() !== "" && !isSpan(draft.deadline) && "Such as 6h or 2d."}
        />
      </div>
    </>
  );
}
