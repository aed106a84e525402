import "../../../styles/experiments.css";
import { Autocomplete, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { flagsQuery } from "../../../api/queries";
import { createRelease, releaseQuery, releasesQuery } from "../../../api/releases";
import { FormDialog } from "../../../parts/FormDialog";
import { useKept } from "../../../parts/kept";
import { KeyInput } from "../../../parts/KeyInput";
import { tell } from "../../../parts/toast";
import { definitionOf, EMPTY, isSpan, obstacleOf, type Draft } from "../../../release/draft.ts";
import { usePlace } from "../../../shell/place";
import { ReasonInput } from "../../../shell/ReasonInput";
import { CheckRows } from "./CheckRows";
import { StepRows } from "./StepRows";

const FAILURES: { value: Draft["onFailure"]; label: string }[] = [
  { value: "rollback", label: "Take it back" },
  { value: "pause", label: "Pause until somebody decides" },
  { value: "ignore", label: "Only write it down (dry run)" },
];

/** Writes down a release by steps and checks. It does nothing until it is started. */
export function CreateRelease({ close }: { close: () => void }) {
  const { environment } = usePlace();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { data: flags } = useQuery(flagsQuery(environment.key));
  const [draft, keep, forget] = useKept(`new release in ${environment.key}`, EMPTY);
  const change = (more: Partial<Draft>) => keep({ ...draft, ...more });
  const obstacle = obstacleOf(draft) ?? (environment.protected && draft.reason.trim() === "" ? `${environment.key} is protected: say why.` : undefined);
  const shares = (flags ?? []).filter(({ type, archived }) => type === "percentage" && !archived).map(({ key }) => key);

  async function create() {
    const { key } = draft;
    const made = await createRelease({ environment: environment.key, key, reason: draft.reason.trim() || undefined }, definitionOf(draft));
    client.setQueryData(releaseQuery(environment.key, key).queryKey, made);
    await client.invalidateQueries({ queryKey: releasesQuery(environment.key).queryKey });
    forget();
    tell(`${key} is there. It does nothing until it is started.`);
    close();
    await navigate({ to: "/releases/$key", params: { key } });
  }

  return (
    <FormDialog title="New release" verb="Create" isReady={obstacle === undefined} missing={obstacle} close={close} send={create} size={720}>
      <div className="pair">
        <KeyInput asker="commands" placeholder="checkout-v2-out" value={draft.key} change={(key) => change({ key })} isFirst />
        <Autocomplete label="Flag" description="Whose share it moves; made at 0% if there is none." placeholder="checkout-v2" required data={shares} limit={20} value={draft.flag} onChange={(flag) => change({ flag })} spellCheck={false} />
      </div>
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
      <ReasonInput value={draft.reason} change={(reason) => change({ reason })} />
      <p className="hint">
        Deployments, routers, smoke tests and the finer points of checks are written in a file, which <code className="mono">hoist import</code> brings here.
      </p>
      <p className={obstacle === undefined ? "dim" : "wrap"} role="status">
        {obstacle ?? "Whole, as far as can be told here."}
      </p>
    </FormDialog>
  );
}
