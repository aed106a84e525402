import type { Effect } from "../../api/experiments";
import { change, interval, violin, type Scale } from "../../experiment/figures.ts";
import type { Tone } from "../../parts/Tag";

interface Props {
  effect: Pick<Effect, "estimate" | "low" | "high" | "relative"> & { standard_error?: number | undefined };
  scale: Scale;
  tone: Tone;
  /** What it is the effect on, for those who do not see it. */
  name: string;
  height?: number;
  /** How far a guardrail may go on its bad side; drawn as a line. */
  limit?: number | undefined;
}

/** An interval on a line that others share: its ends, the best guess, and how likely what is between them. */
export function Interval({ effect, scale, tone, name, height = 38, limit }: Props) {
  const { estimate, low, high, relative, standard_error: error } = effect;
  const x = (value: number) => `${(100 * scale.place(value)).toFixed(2)}%`;
  const middle = height / 2;
  // Where there is no room between them, the ends would hide the guess.
  const isWide = scale.place(high) - scale.place(low) > 0.06;
  const label = `${name}: ${change(estimate, relative)}, interval ${interval(effect)}`;
  return (
    <svg className={`interval tone-${tone}`} role="img" aria-label={label} width="100%" height={height}>
      {scale.ticks.map((tick) => (
        <line key={tick} className={tick === 0 ? "zero" : "tick"} x1={x(tick)} x2={x(tick)} y1={tick === 0 ? 3 : 0} y2={tick === 0 ? height - 3 : height} />
      ))}
      {limit !== undefined && Math.abs(limit) < scale.bound && <line className="limit" x1={x(limit)} x2={x(limit)} y1={4} y2={height - 4} />}
      {error !== undefined && (
        <svg viewBox={`0 0 100 ${height}`} preserveAspectRatio="none" width="100%" height={height}>
          <path className="violin" d={violin(estimate, error, (value) => 100 * scale.place(value), middle, height * 0.38)} />
        </svg>
      )}
      <line className="span" x1={x(low)} x2={x(high)} y1={middle} y2={middle} />
      {low < -scale.bound ? <Arrow at="0%" middle={middle} to={1} /> : isWide && <line className="span" x1={x(low)} x2={x(low)} y1={middle - 5} y2={middle + 5} />}
      {high > scale.bound ? <Arrow at="100%" middle={middle} to={-1} /> : isWide && <line className="span" x1={x(high)} x2={x(high)} y1={middle - 5} y2={middle + 5} />}
      <circle className="guess" cx={x(estimate)} cy={middle} r={isWide ? 4.2 : 3.2} />
    </svg>
  );
}

/** Where an interval goes on beyond the scale. */
function Arrow({ at, middle, to }: { at: string; middle: number; to: 1 | -1 }) {
  return (
    <svg x={at} y={middle} overflow="visible">
      <path className="arrow" d={`M${6 * to},-4L${to},0L${6 * to},4`} />
    </svg>
  );
}
