/** Numbers of results as people read them. Pure. */
import type { Effect, MetricResults } from "../api/experiments";

const three = (value: number) => Number(value.toPrecision(3));

/** A share of 0.257 as "25.7%". */
export const share = (value: number) => `${trimmed(100 * value)}%`;

function trimmed(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

const sign = (value: number) => (value > 0 ? "+" : value < 0 ? "−" : "±");

/** A change with its sign, relative or in the metric's own unit. */
export function change(value: number, isRelative: boolean, kind = "mean"): string {
  const size = Math.abs(value);
  if (isRelative) return `${sign(value)}${(100 * size).toFixed(1)}%`;
  if (kind === "conversion") return `${sign(value)}${(100 * size).toFixed(2)} points`;
  return `${sign(value)}${three(size).toLocaleString("en")}`;
}

/** Both ends of an interval: "[+8.9, +13.0]". */
export function interval({ low, high, relative }: Pick<Effect, "low" | "high" | "relative">, kind = "mean"): string {
  const end = (value: number) => change(value, relative, kind).replace(/%| points/, "");
  return `[${end(low)}, ${end(high)}]`;
}

/** The value of a metric: a share of users who convert, else a number. */
export function value(metric: Pick<MetricResults, "kind">, mean: number | null | undefined): string {
  if (mean === null || mean === undefined) return "–";
  return metric.kind === "conversion" ? share(mean) : three(mean).toLocaleString("en", { maximumFractionDigits: 3 });
}

export function pValue(p: number): string {
  if (p < 0.0001) return "< 0.0001";
  return p >= 0.9995 ? "1" : p.toFixed(p < 0.001 ? 4 : 3);
}

export const confidence = (level: number) => `${three(100 * level)}%`;

/** The line that all intervals of a table are drawn along: from `-bound` to `bound`. */
export interface Scale {
  bound: number;
  ticks: number[];
  /** Where a value is, from 0 to 1; what is beyond the scale is at its end. */
  place: (value: number) => number;
}

const STEPS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5];

/** A scale for effects. One that is far wider than the others is cut off, so that these can be told apart. */
export function scaleOf(effects: Pick<Effect, "low" | "high">[]): Scale {
  const reach = effects.map(({ low, high }) => Math.max(Math.abs(low), Math.abs(high))).filter(Number.isFinite).sort((a, b) => a - b);
  const median = reach[Math.floor((reach.length - 1) / 2)] ?? 0.1;
  const wanted = Math.max(0.004, Math.min(reach.at(-1) ?? 0.1, 4 * median)) * 1.12;
  const step = STEPS.find((one) => wanted / one <= 3.2) ?? Math.ceil(wanted / 3);
  const bound = Math.max(wanted, step);
  const sides = Array.from({ length: Math.floor(bound / step) }, (_, place) => (place + 1) * step);
  const ticks = [...sides.map((tick) => -tick).reverse(), 0, ...sides];
  return { bound, ticks, place: (at) => Math.min(1, Math.max(0, (at + bound) / (2 * bound))) };
}

export const tick = (at: number) => (at === 0 ? "0%" : `${sign(at)}${Number((100 * Math.abs(at)).toFixed(1))}%`);

/** A normal curve around an estimate as a closed path, mirrored at the line; x and y in the units given. */
export function violin(estimate: number, standardError: number, x: (value: number) => number, middle: number, height: number): string {
  if (!(standardError > 0)) return "";
  const points = Array.from({ length: 33 }, (_, place) => -3.2 + (6.4 * place) / 32);
  const at = (z: number) => x(estimate + z * standardError).toFixed(1);
  const tall = (z: number) => height * Math.exp((-z * z) / 2);
  const over = points.map((z) => `${at(z)},${(middle - tall(z)).toFixed(1)}`);
  const under = [...points].reverse().map((z) => `${at(z)},${(middle + tall(z)).toFixed(1)}`);
  return `M${[...over, ...under].join("L")}Z`;
}
