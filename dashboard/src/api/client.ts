/** Asking the server. Types are those of its own description. */
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];
export type Flag = Schemas["Flag"];
export type Rule = Schemas["Rule"];
export type Variant = Schemas["Variant"];
export type Change = Schemas["Change"];
export type FieldChange = Schemas["FieldChange"];
export type Problem = Schemas["Problem"];
export type Status = Schemas["Status"];
export type Environment = Schemas["Environment"];
export type Explanation = Schemas["Explanation"];
export type Step = Schemas["Step"];
export type Session = Schemas["Session"];

export const api = createClient<paths>({ baseUrl: location.origin });

/** What the server said no to, in its own words. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

/** Nobody answered. */
export class Unreachable extends Error {
  constructor() {
    super("The server cannot be reached.");
  }
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "code" in value && "detail" in value;
}

let refused: (problem: Problem) => void = () => undefined;

/** Tells of whatever is refused anywhere: it may be news of what a page takes for given. */
export const onRefused = (told: typeof refused): void => void (refused = told);

/** The body of an answer; throws {@link Refused} or {@link Unreachable} where there is none. */
export async function ask<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer.catch(() => {
    throw new Unreachable();
  });
  if (response.ok) return data as T;
  if (isProblem(error)) {
    refused(error);
    throw new Refused(error);
  }
  throw new Unreachable();
}

/** What went wrong, as people are told it. */
export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** All that is wrong with a document that was refused; of anything else what went wrong. */
export function faultsOf(error: unknown): string[] {
  const diagnostics = error instanceof Refused ? error.problem.diagnostics : undefined;
  if (diagnostics === undefined || diagnostics.length < 2) return [messageOf(error)];
  return diagnostics.map(({ path, message, advice }) => `${path}: ${message}. ${advice}`);
}

/** The code of a refusal; none of any other failure. */
export function codeOf(error: unknown): Problem["code"] | undefined {
  return error instanceof Refused ? error.problem.code : undefined;
}

/** What is told where somebody was faster, of a thing that is not written; else the error itself. */
export const overtaken = (error: unknown, name: string): unknown =>
  codeOf(error) === "conflict" ? new Error(`Somebody changed ${name} meanwhile. You see it as it is now; nothing is done.`) : error;

const PASSING = new Set<Problem["code"] | undefined>(["unauthorized", "too_many_requests", "timeout", "store_unavailable", "internal", undefined]);

/** Whether the same may well go through later. */
export const isPassing = (error: unknown): boolean => PASSING.has(codeOf(error));

/** The headers with which a change says why, in a form that headers can hold. */
export function because(reason: string | undefined): Record<string, string> {
  return reason ? { "X-Hoist-Reason": encodeURIComponent(reason) } : {};
}

/** The headers with which a change says which version it was made from. */
export function from(version: number | undefined): Record<string, string> {
  return version === undefined ? {} : { "If-Match": `"${version}"` };
}

/** What is changed, and why. */
export interface Act {
  environment: string;
  key: string;
  reason?: string | undefined;
}

/** What is changed, from which version, and why. */
export interface VersionedAct extends Act {
  version?: number | undefined;
}

export const at = ({ environment, key }: Act) => ({ path: { key }, query: { environment } });

/** The same with the confirmation that deleting asks for. */
export const surely = ({ environment, key }: Act) => ({ path: { key }, query: { environment, confirm: key } });

/** The body with which a command says why. */
export const reasonOf = ({ reason }: Act) => (reason ? { reason } : {});

/** So many things of a list the server gives at a time. */
export const PAGE = 1_000;

/** All pages of a list. */
export async function all<T>(page: (query: { limit: number; cursor?: string }) => Promise<{ items: T[]; next?: string | null }>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const found = await page({ limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    items.push(...found.items);
    cursor = found.next ?? undefined;
  } while (cursor !== undefined);
  return items;
}
