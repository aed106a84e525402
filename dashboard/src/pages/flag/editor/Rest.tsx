import { TextInput } from "@mantine/core";
import { withFields, type Definition, type Draft } from "../../../editor/draft.ts";
import type { Remark } from "../../../editor/remarks.ts";
import { typeIn } from "../../../editor/retyping.ts";
import { typedMetrics, writtenMetrics } from "../../../experiment/draft.ts";
import { MetricRows } from "../../../experiment/MetricRows";
import { JsonInput } from "./Operand";
import { Remarks } from "./Remarks";

interface Props {
  draft: Draft;
  change: (draft: Draft) => void;
  remarks: Remark[];
}

/** What few flags need: results of their own, another salt, metrics. */
export function Rest({ draft, change, remarks }: Props) {
  const { fields } = draft;
  const put = (more: Definition) => change(withFields(draft, more));
  return (
    <details className="definition" open={remarks.length > 0 || undefined}>
      <summary>Results, salt and metrics</summary>
      <div className="stack-small">
        {typeIn(fields) === "variant" ? (
          <p className="dim">Its results are those of its variants: a name, or a configuration.</p>
        ) : (
          <div className="pair">
            <JsonInput label="Result when on" description="JSON; empty, true." placeholder='{"ttl": 60}' isLabelled value={fields.when_on} change={(value) => put({ when_on: value })} />
            <JsonInput label="Result when off" description="JSON; empty, false." placeholder='{"ttl": 10}' isLabelled value={fields.when_off} change={(value) => put({ when_off: value })} />
          </div>
        )}
        <TextInput
          size="xs" maw={320} label="Salt" description="Hashed with the user; empty, the key. Another one deals the cards anew." maxLength={128} spellCheck={false} classNames={{ input: "mono" }}
          value={fields.salt ?? ""} onChange={(event) => put({ salt: event.currentTarget.value || undefined })}
        />
        <MetricRows metrics={typedMetrics(fields.metrics ?? [])} change={(metrics) => put({ metrics: metrics.length === 0 ? undefined : writtenMetrics(metrics) })} />
        <Remarks remarks={remarks} />
      </div>
    </details>
  );
}
