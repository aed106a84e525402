/** The last evaluations that arrived, and how many there were in each of the last seconds. Pure. */
import type { Watched } from "../../api/watch";

export interface Row {
  id: number;
  evaluation: Watched;
}

export interface Recent {
  /** The newest first. */
  rows: Row[];
  last: number;
  /** How many were not sent. */
  leftOut: number;
  /** How many there were, those not sent included, by the second in which they arrived. */
  seconds: [number, number][];
}

export const NOTHING: Recent = { rows: [], last: 0, leftOut: 0, seconds: [] };
/** Rows that are kept. */
export const ROWS_MAX = 1_000;
/** Seconds that the chart shows. */
export const SECONDS = 60;

export function withMore(recent: Recent, items: Watched[], leftOut: number, now: number): Recent {
  const second = Math.floor(now / 1000);
  const fresh = items.map((evaluation, place) => ({ id: recent.last + place + 1, evaluation })).reverse();
  const all = items.length + leftOut;
  const [latest] = recent.seconds.slice(-1);
  const seconds: [number, number][] =
    latest?.[0] === second ? [...recent.seconds.slice(0, -1), [second, latest[1] + all]] : [...recent.seconds, [second, all]];
  return {
    rows: [...fresh, ...recent.rows].slice(0, ROWS_MAX),
    last: recent.last + items.length,
    leftOut: recent.leftOut + leftOut,
    seconds: seconds.filter(([at]) => at > second - SECONDS),
  };
}

/** How many arrived in each of the last seconds, the oldest first. */
export function perSecond({ seconds }: Recent, now: number): number[] {
  const end = Math.floor(now / 1000);
  const counts = new Map(seconds);
  return Array.from({ length: SECONDS }, (_, place) => counts.get(end - SECONDS + 1 + place) ?? 0);
}
