/** Making a flag one of another type, with as few answers changed as that takes. Pure. */
import type { Flag, Rule } from "../api/client";
import { beginning } from "../flag/beginning.ts";
import { percent, shareOf, typeOf, variantsOf, type FlagType } from "../flag/reading.ts";
import { rulesOf, withFields, type Definition, type Draft } from "./draft.ts";

const FORTNIGHT_MS = 14 * 86_400_000;

/** Each type refuses what belongs to another one. */
const OWN = ["percentage", "variants", "start_date", "end_date", "curve"] as const;
const RESULTS = ["when_on", "when_off"] as const;

const flagIn = (fields: Definition) => fields as unknown as Flag;
export const typeIn = (fields: Definition): FlagType => typeOf(flagIn(fields));

/** Makes the draft one of another type; the type that it had before anything was changed brings back what it was then. */
export function retyped(draft: Draft, type: FlagType, now: number): Draft {
  const [fields, base] = [draft.fields, draft.base.definition];
  if (type === typeIn(fields)) return draft;
  const isBack = type === typeIn(base);
  const gone = Object.fromEntries([...OWN, ...RESULTS].map((name) => [name, undefined]));
  const own = isBack ? pick(base, OWN) : translated(fields, type, now);
  const next = withFields(draft, { ...gone, ...own, ...resultsFor(draft, type), type });
  if ((type === "variant") === (typeIn(fields) === "variant")) return next;
  const were = isBack ? rulesOf(base) : [];
  const rules = next.rules.map((one) => {
    const was = one.from === undefined ? undefined : were[one.from]?.value;
    return { ...one, rule: { ...one.rule, value: was ?? valueIn(one.rule.value, fields, next.fields) } };
  });
  return { ...next, rules };
}

/** The results of on and off, which all types but one have. */
function resultsFor({ fields, base }: Draft, type: FlagType): Definition {
  if (type === "variant") return {};
  return pick(typeIn(fields) === "variant" ? base.definition : fields, RESULTS);
}

function pick(fields: Definition, names: readonly string[]): Definition {
  return Object.fromEntries(names.map((name) => [name, fields[name]]).filter(([, value]) => value !== undefined));
}

/** The share that is in before any rule, whatever the type says it by. */
function shareIn(fields: Definition, now: number): number {
  const flag = flagIn(fields);
  switch (typeOf(flag)) {
    case "boolean":
      return 100;
    case "targeted":
      return 0;
    case "variant":
      return outOfControl(fields, Object.fromEntries(variantsOf(flag).map(({ name, weight }) => [name, weight])));
    default:
      return rounded(shareOf(flag, now) ?? 0);
  }
}

const rounded = (share: number) => Number(share.toFixed(2));

/** What the new type has in place of what goes: the share that was, where it can say so. */
function translated(fields: Definition, type: FlagType, now: number): Definition {
  const share = shareIn(fields, now);
  if (type === "percentage") return { percentage: share };
  if (type === "variant") return { variants: [{ name: "control", weight: rounded(100 - share), is_control: true }, { name: "new", weight: share }] };
  if (type === "gradual" && share > 0) {
    const at = (time: number) => new Date(Math.floor(time / 60_000) * 60_000).toISOString();
    return { curve: [{ at: at(now), percentage: share }, { at: at(now + FORTNIGHT_MS), percentage: 100 }] };
  }
  return beginning(type, now);
}

function controlIn(fields: Definition): string {
  const variants = variantsOf(flagIn(fields));
  return (variants.find(({ is_control: isControl }) => isControl) ?? variants[0])?.name ?? "";
}

/** The part of a split that is not the control's, in percent. */
function outOfControl(fields: Definition, split: Record<string, number>): number {
  const all = Object.values(split).reduce((sum, weight) => sum + weight, 0);
  return all === 0 ? 0 : rounded(100 - (100 * (split[controlIn(fields)] ?? 0)) / all);
}

/** What those who match a rule get, in the words of the new type: the control is off, all else is on. */
function valueIn(value: Rule["value"], before: Definition, after: Definition): Rule["value"] {
  if (typeIn(after) !== "variant") {
    if (typeof value === "string") return value !== controlIn(before);
    return typeof value === "object" ? outOfControl(before, value.split) : value;
  }
  const control = controlIn(after);
  const other = variantsOf(flagIn(after)).find(({ name }) => name !== control)?.name ?? control;
  const share = value === true ? 100 : value === false ? 0 : value;
  if (typeof share !== "number") return value;
  if (share === 100) return other;
  return share === 0 ? control : { split: { [control]: rounded(100 - share), [other]: share } };
}

/** What another type means for users and programs, in sentences; none where the type is what it was. */
export function retypingTold(draft: Draft, now: number): string[] {
  const [base, fields] = [draft.base.definition, draft.fields];
  const [before, after] = [typeIn(base), typeIn(fields)];
  if (before === after) return [];
  const [was, is] = [shareIn(base, now), shareIn(fields, now)];
  const becomes = is === was ? "that stays so" : `then it is ${percent(is)}`;
  const rises = after === "gradual" ? ", and rises" : "";
  return [
    `Of those whom no rule decides for, ${percent(was)} ${before === "variant" ? "get another variant than the control" : "are in"}; ${becomes}${rises}.`,
    ...(after === "variant" ? ["Programs get the name of a variant, or its configuration, where they got on or off. Those that ask for a boolean over OpenFeature get their own default: change them first."] : []),
    ...(before === "variant" ? ["Programs get on or off where they got a variant: the control is off, all others are on. Those that ask for a variant or its configuration are to be changed first."] : []),
  ];
}
