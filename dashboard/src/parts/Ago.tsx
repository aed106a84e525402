import { useEffect, useState } from "react";

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const format = new Intl.RelativeTimeFormat(undefined, { numeric: "auto", style: "short" });

export function ago(time: number, now: number): string {
  const seconds = Math.round((time - now) / 1000);
  const unit = UNITS.find(([, size]) => Math.abs(seconds) >= size);
  return unit === undefined ? "just now" : format.format(Math.round(seconds / unit[1]), unit[0]);
}

/** The time, as often as it is needed. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** How long ago something was; the exact time on pointing at it. */
export function Ago({ at }: { at: string }) {
  const now = useNow(30_000);
  const time = new Date(at);
  return (
    <time dateTime={at} title={time.toLocaleString()}>
      {ago(time.getTime(), now)}
    </time>
  );
}
