import { Slider, TextInput } from "@mantine/core";
import { withFields, type Draft } from "../../../editor/draft.ts";
import type { Remark } from "../../../editor/remarks.ts";
import { percent, typeOf } from "../../../flag/reading.ts";
import type { Flag } from "../../../api/client";
import { NumberField } from "../../../parts/NumberField";
import { Gradual } from "./Gradual";
import { Remarks } from "./Remarks";
import { Variants } from "./Variants";

interface Props {
  draft: Draft;
  change: (draft: Draft) => void;
  remarks: Remark[];
}

const MARKS = [0, 25, 50, 75, 100].map((value) => ({ value, label: String(value) }));

/** What those get whom no rule decides for: each type has its own. */
export function Strategy({ draft, change, remarks }: Props) {
  const { type, percentage = 0, bucket_by: bucket = "" } = draft.fields;
  // Of a boolean flag only rules with a share divide the users.
  const hasShares = draft.rules.some(({ rule }) => typeof rule.value === "number");
  const share = (value: number) => change(withFields(draft, { percentage: Math.min(100, Math.max(0, value)) }));
  return (
    <div className="grow stack-small">
      {type === "percentage" && (
        <>
          <div className="row wide">
            <span>Otherwise this share of the users gets it</span>
            <NumberField size="xs" w={96} min={0} max={100} decimalScale={2} suffix="%" aria-label="Share in percent" value={percentage} change={share} />
          </div>
          <Slider size={5} thumbSize={16} min={0} max={100} step={1} value={percentage} onChange={share} marks={MARKS} label={null} mb={22} thumbLabel="Share" thumbProps={{ "aria-valuetext": `${percent(percentage)} of the users` }} />
        </>
      )}
      {type === "variant" && <Variants draft={draft} change={change} remarks={remarks.filter(({ field }) => field === "variants")} />}
      {type === "gradual" && <Gradual draft={draft} change={change} />}
      {(type === "boolean" || type === "targeted") && <p>{OTHERWISE[typeOf(draft.fields as Flag) === "boolean" ? "boolean" : "targeted"]}</p>}
      {(type !== "boolean" || bucket !== "" || hasShares) && (
        <TextInput
          size="xs" maw={320} label="Bucket by" description="The attribute that divides the users; empty, the targeting key." placeholder="company_id" value={bucket} maxLength={128}
          onChange={(event) => change(withFields(draft, { bucket_by: event.currentTarget.value || undefined }))}
        />
      )}
      <Remarks remarks={remarks.filter(({ field }) => field !== "variants")} />
    </div>
  );
}

const OTHERWISE = {
  boolean: "Otherwise it is on for everybody.",
  targeted: "Otherwise it is off: only rules turn it on.",
};
