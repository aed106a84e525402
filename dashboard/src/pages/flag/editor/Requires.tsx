import { ActionIcon, Button, Select } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Flag } from "../../../api/client";
import { flagsQuery } from "../../../api/queries";
import { withFields, type Draft, type Requirement } from "../../../editor/draft.ts";
import type { Remark } from "../../../editor/remarks.ts";
import { variantsOf } from "../../../flag/reading.ts";
import { usePlace } from "../../../shell/place";
import { Remarks } from "./Remarks";

interface Props {
  own: string;
  draft: Draft;
  change: (draft: Draft) => void;
  remarks: Remark[];
}

const NONE: Flag[] = [];

/** What other flags have to be, so that this one is anything but off. */
export function Requires({ own, draft, change, remarks }: Props) {
  const { environment } = usePlace();
  const { data: flags = NONE } = useQuery(flagsQuery(environment.key));
  const required = draft.fields.requires ?? [];
  const others = flags.filter(({ key }) => key !== own);
  const put = (next: Requirement[]) => change(withFields(draft, { requires: next.length === 0 ? undefined : next }));
  const open = others.find(({ key }) => required.every(({ flag }) => flag !== key));
  const add = () => open && put([...required, { flag: open.key, is: first(open) }]);
  return (
    <section className="stack-small">
      <div className="row wide">
        <div>
          <h3>Only while</h3>
          {required.length === 0 && <p className="dim">It depends on no other flag.</p>}
        </div>
        <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={add} disabled={open === undefined} title={open === undefined ? "There is no other flag" : undefined}>
          Add a prerequisite
        </Button>
      </div>
      {required.map((one, place) => (
        <Required key={place} one={one} others={others} change={(next) => put(required.with(place, next))} remove={() => put(required.toSpliced(place, 1))} />
      ))}
      <Remarks remarks={remarks} />
    </section>
  );
}

/** What a flag is most likely wanted to be. */
const first = (flag: Flag): Requirement["is"] => (flag.type === "variant" ? (variantsOf(flag)[0]?.name ?? "") : true);

interface RequiredProps {
  one: Requirement;
  others: Flag[];
  change: (next: Requirement) => void;
  remove: () => void;
}

function Required({ one, others, change, remove }: RequiredProps) {
  const flag = others.find(({ key }) => key === one.flag);
  const results = flag?.type === "variant" ? variantsOf(flag).map(({ name }) => ({ value: name, label: name })) : [{ value: "true", label: "on" }, { value: "false", label: "off" }];
  const known = flag === undefined ? [one.flag] : [];
  const choose = (key: string | null) => {
    const other = others.find((candidate) => candidate.key === key);
    if (other !== undefined) change({ flag: other.key, is: first(other) });
  };
  return (
    <div className="required">
      <Select size="xs" aria-label="Flag that is required" searchable limit={50} allowDeselect={false} data={[...known, ...others.map(({ key }) => key)]} value={one.flag} onChange={choose} />
      <span className="dim is">is</span>
      <Select size="xs" className="wanted" aria-label={`What ${one.flag} has to be`} allowDeselect={false} data={results} value={String(one.is)} onChange={(value) => change({ ...one, is: flag?.type === "variant" ? (value ?? "") : value === "true" })} />
      <ActionIcon size={30} variant="subtle" color="gray" aria-label={`Remove the prerequisite ${one.flag}`} onClick={remove}>
        <IconTrash size={15} />
      </ActionIcon>
    </div>
  );
}
