import { Select } from "@mantine/core";
import type { Draft } from "../../../editor/draft.ts";
import type { Remark } from "../../../editor/remarks.ts";
import { retyped, retypingTold, typeIn } from "../../../editor/retyping.ts";
import { TYPES, wordOf } from "../../../flag/reading.ts";
import { Callout } from "../../../parts/Callout";
import { Remarks } from "./Remarks";

interface Props {
  draft: Draft;
  change: (draft: Draft) => void;
  remarks: Remark[];
}

/** What kind of flag it is. Another kind is told at once: programs and users notice it. */
export function Type({ draft, change, remarks }: Props) {
  const type = typeIn(draft.fields);
  const told = retypingTold(draft, Date.now());
  const choose = (next: string | null) => {
    const chosen = TYPES.find((one) => one.type === next);
    if (chosen !== undefined) change(retyped(draft, chosen.type, Date.now()));
  };
  return (
    <section className="stack-small">
      <Select
        size="xs" maw={320} label="Type" description={`${TYPES.find((one) => one.type === type)?.about}.`} allowDeselect={false} value={type} onChange={choose}
        data={TYPES.map((one) => ({ value: one.type, label: one.word }))}
      />
      {told.length > 0 && (
        <Callout tone="warn" title={`${wordOf(typeIn(draft.base.definition))} becomes ${wordOf(type).toLowerCase()}`} role="status">
          <div className="stack-small">
            {told.map((text) => (
              <p key={text}>{text}</p>
            ))}
            <p>Which users get something else is told before it is saved.</p>
          </div>
        </Callout>
      )}
      <Remarks remarks={remarks} />
    </section>
  );
}
