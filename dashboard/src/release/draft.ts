/** A release that somebody is writing down: what is typed, what is wrong with it, and the document that it makes. Pure. */
import type { Release } from "../api/releases";
import { counted } from "../flag/reading.ts";
import { KEY } from "../parts/key.ts";

export interface DraftStep {
  name: string;
  percentage: number | "";
  duration: string;
  /** Whether somebody has to let it begin. */
  waits: boolean;
}

export const BOUNDS = [
  { bound: "min_ratio", word: "at least, times the others'" },
  { bound: "max_ratio", word: "at most, times the others'" },
  { bound: "min", word: "at least" },
  { bound: "max", word: "at most" },
] as const;
export type Bound = (typeof BOUNDS)[number]["bound"];

export interface DraftCheck {
  source: "metric" | "prometheus";
  name: string;
  metric: string;
  query: string;
  samples: string;
  bound: Bound;
  limit: number | "";
  /** How often it is made. */
  interval: string;
  /** Whether what chance does is told apart from what the release does. */
  isSequential: boolean;
  /** What its document says besides. */
  more?: Record<string, unknown>;
}

export interface Draft {
  key: string;
  flag: string;
  description: string;
  steps: DraftStep[];
  checks: DraftCheck[];
  onFailure: Release["on_failure"];
  deadline: string;
  reason: string;
}

const step = (name: string, percentage: number, duration: string): DraftStep => ({ name, percentage, duration, waits: false });

export const EMPTY: Draft = {
  key: "", flag: "", description: "",
  steps: [step("canary", 5, "5m"), step("early", 25, "10m"), step("half", 50, "15m"), step("majority", 75, "10m"), step("full", 100, "5m")],
  checks: [], onFailure: "rollback", deadline: "", reason: "",
};

const blank: DraftCheck = { source: "metric", name: "", metric: "", query: "", samples: "", bound: "min_ratio", limit: 0.95, interval: "30s", isSequential: true };
export const BLANK_CHECKS: Record<DraftCheck["source"], DraftCheck> = {
  metric: blank,
  prometheus: { ...blank, source: "prometheus", bound: "max_ratio", limit: 1.1, isSequential: false },
};

/** A step between the last ones, since the last is always everybody. */
export function withStep(steps: DraftStep[]): DraftStep[] {
  const [before, last] = [steps.at(-2), steps.at(-1)];
  const [low, high] = [Number(before?.percentage ?? 0), Number(last?.percentage ?? 100)];
  const between: DraftStep = { name: "", percentage: Math.round((low + high) / 2), duration: last?.duration ?? "10m", waits: false };
  return steps.toSpliced(Math.max(0, steps.length - 1), 0, between);
}

const SPAN = /^[1-9]\d*[smhd]$/;

export const isSpan = (text: string) => SPAN.test(text.trim());

/** What a step is called. */
export const nameOf = ({ name, percentage }: DraftStep) => name.trim() || `${percentage}%`;

/** What is missing yet, as sentences. The server has the last word. */
export function problemsOf({ key, flag, steps, checks, deadline }: Draft): string[] {
  const shares = steps.map(({ percentage }) => (percentage === "" ? Number.NaN : percentage));
  const isRising = shares.every((share, place) => share > (shares[place - 1] ?? 0));
  return [
    ...(KEY.test(key) ? [] : ["It needs a key."]),
    ...(KEY.test(flag) ? [] : ["It needs the key of the flag that it moves."]),
    ...(isRising && shares.at(-1) === 100 ? [] : ["The shares of its steps have to rise, and to end at 100%."]),
    ...(steps.every(({ duration }) => isSpan(duration)) ? [] : ["Each step lasts some time, such as 90s, 10m, 2h or 1d."]),
    ...(deadline.trim() === "" || isSpan(deadline) ? [] : ["A deadline is some time from the start, such as 6h."]),
    ...checks.flatMap((check, place) => checkProblems(check, place)),
  ];
}

function checkProblems(check: DraftCheck, place: number): string[] {
  const called = check.name.trim() || `Check ${place + 1}`;
  return [
    ...(check.name.trim() === "" ? [`${called} needs a name.`] : []),
    ...(check.source === "metric" && !KEY.test(check.metric) ? [`${called} needs the key of a metric.`] : []),
    ...(check.source === "prometheus" && check.query.trim() === "" ? [`${called} needs a query.`] : []),
    ...(check.source === "prometheus" && check.isSequential && check.samples.trim() === "" ? [`${called} needs a query of all samples for its test.`] : []),
    ...(isSpan(check.interval) ? [] : [`${called} is made every so often, such as every 30s.`]),
    ...(check.limit === "" ? [`${called} needs a limit.`] : []),
  ];
}

/** The first problem, and how many others there are. */
export function obstacleOf(draft: Draft): string | undefined {
  const [first, ...more] = problemsOf(draft);
  return first && (more.length === 0 ? first : `${first} And ${counted(more.length, "other thing")}.`);
}

/** The document as it is sent. Without checks it goes by the clock alone, and says so. */
export function definitionOf({ flag, description, steps, checks, onFailure, deadline }: Draft): Record<string, unknown> {
  const gates = steps.filter(({ waits }) => waits).map((one) => ({ before: nameIn(one) }));
  return {
    flag,
    ...(description.trim() ? { description: description.trim() } : {}),
    steps: steps.map((one) => ({ name: nameIn(one), percentage: one.percentage, duration: one.duration.trim() })),
    checks: checks.map(writtenCheck),
    ...(gates.length > 0 ? { gates } : {}),
    ...(onFailure === "rollback" ? {} : { on_failure: onFailure }),
    ...(deadline.trim() ? { deadline: deadline.trim() } : {}),
  };
}

const nameIn = ({ name, percentage }: DraftStep) => name.trim() || String(percentage);

function writtenCheck({ source, name, metric, query, samples, bound, limit, interval, isSequential, more }: DraftCheck): Record<string, unknown> {
  const asked = source === "metric" ? { metric } : { query: query.trim(), ...(samples.trim() ? { samples: samples.trim() } : {}) };
  return { ...more, name: name.trim(), source, ...asked, [bound]: limit, interval: interval.trim(), ...(isSequential ? { test: "sequential" } : {}) };
}
