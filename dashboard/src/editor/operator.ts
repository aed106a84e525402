/** How an attribute is compared: each operator with its word, what is typed for it, and how it is written. Pure. */

import { isUnread } from "./unread.ts";

/** What is typed for an operator. */
export type Input = "texts" | "numbers" | "text" | "number" | "choice" | "time" | "none" | "json";

export interface Operator {
  id: string;
  word: string;
  group: "Text" | "Number" | "Yes or no" | "Time" | "Other";
  input: Input;
  /** The name in the document; none where the value stands there by itself. */
  name?: string;
  /** What is there before anything is typed. */
  blank: unknown;
}

export const OPERATORS: Operator[] = [
  { id: "in", word: "is any of", group: "Text", input: "texts", blank: [] },
  { id: "not_in", word: "is none of", group: "Text", input: "texts", name: "not_in", blank: [] },
  { id: "contains", word: "contains", group: "Text", input: "texts", name: "contains", blank: [] },
  { id: "starts_with", word: "starts with", group: "Text", input: "texts", name: "starts_with", blank: [] },
  { id: "ends_with", word: "ends with", group: "Text", input: "texts", name: "ends_with", blank: [] },
  { id: "matches", word: "matches", group: "Text", input: "text", name: "matches", blank: "" },
  { id: "number_in", word: "is any number of", group: "Number", input: "numbers", name: "in", blank: [] },
  { id: "number_not_in", word: "is no number of", group: "Number", input: "numbers", name: "not_in", blank: [] },
  { id: "gt", word: "is above", group: "Number", input: "number", name: "gt", blank: 0 },
  { id: "gte", word: "is at least", group: "Number", input: "number", name: "gte", blank: 0 },
  { id: "lt", word: "is below", group: "Number", input: "number", name: "lt", blank: 0 },
  { id: "lte", word: "is at most", group: "Number", input: "number", name: "lte", blank: 0 },
  { id: "is", word: "is", group: "Yes or no", input: "choice", blank: true },
  { id: "before", word: "is before", group: "Time", input: "time", name: "before", blank: "" },
  { id: "after", word: "is from", group: "Time", input: "time", name: "after", blank: "" },
  { id: "semver", word: "has a version", group: "Other", input: "texts", name: "semver", blank: [] },
  { id: "cidr", word: "is in the network", group: "Other", input: "texts", name: "cidr", blank: [] },
  { id: "exists", word: "is there", group: "Other", input: "none", name: "exists", blank: true },
  { id: "missing", word: "is missing", group: "Other", input: "none", name: "exists", blank: false },
  { id: "json", word: "is, as JSON", group: "Other", input: "json", blank: [] },
];

export const operatorOf = (id: string): Operator => OPERATORS.find((one) => one.id === id) ?? (OPERATORS.at(-1) as Operator);

const isText = (value: unknown) => typeof value === "string";
const isNumber = (value: unknown) => typeof value === "number";
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** Whether what is typed for an operator can hold this. */
export function fits(operator: Operator, operand: unknown): boolean {
  switch (operator.input) {
    case "texts":
      return listOf(operand).every(isText);
    case "numbers":
      return isUnread(operand) || (Array.isArray(operand) && operand.every(isNumber));
    case "text":
    case "time":
      return isText(operand);
    case "number":
      return isNumber(operand) || operand === "";
    case "choice":
      return typeof operand === "boolean";
    case "none":
      return operand === operator.blank;
    case "json":
      return true;
  }
}

/** A comparison as it stands in a document, by the operator that shows it best. */
export interface Comparison {
  operator: string;
  operand: unknown;
}

/** Reads what stands for an attribute; several operators are several comparisons. */
export function comparisons(value: unknown): Comparison[] {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const entries = Object.entries(value);
    return entries.length === 0 ? [{ operator: "json", operand: value }] : entries.map(([name, operand]) => named(name, operand));
  }
  if (typeof value === "boolean") return [{ operator: "is", operand: value }];
  const list = listOf(value);
  if (list.every(isText)) return [{ operator: "in", operand: list }];
  return [list.every(isNumber) ? { operator: "number_in", operand: list } : { operator: "json", operand: value }];
}

function named(name: string, operand: unknown): Comparison {
  // What means the same is shown in one way.
  if (name === "eq") return comparisons(operand)[0] ?? { operator: "json", operand };
  if (name === "ne") return named("not_in", listOf(operand));
  if (name === "in" && Array.isArray(operand) && operand.length > 0 && operand.every(isText)) return { operator: "in", operand };
  const found = OPERATORS.find((one) => one.name === name && fits(one, operand));
  if (found === undefined) return { operator: "json", operand: { [name]: operand } };
  return { operator: found.id, operand: found.input === "texts" ? listOf(operand) : operand };
}

/** What stands in the document for a comparison. */
export function written({ operator, operand }: Comparison): unknown {
  const { name, input } = operatorOf(operator);
  if (operator === "in" && Array.isArray(operand) && operand.length === 1) return operand[0];
  if (name === undefined) return operand;
  const isOne = input === "texts" && name !== "not_in" && Array.isArray(operand) && operand.length === 1;
  return { [name]: isOne ? (operand as unknown[])[0] : operand };
}
