import { Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { flagsQuery } from "../../../api/queries";
import { fromFlag, keyOf } from "../../../experiment/draft.ts";
import { variantsOf } from "../../../flag/reading.ts";
import { KeyInput } from "../../../parts/KeyInput";
import { usePlace } from "../../../shell/place";
import type { StepProps } from "./CreateExperiment";

export function What({ draft, change }: StepProps) {
  const { environment } = usePlace();
  const { data: flags } = useQuery(flagsQuery(environment.key));
  const some = (flags ?? []).filter((flag) => variantsOf(flag).length > 1 && !flag.archived);
  const rename = (name: string) => change({ name, ...(draft.key === keyOf(draft.name) ? { key: keyOf(name) } : {}) });
  const take = (key: string | null) => {
    const flag = some.find((one) => one.key === key);
    change({ flag: key, ...(flag ? fromFlag(variantsOf(flag)) : {}) });
  };
  return (
    <>
      <div className="pair">
        <TextInput label="Name" placeholder="Shorter checkout" value={draft.name} onChange={(event) => rename(event.currentTarget.value)} data-autofocus />
        <KeyInput asker="programs" value={draft.key} change={(key) => change({ key })} />
      </div>
      <Textarea label="Hypothesis" description="What should become better, and why." placeholder="Fewer steps, more users who buy" autosize minRows={2} maxRows={8} value={draft.hypothesis} onChange={(event) => change({ hypothesis: event.currentTarget.value })} />
      <div className="pair">
        <TextInput label="Owner" placeholder="search-team" value={draft.owner} onChange={(event) => change({ owner: event.currentTarget.value })} />
        <Select label="Variants like those of a flag" placeholder={some.length === 0 ? "No flag has variants" : "None"} clearable searchable disabled={some.length === 0} data={some.map((flag) => flag.key)} value={draft.flag} onChange={take} />
      </div>
    </>
  );
}
