/** What is typed and cannot be read yet. It stands in the draft as it was typed, so that nothing is lost and nothing else is saved in its place. Pure. */

const TYPED = "not read yet";

export interface Unread {
  [TYPED]: string;
}

const unread = (text: string): Unread => ({ [TYPED]: text });

export function isUnread(value: unknown): value is Unread {
  return typeof value === "object" && value !== null && typeof (value as Partial<Unread>)[TYPED] === "string";
}

/** Whether something anywhere in it cannot be read yet. */
export function hasUnread(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isUnread(value) || Object.values(value).some(hasUnread);
}

export const UNREAD = "Something typed cannot be read; see what stands below it";

/** JSON as it is typed; none where nothing is. */
export function jsonIn(text: string): unknown {
  if (text.trim() === "") return undefined;
  return faultIn(text) === undefined ? JSON.parse(text) : unread(text);
}

/** What stands in an input for a value. */
export function jsonText(value: unknown): string {
  if (value === undefined) return "";
  return isUnread(value) ? value[TYPED] : JSON.stringify(value);
}

/** Why a value cannot be read; none where it can. */
export const faultOf = (value: unknown): string | undefined => (isUnread(value) ? faultIn(value[TYPED]) : undefined);

function faultIn(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (fault) {
    return fault instanceof Error ? fault.message : "This is no JSON.";
  }
}

const isNumber = (text: string) => text.trim() !== "" && Number.isFinite(Number(text));

/** A list of numbers as it is typed. */
export function numbersIn(texts: string[]): number[] | Unread {
  return texts.every(isNumber) ? [...new Set(texts.map(Number))] : unread(texts.join("\n"));
}

/** What stands in an input for a list of numbers. */
export const numberTexts = (value: number[] | Unread): string[] => (isUnread(value) ? value[TYPED].split("\n") : value.map(String));

/** What is no number among what is typed. */
export const noNumbers = (texts: string[]): string[] => texts.filter((text) => !isNumber(text));

/** The number that is typed; none where that is none yet, as after a minus. */
export function numberIn(typed: string | number): number | undefined {
  const text = String(typed);
  return isNumber(text) ? Number(text) : undefined;
}
