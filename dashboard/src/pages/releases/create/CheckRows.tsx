import { ActionIcon, Autocomplete, Button, Checkbox, Select, Textarea, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { metricsQuery } from "../../../api/experiments";
import { NumberField } from "../../../parts/NumberField";
import { BLANK_CHECKS, BOUNDS, isSpan, type DraftCheck } from "../../../release/draft.ts";
import { usePlace } from "../../../shell/place";

const SOURCES: { source: DraftCheck["source"]; word: string }[] = [
  { source: "metric", word: "Check a metric" },
  { source: "prometheus", word: "Ask Prometheus" },
];

/** What has to hold for the share to rise. */
export function CheckRows({ checks, change }: { checks: DraftCheck[]; change: (checks: DraftCheck[]) => void }) {
  return (
    <section className="stack-small">
      <h3>Checks</h3>
      <p className="dim">
        {checks.length === 0
          ? "Without a check it goes on by time alone, and nothing takes it back."
          : "Who is in is compared with the others of the same time. Where chance is told apart, few users decide nothing; that takes conversions or counts."}
      </p>
      <ul className="metric-rows">
        {checks.map((check, place) => (
          <Row key={place} check={check} place={place} change={(more) => change(checks.map((one, other) => (other === place ? { ...one, ...more } : one)))} remove={() => change(checks.toSpliced(place, 1))} />
        ))}
      </ul>
      <div className="row" style={{ flexWrap: "wrap" }}>
        {SOURCES.map(({ source, word }) => (
          <Button key={source} size="compact-sm" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => change([...checks, BLANK_CHECKS[source]])}>
            {word}
          </Button>
        ))}
      </div>
    </section>
  );
}

interface RowProps {
  check: DraftCheck;
  place: number;
  change: (more: Partial<DraftCheck>) => void;
  remove: () => void;
}

function Row({ check, place, change, remove }: RowProps) {
  const called = `check ${place + 1}`;
  const { source, name, bound, limit, interval, isSequential } = check;
  return (
    <li>
      <div className="row" style={{ flexBasis: "100%" }}>
        <TextInput size="xs" className="grow" aria-label={`Name of ${called}`} placeholder={source === "metric" ? "sign-ups" : "error rate"} maxLength={128} value={name} onChange={(event) => change({ name: event.currentTarget.value })} />
        {source === "metric" && <MetricInput check={check} called={called} change={change} />}
        <ActionIcon size={28} variant="subtle" color="gray" aria-label={`Remove ${called}`} onClick={remove}>
          <IconTrash size={15} />
        </ActionIcon>
      </div>
      <Select size="xs" w={186} aria-label={`What holds for ${called}`} allowDeselect={false} data={BOUNDS.map((one) => ({ value: one.bound, label: one.word }))} value={bound} onChange={(value) => change({ bound: BOUNDS.find((one) => one.bound === value)?.bound ?? bound })} />
      <NumberField size="xs" w={84} aria-label={`Limit of ${called}`} decimalScale={6} step={0.05} value={limit} change={(value) => change({ limit: value })} clear={() => change({ limit: "" })} />
      <span className="dim">every</span>
      <TextInput size="xs" w={64} aria-label={`How often ${called} is made`} placeholder="30s" spellCheck={false} value={interval} onChange={(event) => change({ interval: event.currentTarget.value })} error={!isSpan(interval)} />
      <Checkbox size="xs" label="tell chance apart" aria-label={`Tell chance apart in ${called}`} checked={isSequential} onChange={(event) => change({ isSequential: event.currentTarget.checked })} />
      {source === "prometheus" && <Queries check={check} called={called} change={change} />}
    </li>
  );
}

type PartProps = { check: DraftCheck; called: string; change: RowProps["change"] };

function MetricInput({ check, called, change }: PartProps) {
  const { environment } = usePlace();
  const { data: known } = useQuery(metricsQuery(environment.key));
  return <Autocomplete size="xs" className="grow" aria-label={`Metric of ${called}`} placeholder="signup_rate" data={(known ?? []).map(({ key }) => key)} limit={20} value={check.metric} onChange={(metric) => change({ metric })} spellCheck={false} />;
}

function Queries({ check, called, change }: PartProps) {
  return (
    <div className="grow stack-small" style={{ flexBasis: "100%" }}>
      <Textarea size="xs" label="Query" description="{{track}} is canary or stable: it is asked once for each." aria-label={`Query of ${called}`} autosize minRows={1} maxRows={6} spellCheck={false} classNames={{ input: "mono" }} value={check.query} onChange={(event) => change({ query: event.currentTarget.value })} />
      <Textarea size="xs" label="Query of all samples" description={check.isSequential ? "Both queries count; {{interval}} is the time since the step began." : "Optional: what the value is about."} aria-label={`Samples of ${called}`} autosize minRows={1} maxRows={6} spellCheck={false} classNames={{ input: "mono" }} value={check.samples} onChange={(event) => change({ samples: event.currentTarget.value })} />
    </div>
  );
}
