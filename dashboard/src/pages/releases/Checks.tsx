import { useQuery } from "@tanstack/react-query";
import { checkRunsQuery, type Check, type Found, type Status } from "../../api/releases";
import { Ago } from "../../parts/Ago";
import { said } from "../../parts/said.ts";
import { Tag } from "../../parts/Tag";
import { failuresOf, figure, limitOf, span, VERDICT_WORDS } from "../../release/reading.ts";
import { usePlace } from "../../shell/place";

/** Each check: its value against its limit, and how it went. */
export function Checks({ status }: { status: Status }) {
  return (
    <section className="panel" aria-label="Checks">
      <h2 className="inset-title">Checks</h2>
      {status.checks.length === 0 && <p className="dim inset">It has no checks: it goes on by time alone.</p>}
      <ul className="checks num">
        {status.checks.map((check) => (
          <Row key={check.name} status={status} check={check} />
        ))}
      </ul>
    </section>
  );
}

function Row({ status, check }: { status: Status; check: Check }) {
  const { environment } = usePlace();
  const { data: runs } = useQuery(checkRunsQuery(environment.key, status.key, status.run, check.name));
  const found = check.last ?? runs?.at(-1);
  const limit = limitOf(found);
  const verdict = found && VERDICT_WORDS[found.verdict];
  const failed = failuresOf(check);
  return (
    <li>
      <span className="wrap">
        <b dir="auto">{check.name}</b>
        <small className="dim mono clip" title={check.about}>
          {check.about}
        </small>
      </span>
      <span className="check-value">
        <b>{found?.value == null ? "–" : figure(found.value)}</b>
        <small className="dim">{limit ? `${limit.word} ${figure(limit.at)}` : "no limit told yet"}</small>
      </span>
      <span className="check-value">
        <b>{found?.baseline == null ? "–" : figure(found.baseline)}</b>
        <small className="dim">{found?.baseline_of ? `at ${found.baseline_of}` : "of the others"}</small>
      </span>
      <Line runs={runs ?? []} name={check.name} />
      <span className="check-verdict">
        {verdict ? <Tag tone={verdict.tone}>{verdict.word}</Tag> : <Tag>Not looked at yet</Tag>}
        <small className="dim">
          {failed ?? (found ? <Ago at={found.at} /> : null)}
          {check.due_seconds != null && `${failed || found ? ", " : ""}next in ${span(check.due_seconds)}`}
        </small>
      </span>
      {found && found.verdict !== "pass" && <small className="dim wrap check-reason">{said(found.reason)}</small>}
    </li>
  );
}

const [WIDTH, HEIGHT] = [150, 34];

/** How the value went, and the limit that it had. */
function Line({ runs, name }: { runs: Found[]; name: string }) {
  const told = runs.flatMap((run) => (run.value == null ? [] : [{ value: run.value, limit: limitOf(run)?.at, isFail: run.verdict === "fail" }]));
  if (told.length < 2) return <span className="dim check-line">{told.length === 0 ? "no value yet" : "one value so far"}</span>;
  const all = told.flatMap(({ value, limit }) => (limit === undefined ? [value] : [value, limit]));
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const y = (value: number) => HEIGHT - 4 - ((HEIGHT - 8) * (value - low)) / (high - low || 1);
  const x = (place: number) => (WIDTH * place) / (told.length - 1);
  const path = (of: (one: (typeof told)[number]) => number | undefined) =>
    told.flatMap((one, place) => {
      const value = of(one);
      return value === undefined ? [] : [`${x(place).toFixed(1)},${y(value).toFixed(1)}`];
    });
  const limits = path(({ limit }) => limit);
  const last = told[told.length - 1];
  const label = `${name}: ${told.length} values from ${figure(told[0]?.value ?? 0)} to ${figure(last?.value ?? 0)}`;
  return (
    <svg className={`check-line tone-${last?.isFail ? "bad" : "rollout"}`} role="img" aria-label={label} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT}>
      {limits.length > 1 && <path className="limit" d={`M${limits.join("L")}`} />}
      <path className="value" d={`M${path(({ value }) => value).join("L")}`} />
      {told.map(({ value, isFail }, place) => isFail && <circle key={place} className="fail" cx={x(place)} cy={y(value)} r={2.6} />)}
    </svg>
  );
}
