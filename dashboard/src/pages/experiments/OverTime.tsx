import "uplot/dist/uPlot.min.css";
import { SegmentedControl, Select, Skeleton, useComputedColorScheme } from "@mantine/core";
import { useElementSize, useMergedRef } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import uPlot from "uplot";
import { seriesQuery, type Results, type Series } from "../../api/experiments";
import { change, interval, tick } from "../../experiment/figures.ts";
import { counted } from "../../flag/reading.ts";
import { Callout } from "../../parts/Callout";
import { usePlace } from "../../shell/place";

/** What was known at each look, as it was known then. */
export function OverTime({ results }: { results: Results }) {
  const { environment } = usePlace();
  const { phase } = useSearch({ from: "/experiments/$key" });
  const [step, setStep] = useState<"hour" | "day">("hour");
  const [metric, setMetric] = useState(results.metrics[0]?.metric ?? "");
  const { data, error } = useQuery(seriesQuery(environment.key, results.key, phase, step));
  if (error !== null && data === undefined) {
    return (
      <Callout tone="bad" title="The series cannot be read">
        {error.message}
      </Callout>
    );
  }
  if (data === undefined) return <Skeleton height={280} radius={12} />;
  return (
    <div className="stack">
      <div className="row" style={{ flexWrap: "wrap" }}>
        <Select w={240} aria-label="Metric" allowDeselect={false} data={results.metrics.map((one) => one.metric)} value={metric} onChange={(value) => setMetric(value ?? metric)} />
        <SegmentedControl aria-label="A point for each" value={step} onChange={(value) => setStep(value === "day" ? "day" : "hour")} data={[{ value: "hour", label: "Each hour" }, { value: "day", label: "Each day" }]} />
      </div>
      <p className="dim">What was known at the last look of each {step}, with its interval. None of it was computed anew: what came and went stands here as it was.{data.points.length === 1 && " There was one look so far."}</p>
      <Lines series={data} metric={metric} variants={othersOf(results)} />
    </div>
  );
}

const othersOf = (results: Results) => (results.metrics[0]?.variants ?? []).map(({ variant }) => variant).filter((variant) => variant !== results.control);

interface LinesProps {
  series: Series;
  metric: string;
  variants: string[];
}

function Lines({ series, metric, variants }: LinesProps) {
  const told = useMemo(() => series.points.filter((point) => point.effects.some((effect) => effect.metric === metric)), [series, metric]);
  if (told.length === 0) return <p className="dim">No effect on {metric} was told yet.</p>;
  return (
    <figure className="over-time">
      <Chart points={told} metric={metric} variants={variants} />
      <ul className="legend">
        {variants.map((variant, place) => (
          <li key={variant} className={`part-${(place + 1) % 4}`} dir="auto">
            {variant}
          </li>
        ))}
      </ul>
      <Table points={told} metric={metric} />
    </figure>
  );
}

type Points = Series["points"];

/** What to draw: for each variant its estimate and both ends; nothing where nothing was told. */
function columns(points: Points, metric: string, variants: string[]): uPlot.AlignedData {
  const times = points.map((point) => Date.parse(point.as_of) / 1000);
  const of = (variant: string) => points.map((point) => point.effects.find((effect) => effect.metric === metric && effect.variant === variant));
  const lines = variants.flatMap((variant) => {
    const found = of(variant);
    return [found.map((one) => one?.high ?? null), found.map((one) => one?.estimate ?? null), found.map((one) => one?.low ?? null)];
  });
  return [times, ...lines];
}

function Chart({ points, metric, variants }: { points: Points; metric: string; variants: string[] }) {
  const { ref: sized, width } = useElementSize();
  const own = useRef<HTMLDivElement>(null);
  const ref = useMergedRef(own, sized);
  // It reads colours once, so another theme is another chart.
  const scheme = useComputedColorScheme("light");
  const isRelative = points.some(({ effects }) => effects.some((effect) => effect.metric === metric && effect.relative));
  const label = `Effects on ${metric} at ${counted(points.length, "look")}; the table below says the same`;
  useEffect(() => {
    const root = own.current;
    if (root === null || width === 0) return;
    const data = columns(points, metric, variants);
    const chart = new uPlot(options(width, variants, isRelative, around(data[0])), data, root);
    return () => chart.destroy();
  }, [width, scheme, points, metric, variants.join("\n"), isRelative]);
  return <div ref={ref} role="img" aria-label={label} className="chart" />;
}

function options(width: number, variants: string[], isRelative: boolean, times: [number, number]): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = { stroke: colour("--dim"), grid: { stroke: colour("--border"), width: 1 }, ticks: { show: false }, font: "11px Inter Variable, sans-serif" };
  const lines = variants.flatMap((_, place): uPlot.Series[] => {
    const stroke = colour(`--part-${(place + 1) % 4}`);
    const end = { stroke, width: 0.5, dash: [3, 3], points: { show: true, size: 3, fill: stroke } };
    return [end, { stroke, width: 2, points: { show: true, size: 7, fill: colour("--surface"), width: 2 } }, end];
  });
  const bands = variants.map((_, place): uPlot.Band => ({ series: [3 * place + 1, 3 * place + 3], fill: `${colour(`--part-${(place + 1) % 4}`)}22` }));
  return {
    width,
    height: 280,
    cursor: { show: false },
    legend: { show: false },
    scales: { x: { time: true, range: times }, y: { range: (_, low, high) => [Math.min(low, 0) * 1.08, Math.max(high, 0) * 1.08] } },
    axes: [
      { ...axis, values: (_, splits) => splits.map((split) => moment(split, times[1] - times[0])) },
      { ...axis, size: 62, values: (_, splits) => splits.map((split) => (split === 0 ? "0" : isRelative ? tick(split) : change(split, false))) },
    ],
    series: [{}, ...lines],
    bands,
  };
}

/** From the first look to the last; a single one stands in the middle of a day. */
function around(times: ArrayLike<number>): [number, number] {
  const [from, to] = [times[0] ?? 0, times[times.length - 1] ?? 0];
  return to - from < 3_600 ? [from - 43_200, to + 43_200] : [from, to];
}

/** A time of the day where the chart is about few days, else the day. */
function moment(seconds: number, span: number): string {
  const time = new Date(1000 * seconds);
  const isMidnight = time.getHours() === 0 && time.getMinutes() === 0;
  if (span > 3 * 86_400 || isMidnight) return time.toLocaleDateString(undefined, { day: "numeric", month: "short" });
  return time.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
}

function Table({ points, metric }: { points: Points; metric: string }) {
  return (
    <details className="definition">
      <summary>Show as a table</summary>
      <div className="scroll" role="region" aria-label={`Effects on ${metric} over time`} tabIndex={0}>
        <table className="plain-table num">
          <thead>
            <tr>
              <th scope="col">Look</th>
              <th scope="col">Users</th>
              <th scope="col">Variant</th>
              <th scope="col">Change, interval</th>
              <th scope="col">Verdict</th>
            </tr>
          </thead>
          <tbody>
            {points.flatMap((point) =>
              point.effects
                .filter((effect) => effect.metric === metric)
                .map((effect) => (
                  <tr key={`${point.as_of} ${effect.variant}`}>
                    <td>{new Date(point.as_of).toLocaleString()}</td>
                    <td>{point.users.toLocaleString()}</td>
                    <td dir="auto">{effect.variant}</td>
                    <td>
                      {change(effect.estimate, effect.relative)} {interval(effect)}
                    </td>
                    <td>{point.verdict.replace("_", " ")}</td>
                  </tr>
                )),
            )}
          </tbody>
        </table>
      </div>
    </details>
  );
}
