/** What a flag is, in the words that people read. Pure. */
import type { Flag, Variant } from "../api/client";
import type { Run } from "../api/releases";

export type FlagType = NonNullable<Flag["type"]>;

export const TYPES: { type: FlagType; word: string; about: string }[] = [
  { type: "boolean", word: "Boolean", about: "On for everybody, or off" },
  { type: "percentage", word: "Percentage", about: "On for a share of the users" },
  { type: "variant", word: "Variant", about: "One of several variants for everybody" },
  { type: "gradual", word: "Gradual", about: "A share that rises over time" },
  { type: "targeted", word: "Targeted", about: "Off, save for whom a rule says otherwise" },
];

export const typeOf = (flag: Flag): FlagType => flag.type ?? "boolean";
export const wordOf = (type: FlagType) => TYPES.find((one) => one.type === type)?.word ?? type;

/** Answers always have the list. */
export const variantsOf = (flag: Flag): Variant[] => (Array.isArray(flag.variants) ? flag.variants : []);

export function tagsOf(flag: Pick<Flag, "tags">): string[] {
  if (flag.tags === undefined) return [];
  return Array.isArray(flag.tags) ? flag.tags : [flag.tags];
}

/** Whether anybody gets anything but the off result. */
export const isActive = (flag: Flag) => flag.enabled && !flag.archived && !flag.killed;

export const isKilled = (flag: Flag) => Boolean(flag.killed);

/** One line on what the flag does now. */
export interface StatusLine {
  tone: "bad" | "warn" | "rollout" | "experiment" | "plain";
  icon: "killed" | "archived" | "stale" | "gradual" | "rules" | "off" | "metrics" | "file";
  text: string;
}

/** `run` is the release that moves its share now. */
export function statusOf(flag: Flag, stale: string | undefined, now: number, run?: Pick<Run, "key" | "status" | "step_name">): StatusLine {
  const rules = flag.rules?.length ?? 0;
  const counted = rules === 1 ? "1 targeting rule" : `${rules} targeting rules`;
  if (flag.killed) {
    const why = flag.killed.reason ? `: ${flag.killed.reason}` : "";
    return { tone: "bad", icon: "killed", text: `Killed${why}` };
  }
  if (flag.archived) return { tone: "plain", icon: "archived", text: "Archived: off, and out of the way" };
  if (run !== undefined) return { tone: run.status === "paused" ? "warn" : "rollout", icon: "gradual", text: `Release ${run.key}, ${run.status === "paused" ? "paused at" : "at"} ${run.step_name}` };
  const overruled = overruledBy(flag);
  if (overruled !== undefined) return { tone: "rollout", icon: "gradual", text: overruled };
  if (stale !== undefined) return { tone: "warn", icon: "stale", text: stale };
  if (flag.type === "gradual") return { tone: "rollout", icon: "gradual", text: gradual(flag, now) };
  if (flag.metrics?.length) {
    const metrics = flag.metrics.map((use) => (typeof use === "string" ? use : use.metric));
    return { tone: "experiment", icon: "metrics", text: `Measured by ${metrics.join(", ")}` };
  }
  if (rules > 0) return { tone: "plain", icon: "rules", text: counted };
  return { tone: "plain", icon: "rules", text: "No targeting rules" };
}

function gradual(flag: Flag, now: number): string {
  const points = curveOf(flag);
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return "A share that rises over time";
  if (now < first.at) return `Starts ${day(first.at)}`;
  if (now >= last.at) return `Reached ${percent(last.percentage)} on ${day(last.at)}`;
  const next = points.find((point) => point.at > now);
  return `${percent(shareOf(flag, now) ?? 0)} now, ${percent(next?.percentage ?? 100)} on ${day(next?.at ?? last.at)}`;
}

interface Point {
  at: number;
  percentage: number;
}

function curveOf(flag: Flag): Point[] {
  if (flag.curve) return flag.curve.map(({ at, percentage }) => ({ at: Date.parse(at), percentage }));
  if (!flag.start_date || !flag.end_date) return [];
  return [
    { at: Date.parse(flag.start_date), percentage: 0 },
    { at: Date.parse(flag.end_date), percentage: 100 },
  ];
}

/** Why another share than the definition's is in force; none where the definition's is. */
export const overruledBy = (flag: Flag): string | undefined => flag.in_force?.reason.replace(/^t/, "T");

/** The share that is in, where the flag has one, before its rules. */
export function shareOf(flag: Flag, now: number): number | undefined {
  if (flag.type === "percentage") return flag.in_force?.percentage ?? flag.percentage ?? 0;
  if (flag.type !== "gradual") return undefined;
  const points = curveOf(flag);
  const after = points.findIndex((point) => point.at > now);
  if (after === -1) return points.at(-1)?.percentage;
  const [from, to] = [points[after - 1], points[after]];
  if (from === undefined || to === undefined) return 0;
  return from.percentage + ((to.percentage - from.percentage) * (now - from.at)) / (to.at - from.at);
}

/** How the results divide, in percent. */
export interface Part {
  name: string;
  percent: number;
}

export function partsOf(flag: Flag): Part[] {
  const variants = variantsOf(flag);
  const sum = variants.reduce((total, variant) => total + variant.weight, 0) || 1;
  return variants.map(({ name, weight }) => ({ name, percent: (100 * weight) / sum }));
}

/** What those get whom no rule decides for, in as few words as a table has room for; `run` is the release that moves the share now. */
export function servedWords(flag: Flag, now: number, run?: Pick<Run, "share">): string {
  if (!isActive(flag)) return "off";
  if (run !== undefined) return percent(run.share);
  if (flag.type === "variant") return counted(variantsOf(flag).length, "variant");
  if (flag.type === "targeted") return "by rules";
  return percent(typeOf(flag) === "boolean" ? 100 : (shareOf(flag, now) ?? 0));
}

export const percent = (value: number) => `${Number(value.toFixed(2))}%`;

export const day = (time: number) =>
  new Date(time).toLocaleDateString(undefined, { year: "numeric", month: "short", day: "numeric" });

export function count(n: number): string {
  const units: [number, string][] = [[1e9, "B"], [1e6, "M"], [1e3, "k"]];
  const unit = units.find(([size]) => n >= size);
  if (unit === undefined) return String(n);
  const [size, letter] = unit;
  return `${(n / size).toFixed(n / size < 100 ? 1 : 0)}${letter}`;
}

export const counted = (n: number, one: string, many = `${one}s`) => `${n.toLocaleString()} ${n === 1 ? one : many}`;
