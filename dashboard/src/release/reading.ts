/** How a release stands, in the words that people read. Pure. */
import type { Check, Decision, Found, Release, Run, Status } from "../api/releases";
import { begun, said } from "../parts/said.ts";
import type { Tone } from "../parts/Tag";

type State = Run["status"];

export const STATE_WORDS: Record<State, string> = {
  running: "Running",
  paused: "Paused",
  finishing: "Finishing",
  rolling_back: "Rolling back",
  succeeded: "Succeeded",
  rolled_back: "Rolled back",
  unreadable: "Unreadable",
};

export const STATE_TONES: Record<State, Tone> = {
  running: "rollout",
  paused: "warn",
  finishing: "rollout",
  rolling_back: "bad",
  succeeded: "good",
  rolled_back: "bad",
  unreadable: "bad",
};

export const DECISION_WORDS: Record<Decision["kind"], { word: string; tone: Tone }> = {
  started: { word: "Started", tone: "rollout" },
  stepped: { word: "Next step", tone: "rollout" },
  paused: { word: "Paused", tone: "warn" },
  resumed: { word: "Resumed", tone: "rollout" },
  approved: { word: "Approved", tone: "good" },
  promoted: { word: "Promoted", tone: "rollout" },
  misrouted: { word: "Traffic lost", tone: "warn" },
  rerouted: { word: "Traffic back", tone: "good" },
  traffic_left: { word: "Traffic left", tone: "warn" },
  unattended: { word: "No server", tone: "warn" },
  succeeded: { word: "Succeeded", tone: "good" },
  rolled_back: { word: "Rolled back", tone: "bad" },
};

/** Decisions whose reason is a sentence of the server; of others it may be what a person said, or begin with the name of a check. */
const SERVERS_WORDS = new Set<Decision["kind"]>(["started", "stepped", "succeeded"]);

export const reasonOf = ({ kind, reason }: Pick<Decision, "kind" | "reason">): string => (SERVERS_WORDS.has(kind) ? begun(reason) : said(reason));

export const VERDICT_WORDS: Record<Found["verdict"], { word: string; tone: Tone }> = {
  pass: { word: "Within limit", tone: "good" },
  fail: { word: "Beyond limit", tone: "bad" },
  inconclusive: { word: "Not known yet", tone: "plain" },
  no_data: { word: "No data", tone: "warn" },
};

/** Whether it is being taken back, and its router does not do its part. */
export const isStuck = ({ status, pending }: Pick<Status, "status" | "pending">): boolean => status === "rolling_back" && pending.some(({ effect, failures }) => failures > 0 && effect.startsWith("sending "));

/** A length of time in its two largest units. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const units: [number, string][] = [[86_400, "d"], [3_600, "h"], [60, "min"], [1, "s"]];
  const first = units.findIndex(([size]) => whole >= size);
  if (first === -1) return "0 s";
  let rest = whole;
  const told = units.slice(first, first + 2).flatMap(([size, unit]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count > 0 ? [`${count} ${unit}`] : [];
  });
  return told.join(" ");
}

const UNITS: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** A length of time as documents write it, such as 90s. */
export const spanWords = (text: string): string => span(Number.parseInt(text, 10) * (UNITS[text.slice(-1)] ?? 1));

/** The bounds that a check of a document has. */
export function boundsOf({ max, min, max_ratio: most, min_ratio: least }: NonNullable<Release["checks"]>[number]): string[] {
  const told = (value: number | undefined, words: (shown: string) => string) => (value === undefined ? [] : [words(figure(value))]);
  return [
    ...told(most, (shown) => `at most ${shown} times the others’`),
    ...told(least, (shown) => `at least ${shown} times the others’`),
    ...told(max, (shown) => `at most ${shown}`),
    ...told(min, (shown) => `at least ${shown}`),
  ];
}

export const figure = (value: number) => Number(value.toPrecision(4)).toLocaleString("en", { maximumFractionDigits: 6 });

/** The bound that decided, or the closest one. */
export function limitOf(found: Found | null | undefined): { word: string; at: number } | undefined {
  const bound = found?.threshold;
  if (!bound) return undefined;
  if ("at_most" in bound) return { word: "at most", at: bound.at_most };
  return { word: "at least", at: bound.at_least };
}

/** Failures of a check against how many are allowed. */
export function failuresOf(check: Check): string | undefined {
  if (check.failures === 0) return undefined;
  const allowed = `${check.failures} failed, ${check.failures_allowed} allowed`;
  if (check.consecutive <= 1) return allowed;
  const row = `${check.failures_in_a_row} of ${check.consecutive} in a row`;
  return check.failures_allowed === 0 ? `${row} failed` : `${allowed}, ${row}`;
}

/** What happens next, and when. */
export function nextOf(status: Status): string {
  if (status.status === "succeeded") return "Everybody is in.";
  if (status.status === "rolled_back") return "It is taken back: the share is 0, and the flag is killed.";
  if (status.held) return status.held.reason;
  if (status.status === "paused") return "It stays at this share until somebody resumes it.";
  const next = status.steps[status.step + 1];
  const left = status.step_left_seconds;
  if (left !== null && left !== undefined && left > 0) {
    return next ? `${next.percentage}% in ${span(left)}, if the checks hold` : `Done in ${span(left)}, if the checks hold`;
  }
  return status.waits_for[0] ?? (next ? `On its way to ${next.percentage}%` : "On its way to its end");
}

/** Why it was taken back: the decision that did it. */
export const rollbackOf = (status: Status): Decision | undefined => [...status.decisions].reverse().find(({ kind }) => kind === "rolled_back");

export type StepState = "done" | "here" | "failed" | "ahead";

export function stepState(status: Status, place: number): StepState {
  if (status.status === "succeeded") return "done";
  if (place < status.step) return "done";
  if (place > status.step) return "ahead";
  return status.status === "rolled_back" || status.status === "rolling_back" ? "failed" : "here";
}

/** The gate that somebody has to open next. */
export const closedGate = (status: Status) => status.steps.find(({ gate }, place) => gate === "closed" && place >= status.step);
