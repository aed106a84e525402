/** What stands in the address of the playground, so that it can be sent to somebody else. Pure. */
import type { Context, Moment } from "./context.ts";

export interface PlaygroundSearch {
  context?: Context;
  at?: Moment;
  /** The other side, where two are compared. */
  other?: Context;
  otherAt?: Moment;
  /** Whose trace is shown. */
  open?: string;
}

const contextOf = (given: unknown): Context | undefined =>
  typeof given === "object" && given !== null && !Array.isArray(given) ? (given as Context) : undefined;

const momentOf = (given: unknown): Moment => (typeof given === "number" || (typeof given === "string" && given !== "") ? given : undefined);

export const readPlayground = (search: Record<string, unknown>): PlaygroundSearch => ({
  context: contextOf(search["context"]),
  at: momentOf(search["at"]),
  other: contextOf(search["other"]),
  otherAt: momentOf(search["otherAt"]),
  open: typeof search["open"] === "string" ? search["open"] : undefined,
});
