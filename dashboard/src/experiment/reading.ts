/** What an experiment is, in the words that people read. Pure. */
import type { Experiment, Results } from "../api/experiments";
import { matcher } from "../parts/matching.ts";
import type { Tone } from "../parts/Tag";
import { FILTERS, type Filter } from "./filters.ts";

export const STATES = ["draft", "scheduled", "running", "ended", "concluded", "archived"] as const;
export type State = (typeof STATES)[number];

export const STATE_WORDS: Record<State, string> = {
  draft: "Draft",
  scheduled: "Scheduled",
  running: "Running",
  ended: "Ended, to be concluded",
  concluded: "Concluded",
  archived: "Archived",
};

export const STATE_TONES: Record<State, Tone> = {
  draft: "plain",
  scheduled: "rollout",
  running: "experiment",
  ended: "rollout",
  concluded: "good",
  archived: "plain",
};

/** Where in its life it is; what begins by a date to come is scheduled. */
export function stateOf(experiment: Experiment): State {
  const known = STATES.find((state) => state === experiment.status);
  return known === "draft" && experiment.start_date ? "scheduled" : (known ?? "draft");
}

export const nameOf = (experiment: Experiment) => experiment.name ?? experiment.key;

export interface PlannedVariant {
  name: string;
  weight: number;
  is_control?: boolean | undefined;
}

/** Answers always have the list. */
export const variantsOf = (experiment: Experiment): PlannedVariant[] => (Array.isArray(experiment.variants) ? experiment.variants : []);

/** The one that the others are compared with. */
export function controlOf(variants: PlannedVariant[]): string {
  const control = variants.find((variant) => variant.is_control) ?? variants.find((variant) => variant.name === "control");
  return (control ?? variants[0])?.name ?? "control";
}

export const ROLES = ["goal", "secondary", "guardrail"] as const;
export type Role = (typeof ROLES)[number];

export const ROLE_WORDS: Record<Role, string> = { goal: "Goal", secondary: "Secondary", guardrail: "Guardrail" };
export const ROLE_TONES: Record<Role, Tone> = { goal: "rollout", secondary: "plain", guardrail: "warn" };
export const roleOf = (name: string): Role => ROLES.find((role) => role === name) ?? "secondary";

export interface Measured {
  metric: string;
  role: Role;
  margin?: number | undefined;
}

/** The first metric that is told nothing about is the goal; answers always say. */
export const metricsOf = (experiment: Pick<Experiment, "metrics">): Measured[] =>
  (experiment.metrics ?? []).map((use) => {
    if (typeof use === "string") return { metric: use, role: "goal" };
    return { metric: use.metric, role: roleOf(use.role ?? "goal"), margin: use.margin };
  });

const DAY = 86_400_000;

/** How long it runs already, and how long it may: "day 9 of 14". */
export function dayOf(experiment: Experiment, now: number): string | undefined {
  const started = experiment.life?.started_at ?? experiment.start_date;
  if (!started) return undefined;
  const from = Date.parse(started);
  const day = Math.floor((now - from) / DAY) + 1;
  if (day < 1) return undefined;
  if (!experiment.end_date) return `day ${day}`;
  const of = Math.ceil((Date.parse(experiment.end_date) - from) / DAY);
  return `day ${Math.min(day, of)} of ${of}`;
}

/** Its state with what people ask next: "Running, day 9 of 14". */
export function stateLine(experiment: Experiment, now: number): string {
  const state = stateOf(experiment);
  const day = state === "running" ? dayOf(experiment, now) : undefined;
  return day === undefined ? STATE_WORDS[state] : `${STATE_WORDS[state]}, ${day}`;
}

/** Whether it was started and is yet to be concluded, also where its end date has come. */
export const isOpen = (experiment: Experiment) => ["running", "ended"].includes(stateOf(experiment));

/** Why one that was not started may not be now; none where nothing is known against it. */
export function startObstacle(experiment: Experiment): string | undefined {
  return stateOf(experiment) === "scheduled" ? "It starts by itself at its start date." : undefined;
}

export const FILTER_WORDS: Record<Filter, string> = {
  all: "All",
  running: "Running",
  attention: "Needs a decision",
  draft: "Draft",
  concluded: "Concluded",
  archived: "Archived",
};

/** Whether somebody ought to look: it runs, and its numbers say more than to go on. */
export const isDue = (results: Results | null | undefined) => results?.status === "running" && results.verdict !== "keep_running";

function belongs(filter: Filter, due: (key: string) => boolean): (experiment: Experiment) => boolean {
  switch (filter) {
    case "all":
      return (experiment) => stateOf(experiment) !== "archived";
    case "attention":
      return (experiment) => due(experiment.key);
    case "draft":
      return (experiment) => ["draft", "scheduled"].includes(stateOf(experiment));
    case "running":
      return isOpen;
    default:
      return (experiment) => stateOf(experiment) === filter;
  }
}

const ORDER: Record<State, number> = { running: 0, ended: 1, scheduled: 2, draft: 3, concluded: 4, archived: 5 };

/** Which experiments a list shows: those that run first, then the newest. */
export function find(experiments: Experiment[], text: string, filter: Filter, due: (key: string) => boolean): Experiment[] {
  const matches = matcher(text);
  return experiments
    .filter(belongs(filter, due))
    .filter(({ key, name, hypothesis, description, owner, tags }) => matches([key, name, hypothesis, description, owner, ...[tags ?? []].flat()]))
    .sort((a, b) => ORDER[stateOf(a)] - ORDER[stateOf(b)] || b.version - a.version);
}

export const countsOf = (experiments: Experiment[], due: (key: string) => boolean) =>
  Object.fromEntries(FILTERS.map((filter) => [filter, experiments.filter(belongs(filter, due)).length])) as Record<Filter, number>;
