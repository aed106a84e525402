import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { breakdown, type Breakdown, type Results } from "../../api/experiments";
import { change, confidence, interval, pValue, scaleOf, value, type Scale } from "../../experiment/figures.ts";
import { counted } from "../../flag/reading.ts";
import { Callout } from "../../parts/Callout";
import { Tag } from "../../parts/Tag";
import { usePlace } from "../../shell/place";
import { Interval } from "./Interval";

/** The effects among users by an attribute: where to look next, never a decision. */
export function Breakdowns({ results }: { results: Results }) {
  const { environment } = usePlace();
  const { phase } = useSearch({ from: "/experiments/$key" });
  const [attribute, setAttribute] = useState("");
  const found = useMutation({ mutationFn: (asked: { name: string; phase: number | undefined }) => breakdown(environment.key, results.key, asked.phase, asked.name) });
  // What was asked for of another phase says nothing of this one.
  const isOfThis = found.variables?.phase === phase;
  return (
    <div className="stack">
      <form
        className="row break-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (attribute.trim()) found.mutate({ name: attribute.trim(), phase });
        }}
      >
        <TextInput label="Attribute" description="Of those that came with exposures, such as a country." placeholder="country" value={attribute} onChange={(event) => setAttribute(event.currentTarget.value)} spellCheck={false} />
        <Button type="submit" variant="default" loading={found.isPending} disabled={attribute.trim() === ""}>
          Break down
        </Button>
      </form>
      {isOfThis && found.error !== null && (
        <Callout tone="bad" title="It cannot be told by that" role="alert">
          {found.error.message}
        </Callout>
      )}
      {isOfThis && found.data !== undefined && <Parts found={found.data} results={results} />}
    </div>
  );
}

function Parts({ found, results }: { found: Breakdown; results: Results }) {
  const [metric, setMetric] = useState(results.metrics[0]?.metric ?? "");
  const known = found.parts[0]?.metrics.map((one) => one.metric) ?? [];
  const shown = known.includes(metric) ? metric : (known[0] ?? "");
  const rows = found.parts.flatMap((part) =>
    (part.metrics.find((one) => one.metric === shown)?.variants ?? []).filter(({ variant }) => variant !== results.control).map((variant) => ({ part, variant })),
  );
  const effects = rows.flatMap(({ variant: { low, high } }) => (low == null || high == null ? [] : [{ low, high }]));
  const kind = results.metrics.find((one) => one.metric === shown)?.kind ?? "mean";
  return (
    <>
      <Callout tone="rollout" title={`Exploratory: ${counted(found.users, "user")} by ${found.attribute}`}>
        {found.about} Intervals are at {confidence(found.confidence)}.
      </Callout>
      <div className="filters" role="group" aria-label="Metric" style={{ width: "fit-content" }}>
        {known.map((one) => (
          <button key={one} type="button" aria-pressed={one === shown} onClick={() => setMetric(one)}>
            {one}
          </button>
        ))}
      </div>
      <Differ found={found} metric={shown} />
      <ul className="parts num">
        {rows.map(({ part, variant }) => (
          <PartRow key={`${part.kind} ${part.value} ${variant.variant}`} part={part} found={variant} scale={scaleOf(effects)} kind={kind} />
        ))}
      </ul>
    </>
  );
}

/** Whether effects differ between the parts at all. */
function Differ({ found, metric }: { found: Breakdown; metric: string }) {
  const told = found.interactions.filter((one) => one.metric === metric && one.p_value != null);
  const differing = told.filter((one) => one.significant);
  if (told.length === 0) return null;
  return (
    <p className="wrap">
      {differing.length === 0
        ? `Nothing says that effects on ${metric} differ between the parts.`
        : `Effects on ${metric} differ between the parts by ${differing.map(({ variant, p_value: p }) => `${variant} (p ${pValue(p ?? 1)})`).join(", ")}.`}
    </p>
  );
}

interface PartProps {
  part: Breakdown["parts"][number];
  found: Breakdown["parts"][number]["metrics"][number]["variants"][number];
  scale: Scale;
  kind: string;
}

function PartRow({ part, found, scale, kind }: PartProps) {
  const name = part.kind === "value" ? (part.value ?? "") : part.kind === "missing" ? "without it" : "all others";
  const { estimate, low, high } = found;
  const effect = estimate == null || low == null || high == null ? undefined : { estimate, low, high, relative: true };
  const tone = found.significant ? "experiment" : "plain";
  return (
    <li>
      <span className="wrap">
        <b dir="auto">{name}</b>{" "}
        <small className="dim">
          {found.users.toLocaleString()} by <span dir="auto">{found.variant}</span>
        </small>
      </span>
      <span>{value({ kind }, found.mean)}</span>
      {effect ? <Interval effect={effect} scale={scale} tone={tone} name={`${name} by ${found.variant}`} height={30} /> : <span className="dim wrap">{found.refusal_detail ?? found.refusal}</span>}
      <span className="right">
        {effect && (
          <>
            <b>{change(effect.estimate, true)}</b> <span className="dim">{interval(effect)}</span>
          </>
        )}
      </span>
      <span className="right">{found.significant ? <Tag tone="experiment">p {pValue(found.p_value ?? 1)}</Tag> : found.p_value != null && <span className="dim">p {pValue(found.p_value)}</span>}</span>
    </li>
  );
}
