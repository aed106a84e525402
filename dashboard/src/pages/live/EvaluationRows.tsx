import { IconAntennaBars5, IconPlayerPlay } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { memo } from "react";
import type { Flag } from "../../api/client";
import { reasonWords } from "../../flag/reasons.ts";
import type { Watched } from "../../api/watch";
import { Empty } from "../../parts/Empty";
import { Tag, type Tone } from "../../parts/Tag";
import { USER } from "../../playground/context.ts";
import type { Row } from "./recent.ts";

/** What happened, the newest first. It is told to no screen reader by itself: that would never end. */
export function EvaluationRows({ rows, flags }: { rows: Row[]; flags: Flag[] }) {
  if (rows.length === 0) {
    return (
      <div className="panel">
        <Empty icon={<IconAntennaBars5 size={32} stroke={1.5} aria-hidden />} title="Nothing yet">
          Evaluations appear here as they happen. What the playground evaluates is none.
        </Empty>
      </div>
    );
  }
  const byKey = new Map(flags.map((flag) => [flag.key, flag]));
  return (
    <div className="panel table evaluations" role="table" aria-label="Evaluations" aria-rowcount={rows.length}>
      <div className="evaluation is-head" role="row">
        {["Time", "Flag", "Got", "Why", "Who", "By"].map((title) => (
          <span key={title} role="columnheader">
            {title}
          </span>
        ))}
      </div>
      {rows.map(({ id, evaluation }) => (
        <Evaluation key={id} evaluation={evaluation} flag={byKey.get(evaluation.key)} />
      ))}
    </div>
  );
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 });

function toneOf({ variant, reason }: Watched): Tone {
  if (reason === "ERROR") return "bad";
  if (variant === "off" || variant === null) return "plain";
  return variant === "on" ? "good" : "experiment";
}

const Evaluation = memo(function Evaluation({ evaluation, flag }: { evaluation: Watched; flag: Flag | undefined }) {
  const { key, variant, reason, rule, at, sdk, context } = evaluation;
  const why = reasonWords(reason, rule, flag?.rules);
  const { [USER]: user, ...attributes } = context;
  return (
    <div className="evaluation" role="row">
      <time role="cell" className="mono num dim" dateTime={at} title={new Date(at).toLocaleString()}>
        {clock.format(new Date(at))}
      </time>
      <span role="cell" className="clip">
        {flag === undefined ? <b>{key}</b> : <Link to="/flags/$key" params={{ key }} className="strong-link">{key}</Link>}
      </span>
      <span role="cell">
        <Tag tone={toneOf(evaluation)}>{variant ?? "no value"}</Tag>
      </span>
      <span role="cell" className="clip" title={why}>
        {why}
      </span>
      <span role="cell" className="who">
        <span className="mono dim" title={typeof user === "string" ? `The hash of who it was: ${user}` : undefined}>
          {typeof user === "string" ? `#${user.slice(0, 8)}` : "nobody"}
        </span>
        {Object.entries(attributes).map(([name, value]) => (
          <span key={name} className="mono attribute-chip clip" title={`${name}: ${JSON.stringify(value)}`}>
            {name} {typeof value === "string" ? value : JSON.stringify(value)}
          </span>
        ))}
        {Object.keys(attributes).length > 0 && (
          <Link to="/playground" search={{ context: attributes }} className="try" aria-label={`Try these attributes of ${key} in the playground`} title="Try these attributes in the playground">
            <IconPlayerPlay size={14} aria-hidden />
          </Link>
        )}
      </span>
      <span role="cell" className="dim clip">
        {sdk ?? "this server"}
      </span>
    </div>
  );
});
