import type { Flag, Schemas } from "../../api/client";
import { count, partsOf } from "../../flag/reading.ts";
import { partClass } from "../../parts/SplitBar";

const HEIGHT = 150;
const HOUR = 3_600_000;

/** A variant has the colour that its split has, on and off theirs; what else was served comes behind. */
function colours(flag: Flag, names: string[]): Map<string, string> {
  const known = flag.type === "variant" ? partsOf(flag).map(({ name }) => name) : [];
  const fixed = new Map([...known.map((name, place): [string, string] => [name, partClass(place)]), ["enabled", "part-on"], ["disabled", "part-0"]]);
  const others = names.filter((name) => !fixed.has(name));
  return new Map([...fixed, ...others.map((name, place): [string, string] => [name, partClass(known.length + place + 1)])]);
}

/** Evaluations in each hour by result, drawn here; the table says the same in numbers. */
export function HourBars({ flag, analytics }: { flag: Flag; analytics: Schemas["Analytics"] }) {
  const names = Object.entries(analytics.results).sort(([, a], [, b]) => b - a).map(([name]) => name);
  const colour = colours(flag, names);
  const first = Date.parse(analytics.from);
  const hours = Math.max(1, Math.round((Date.parse(analytics.to) - first) / HOUR));
  const parts = new Map(analytics.parts.map((part) => [Math.round((Date.parse(part.at) - first) / HOUR), part.results]));
  const total = (hour: number) => Object.values(parts.get(hour) ?? {}).reduce((sum, n) => sum + n, 0);
  const most = Math.max(1, ...Array.from({ length: hours }, (_, hour) => total(hour)));
  const at = (hour: number) => new Date(first + hour * HOUR).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
  const sentence = `Evaluations in each of ${hours} hours by result; at most ${most.toLocaleString()} in an hour.`;
  return (
    <figure className="hours">
      <svg viewBox={`0 0 ${hours * 10} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={sentence}>
        {[0.25, 0.5, 0.75, 1].map((line) => (
          <line key={line} x1={0} x2={hours * 10} y1={HEIGHT * (1 - line)} y2={HEIGHT * (1 - line)} className="grid-line" />
        ))}
        {[...parts].map(([hour, results]) => {
          let y = HEIGHT;
          return names.map((name) => {
            const height = ((results[name] ?? 0) / most) * (HEIGHT - 4);
            y -= height;
            return height === 0 ? null : (
              <rect key={`${hour} ${name}`} className={`bar-part ${colour.get(name)}`} x={hour * 10 + 1} y={y} width={8} height={height}>
                <title>{`${at(hour)}: ${name} ${(results[name] ?? 0).toLocaleString()}`}</title>
              </rect>
            );
          });
        })}
      </svg>
      <span className="most num" aria-hidden>
        {count(most)} an hour
      </span>
      <div className="axis num" aria-hidden>
        <span>{at(0)}</span>
        <span>{at(Math.floor(hours / 2))}</span>
        <span>now</span>
      </div>
      <ul className="legend">
        {names.map((name) => (
          <li key={name} className={colour.get(name)}>
            {name} <b>{(analytics.results[name] ?? 0).toLocaleString()}</b>
          </li>
        ))}
      </ul>
    </figure>
  );
}
