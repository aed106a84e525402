/** A context as people type it: attribute by attribute, or as JSON. Pure. */

export type Context = Record<string, unknown>;

/** An attribute as it stands in the form. */
export interface Row {
  name: string;
  text: string;
}

/** The bucketing value's name in a context. */
export const USER = "targetingKey";

/** What a text in the form means: JSON where it is some, else the text itself. */
export function valueOf(text: string): unknown {
  const trimmed = text.trim();
  if (!/^(true|false|null|-?\d|"|\[|\{)/.test(trimmed)) return text;
  try {
    return JSON.parse(trimmed) as unknown;
  } catch {
    return text;
  }
}

/** A value as a text that means it again. */
export function textOf(value: unknown): string {
  if (typeof value === "string" && valueOf(value) === value) return value;
  return JSON.stringify(value);
}

/** What kind of value a text means, in a word. */
export function kindOf(text: string): string {
  const value = valueOf(text);
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "list";
  return { string: "text", number: "number", boolean: "yes or no" }[typeof value as string] ?? "object";
}

export function rowsOf(context: Context): Row[] {
  return Object.entries(context).filter(([name]) => name !== USER).map(([name, value]) => ({ name, text: textOf(value) }));
}

export function contextOf(user: string, rows: Row[]): Context {
  const named = rows.filter(({ name }) => name.trim() !== "");
  return { ...(user === "" ? {} : { [USER]: user }), ...Object.fromEntries(named.map(({ name, text }) => [name.trim(), valueOf(text)])) };
}

/** A context that is written as JSON, or why it is none. */
export function readContext(text: string): Context | string {
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Context) : 'A context is an object, such as {"targetingKey": "user-42", "plan": "pro"}.';
  } catch (error) {
    return error instanceof Error ? error.message : "This is no JSON.";
  }
}

/** A moment: an entry of the log by its number, or a time. None is now. */
export type Moment = number | string | undefined;

/** What people type as a moment, or why it is none. */
export function readMoment(text: string): { moment: Moment } | { problem: string } {
  const trimmed = text.trim();
  if (trimmed === "") return { moment: undefined };
  if (/^\d+$/.test(trimmed)) return { moment: Number(trimmed) };
  const time = new Date(trimmed);
  if (Number.isNaN(time.getTime())) return { problem: "The number of an entry, such as 42, or a time, such as 2026-11-03 14:00." };
  return { moment: time.toISOString() };
}
