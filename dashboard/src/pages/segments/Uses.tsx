import { IconFlag, IconFlask } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Use } from "../../segment/uses.ts";

interface Props {
  uses: Use[] | undefined;
  isKnown: boolean;
  /** How many are named; the others are counted. */
  told?: number;
}

/** Links to who names a segment. */
export function Uses({ uses = [], isKnown, told = Infinity }: Props) {
  if (!isKnown) return <span className="dim">–</span>;
  if (uses.length === 0) return <span className="dim">Nothing</span>;
  const more = uses.length - told;
  return (
    <span className="uses">
      {uses.slice(0, told).map((use) => (
        <UseLink key={`${use.kind} ${use.key}`} use={use} />
      ))}
      {more > 0 && <span className="dim num">and {more} more</span>}
    </span>
  );
}

function UseLink({ use: { kind, key } }: { use: Use }) {
  if (kind === "experiment") {
    return (
      <span className="use clip">
        <IconFlask size={13} aria-label="experiment" /> {key}
      </span>
    );
  }
  return (
    <Link to="/flags/$key" params={{ key }} className="use clip">
      <IconFlag size={13} aria-label="flag" /> {key}
    </Link>
  );
}
