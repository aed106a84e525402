import { Tooltip } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { MetricResults, Results, VariantResults } from "../../api/experiments";
import { change, confidence, interval, pValue, scaleOf, tick, value, type Scale } from "../../experiment/figures.ts";
import { roleOf, ROLE_TONES, ROLE_WORDS } from "../../experiment/reading.ts";
import { effectWord, type Word } from "../../experiment/verdict.ts";
import { counted, percent } from "../../flag/reading.ts";
import { Tag } from "../../parts/Tag";
import { Told } from "../../parts/Told";
import { Interval } from "./Interval";
import { SampleFoot } from "./SampleFoot";

interface Row {
  metric: MetricResults;
  control: VariantResults | undefined;
  found: VariantResults;
  word: Word;
}

function rowsOf(results: Results, metric: MetricResults): Row[] {
  const control = metric.variants.find(({ variant }) => variant === results.control);
  return metric.variants
    .filter((found) => found !== control)
    .map((found) => ({ metric, control, found, word: effectWord(results, metric, found) }));
}

/** Effects on every metric, on one line; where there is none, why. */
export function ResultsTable({ results }: { results: Results }) {
  const isNarrow = useMediaQuery("(max-width: 1100px)", false, { getInitialValueInEffect: false });
  const effects = results.metrics.flatMap(({ variants }) => variants.flatMap(({ effect }) => (effect?.relative ? [effect] : [])));
  const scale = scaleOf(effects);
  return (
    <>
      {isNarrow ? <Narrow results={results} scale={scale} /> : <Wide results={results} scale={scale} />}
      <Refusals results={results} />
      <SampleFoot results={results} />
    </>
  );
}

function Wide({ results, scale }: { results: Results; scale: Scale }) {
  return (
    <table className="results num">
      <caption className="hidden">Effects of each variant on each metric, compared with {results.control}</caption>
      <thead>
        <tr>
          <th scope="col">Metric</th>
          <th scope="col">Variant</th>
          <th scope="col" className="right">
            {results.control}
          </th>
          <th scope="col" className="right">
            Variant
          </th>
          <th scope="col" className="axis-cell">
            <span className="hidden">Interval</span>
            <Axis scale={scale} />
          </th>
          <th scope="col" className="right">
            Change, interval
          </th>
          <th scope="col" className="right">
            p
          </th>
          <th scope="col">Verdict</th>
        </tr>
      </thead>
      {results.metrics.map((metric) => {
        const rows = rowsOf(results, metric);
        return (
          <tbody key={metric.metric}>
            {rows.map((row, place) => (
              <tr key={row.found.variant}>
                {place === 0 && (
                  <th scope="rowgroup" rowSpan={rows.length} className="metric-cell">
                    <MetricName metric={metric} />
                  </th>
                )}
                <th scope="row" className="variant-cell" dir="auto" title={row.found.variant}>
                  {row.found.variant}
                </th>
                <td className="right">{value(metric, row.control?.mean)}</td>
                <td className="right">{value(metric, row.found.mean)}</td>
                <td className="axis-cell">
                  <Line row={row} scale={scale} />
                </td>
                <td className="right">
                  <Change row={row} />
                </td>
                <td className="right">
                  <Chance row={row} />
                </td>
                <td>
                  <Verdict word={row.word} />
                </td>
              </tr>
            ))}
          </tbody>
        );
      })}
    </table>
  );
}

function Narrow({ results, scale }: { results: Results; scale: Scale }) {
  return (
    <ul className="effects num">
      {results.metrics.flatMap((metric) =>
        rowsOf(results, metric).map((row) => (
          <li key={`${metric.metric} ${row.found.variant}`}>
            <div className="row wide top">
              <MetricName metric={metric} />
              <Verdict word={row.word} />
            </div>
            <p className="wrap">
              <b dir="auto">{row.found.variant}</b>{" "}
              <span className="dim">
                {value(metric, row.found.mean)}, {results.control} {value(metric, row.control?.mean)}
              </span>
            </p>
            <Axis scale={scale} />
            <Line row={row} scale={scale} />
            <p className="row wide">
              <Change row={row} />
              {row.found.effect && (
                <span className="dim">
                  p <Chance row={row} />
                </span>
              )}
            </p>
          </li>
        )),
      )}
    </ul>
  );
}

