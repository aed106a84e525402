import { useId } from "react";

interface Props {
  counts: number[];
  label: string;
  width?: number;
  height?: number;
  tone?: string | undefined;
}

/** Counts over time, as a line; the sentence says the same. */
export function Sparkline({ counts, label, width = 72, height = 22, tone }: Props) {
  const id = useId();
  const most = Math.max(...counts, 1);
  const step = width / Math.max(counts.length - 1, 1);
  const points = counts.map((count, place) => `${(place * step).toFixed(1)},${(height - 1.5 - (count / most) * (height - 4)).toFixed(1)}`);
  const line = `M${points.join("L")}`;
  return (
    <svg className="spark" role="img" aria-labelledby={id} viewBox={`0 0 ${width} ${height}`} width={width} height={height} style={tone ? { color: tone } : undefined}>
      <title id={id}>{label}</title>
      <path className="spark-area" d={`${line}L${width},${height}L0,${height}Z`} />
      <path className="spark-line" d={line} />
    </svg>
  );
}
