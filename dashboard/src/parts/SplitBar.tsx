import { percent, type Part } from "../flag/reading.ts";

/** The colours of variants, in their order; whoever has more begins again. */
export const partClass = (place: number) => `part-${place % 4}`;

interface Props {
  parts: Part[];
  /** How many the legend names; the others are counted. */
  told?: number;
}

/** How users divide among variants. */
export function SplitBar({ parts, told = 4 }: Props) {
  const more = parts.length - told;
  return (
    <div>
      <div className="split" aria-hidden>
        {parts.map((part, place) => part.percent > 0 && (
          <span key={part.name} className={partClass(place)} style={{ flexGrow: part.percent, flexBasis: 0 }} />
        ))}
      </div>
      <ul className="legend">
        {parts.slice(0, told).map((part, place) => (
          <li key={part.name} className={partClass(place)}>
            <span className="clip">{part.name}</span> <b>{percent(part.percent)}</b>
          </li>
        ))}
        {more > 0 && <li className="part-0">and {more} more</li>}
      </ul>
    </div>
  );
}
