/** An experiment that somebody is writing down: what is typed, and what is wrong with it. Pure. */
import type { Experiment } from "../api/experiments";
import { evenly } from "../flag/splitting.ts";
import { KEY } from "../parts/key.ts";
import { controlOf, metricsOf, type PlannedVariant, type Role } from "./reading.ts";

export interface DraftMetric {
  metric: string;
  role: Role;
  /** How much worse a guardrail may get, in percent. */
  margin: number | undefined;
}

export interface Draft {
  name: string;
  key: string;
  hypothesis: string;
  owner: string;
  flag: string | null;
  variants: { name: string; part: number }[];
  control: number;
  metrics: DraftMetric[];
  /** The smallest effect that is looked for, and the baseline, in percent or as a number. */
  effect: number;
  baseline: number | undefined;
  usersPerDay: number | undefined;
  sample: number | undefined;
  shipsWinner: boolean;
  reason: string;
}

export const EMPTY: Draft = {
  name: "", key: "", hypothesis: "", owner: "", flag: null,
  variants: [{ name: "control", part: 5_000 }, { name: "new", part: 5_000 }],
  control: 0, metrics: [], effect: 10, baseline: undefined, usersPerDay: undefined, sample: undefined, shipsWinner: false, reason: "",
};

/** A key that goes with a name. */
export const keyOf = (name: string) =>
  name.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^[^a-z]+|-+$/g, "").slice(0, 60);

/** The variants of a flag, in even parts, as those of an experiment. */
export function fromFlag(variants: PlannedVariant[]): Pick<Draft, "variants" | "control"> {
  const parts = evenly(variants.length);
  const control = controlOf(variants);
  return {
    variants: variants.map(({ name }, place) => ({ name, part: parts[place] ?? 0 })),
    control: Math.max(0, variants.findIndex(({ name }) => name === control)),
  };
}

export const STEPS = ["What", "Variants", "Metrics", "Size"] as const;

/** What is wrong with a step, as sentences. The server has the last word. */
export function problemsOf(draft: Draft, step: number): string[] {
  if (step === 0) return KEY.test(draft.key) ? [] : ["It needs a key: a letter first, then letters, digits, dots, dashes and underscores."];
  if (step === 1) return variantProblems(draft);
  if (step === 2) return metricProblems(draft);
  return draft.effect > 0 ? [] : ["The smallest effect that is looked for has to be more than 0%."];
}

function variantProblems({ variants, control }: Draft): string[] {
  const names = variants.map(({ name }) => name.trim());
  return [
    ...(variants.length < 2 ? ["Fewer than two variants: there is nothing to compare."] : []),
    ...(names.some((name) => name === "") ? ["Each variant needs a name."] : []),
    ...(new Set(names).size < names.length ? ["Two variants have the same name."] : []),
    ...(variants.some(({ part }) => part === 0) ? ["A variant with 0% is given to nobody."] : []),
    ...(variants[control] === undefined ? ["One of the variants has to be the control."] : []),
  ];
}

function metricProblems({ metrics }: Draft): string[] {
  if (metrics.length === 0) return ["Without a metric nothing can be decided."];
  return metrics.some(({ role }) => role === "goal") ? [] : ["No metric is a goal, so nothing decides."];
}

type Uses = NonNullable<Experiment["metrics"]>;

/** Metrics as they are typed, margins in percent, and as they are written. */
export const typedMetrics = (uses: Uses): DraftMetric[] => metricsOf({ metrics: uses }).map(({ margin, ...one }) => ({ ...one, margin: margin === undefined ? undefined : Number((margin * 100).toFixed(4)) }));
export const writtenMetrics = (metrics: DraftMetric[]): Uses =>
  metrics.map(({ metric, role, margin }) => ({ metric, role, ...(role === "guardrail" && margin !== undefined ? { margin: margin / 100 } : {}) }));

/** The definition as it is sent. */
export function definitionOf(draft: Draft): Record<string, unknown> {
  const text = (field: "name" | "hypothesis" | "owner") => (draft[field].trim() ? { [field]: draft[field].trim() } : {});
  return {
    ...text("name"),
    ...text("hypothesis"),
    ...text("owner"),
    variants: draft.variants.map(({ name, part }, place) => ({ name: name.trim(), weight: part / 10_000, ...(place === draft.control ? { is_control: true } : {}) })),
    metrics: writtenMetrics(draft.metrics),
    min_detectable_effect: draft.effect / 100,
    ...(draft.sample === undefined ? {} : { sample_size: draft.sample }),
    on_conclude: draft.shipsWinner ? "ship" : "control",
  };
}

const SERVER_FIELDS = ["key", "version", "created_at", "updated_at", "killed", "status", "life", "managed_by", "managed_at", "warnings"];

/** The definition of one that is there. */
export const writtenOf = (experiment: Experiment): Record<string, unknown> =>
  Object.fromEntries(Object.entries(experiment).filter(([field]) => !SERVER_FIELDS.includes(field)));

/** How long so many users take: whole days, and at least one. */
export function daysFor(users: number, perDay: number | undefined): number | undefined {
  return perDay === undefined || !(perDay > 0) ? undefined : Math.max(1, Math.ceil(users / perDay));
}
