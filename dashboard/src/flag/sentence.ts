/** A rule as a sentence: words, attributes and values, so that a page can set each apart. Pure. */
import type { Rule } from "../api/client";
import { percent } from "./reading.ts";

export interface Word {
  kind: "word" | "name" | "value";
  text: string;
}

type Json = unknown;

const word = (text: string): Word => ({ kind: "word", text });
const name = (text: string): Word => ({ kind: "name", text });
const value = (text: string): Word => ({ kind: "value", text });

/** Names are short and lists may be long: more than this many are counted, not told. */
const TOLD = 4;

const OPERATORS: Record<string, string> = {
  eq: "is",
  ne: "is not",
  contains: "contains",
  starts_with: "starts with",
  ends_with: "ends with",
  matches: "matches",
  gt: "is above",
  gte: "is at least",
  lt: "is below",
  lte: "is at most",
  before: "is before",
  after: "is from",
  semver: "has a version",
  cidr: "is in the network",
};

export function sentenceOf(rule: Rule): Word[] {
  return [word("If"), ...conditions(rule.type ?? "property", rule.conditions), word("then"), ...outcome(rule.value)];
}

/** A rule of a segment: who is in. */
export const membershipOf = (rule: Pick<Rule, "type" | "conditions">): Word[] => conditions(rule.type ?? "property", rule.conditions);

export const plain = (words: Word[]) => words.map(({ text }) => text).join(" ");

function outcome(result: Rule["value"]): Word[] {
  if (typeof result === "boolean") return [value(result ? "on" : "off")];
  if (typeof result === "number") return [value(percent(result)), word("of them on")];
  if (typeof result === "string") return [value(result)];
  const parts = Object.entries(result.split);
  const sum = parts.reduce((total, [, weight]) => total + weight, 0) || 1;
  return parts.flatMap(([variant, weight], place) => [
    value(`${percent((100 * weight) / sum)} ${variant}`),
    ...(place < parts.length - 1 ? [word("and")] : []),
  ]);
}

function conditions(type: string, given: Json): Word[] {
  const entries = Object.entries(isObject(given) ? given : {});
  if (entries.length === 0) return [word("anybody asks")];
  return joined(entries.map(([key, wanted]) => condition(type, key, wanted)), "and");
}

function condition(type: string, key: string, wanted: Json): Word[] {
  if (key === "all" || key === "any") {
    const nested = (Array.isArray(wanted) ? wanted : [wanted]).map(nestedOf);
    return [word("("), ...joined(nested, key === "all" ? "and" : "or"), word(")")];
  }
  if (key === "not") return [word("not ("), ...nestedOf(wanted), word(")")];
  switch (type) {
    case "user":
      return [name("user"), ...list(wanted)];
    case "group":
      return [name("group"), ...list(wanted)];
    case "segment":
    case "user_segment":
      return [word("in segment"), value([wanted].flat().map(String).join(" or "))];
    case "percentage":
      return [word("among the first"), value(percent(Number(wanted)))];
    case "time":
      return time(key, wanted);
    default:
      return attribute(key, wanted);
  }
}

function nestedOf(rule: Json): Word[] {
  if (!isObject(rule)) return [value(String(rule))];
  return "conditions" in rule ? conditions(String(rule["type"] ?? "property"), rule["conditions"]) : conditions("property", rule);
}

function time(key: string, wanted: Json): Word[] {
  const words: Record<string, string> = {
    after: "it is after",
    before: "it is before",
    days: "the day is",
    hours: "the time is",
    timezone: "in",
  };
  const text = Array.isArray(wanted) ? wanted.join(", ") : String(wanted);
  return [word(words[key] ?? key), value(text)];
}

function attribute(key: string, wanted: Json): Word[] {
  if (!isObject(wanted)) return [name(key), ...list(wanted)];
  const parts = Object.entries(wanted).map(([operator, operand]) => {
    if (operator === "exists") return [name(key), word(operand === true ? "is there" : "is missing")];
    if (operator === "in") return [name(key), ...list(operand)];
    if (operator === "not_in") return [name(key), ...list(operand, "is none of")];
    return [name(key), word(OPERATORS[operator] ?? operator), value(shown(operand))];
  });
  return joined(parts, "and");
}

function list(wanted: Json, many = "is any of"): Word[] {
  if (!Array.isArray(wanted)) return [word("is"), value(shown(wanted))];
  const [only] = wanted;
  if (wanted.length === 1 && many === "is any of") return [word("is"), value(shown(only))];
  const told = wanted.slice(0, TOLD).map(shown).join(", ");
  const more = wanted.length > TOLD ? ` and ${wanted.length - TOLD} more` : "";
  return [word(many), value(told + more)];
}

const shown = (one: Json) => (typeof one === "string" ? one : JSON.stringify(one));

function joined(parts: Word[][], by: string): Word[] {
  return parts.flatMap((part, place) => (place === 0 ? part : [word(by), ...part]));
}

function isObject(given: Json): given is Record<string, Json> {
  return typeof given === "object" && given !== null && !Array.isArray(given);
}