/** The ends and the middle of the line that intervals are drawn along. */
function Axis({ scale }: { scale: Scale }) {
  return (
    <span className="axis-ticks" aria-hidden>
      {scale.ticks.map((at) => (
        <i key={at} style={{ left: `${100 * scale.place(at)}%` }}>
          {tick(at)}
        </i>
      ))}
    </span>
  );
}

function MetricName({ metric }: { metric: MetricResults }) {
  const role = roleOf(metric.role);
  const notes = [
    metric.direction === "decrease" && "less is better",
    metric.window !== "none" && `within ${metric.window}`,
    metric.margin !== null && metric.margin !== undefined && `limit ${percent(100 * metric.margin)}`,
    metric.cap !== null && metric.cap !== undefined && `capped at ${metric.cap.toLocaleString()}`,
  ].filter(Boolean);
  return (
    <span className="metric-name">
      <b className="wrap">{metric.metric}</b>
      <span className="row" style={{ flexWrap: "wrap", gap: "2px 8px" }}>
        <Tag tone={ROLE_TONES[role]}>{ROLE_WORDS[role]}</Tag>
        <small className="dim">{notes.join(", ")}</small>
      </span>
    </span>
  );
}

function Line({ row, scale }: { row: Row; scale: Scale }) {
  const { metric, found, word } = row;
  if (!found.effect) return <span className="dim no-line">none, see below</span>;
  if (!found.effect.relative) return <span className="dim no-line">a difference, on no common scale</span>;
  const margin = metric.margin ?? undefined;
  const limit = margin === undefined ? undefined : metric.direction === "decrease" ? margin : -margin;
  return <Interval effect={found.effect} scale={scale} tone={word.tone} name={`${metric.metric} by ${found.variant}`} limit={limit} />;
}

function Change({ row: { metric, found, word } }: { row: Row }) {
  if (!found.effect) return <span className="dim">–</span>;
  const { estimate, relative, confidence: level, adjusted } = found.effect;
  return (
    <Tooltip label={`A ${confidence(level)} interval, after all corrections${adjusted ? "; adjusted by what users did before" : ""}`}>
      <span className="change">
        <b className={`tone-${word.tone} toned`}>{change(estimate, relative, metric.kind)}</b> <span className="dim">{interval(found.effect, metric.kind)}</span>
      </span>
    </Tooltip>
  );
}

function Chance({ row: { found } }: { row: Row }) {
  const effect = found.effect;
  if (!effect) return <span className="dim">–</span>;
  if (effect.chance_to_win !== null && effect.chance_to_win !== undefined) {
    return <span title="How likely it is better; not to be read before the planned end">{(100 * effect.chance_to_win).toFixed(1)}% to win</span>;
  }
  const about = effect.tested_users ? `Tested once, at ${counted(effect.tested_users, "user")}` : "By the sequence, which may be read at any time";
  return (
    <span title={about}>
      {pValue(effect.p_value)}
      {effect.tested_users ? <small className="dim">, tested</small> : null}
    </span>
  );
}

function Verdict({ word }: { word: Word }) {
  return (
    <Tooltip label={word.about} multiline maw={300}>
      <b className={`verdict tone-${word.tone} toned`}>{word.text}</b>
    </Tooltip>
  );
}

/** Why there is no effect, where there is none. */
function Refusals({ results }: { results: Results }) {
  const refused = results.metrics.flatMap((metric) =>
    metric.variants.filter(({ refusal, variant }) => refusal && variant !== results.control).map(({ variant, refusal, refusal_detail: detail }) => ({ metric: metric.metric, variant, why: detail ?? refusal ?? "" })),
  );
  if (refused.length === 0) return null;
  return (
    <ul className="refusals dim">
      {refused.map(({ metric, variant, why }) => (
        <li key={`${metric} ${variant}`} className="wrap">
          <b>
            {metric}, {variant}
          </b>
          : <Told text={why} />
        </li>
      ))}
    </ul>
  );
}
