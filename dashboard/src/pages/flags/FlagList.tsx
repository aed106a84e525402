import { useElementSize, useMergedRef } from "@mantine/hooks";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useRef, useState } from "react";
import type { Flag } from "../../api/client";
import type { FlagActs } from "../../flag/acts";
import type { Run } from "../../api/releases";
import { useKeys } from "../../shell/keys";
import { FlagCard } from "./FlagCard";
import { FlagHead, FlagRow } from "./FlagRow";
import type { Chosen } from "./useChosen";

const CARD = { height: 268, width: 320, gap: 16 };
const ROW = 52;

interface Props {
  flags: Flag[];
  view: "cards" | "table";
  acts: FlagActs;
  stale: ReadonlyMap<string, string>;
  usage: Record<string, number[]>;
  /** Releases under way, by the flag that they move. */
  moving: ReadonlyMap<string, Run>;
  chosen: Chosen;
}

/** All flags; only those that can be seen are in the page, so 10,000 are no more than 30. */
export function FlagList({ flags, view, acts, stale, usage, moving, chosen }: Props) {
  const { ref: sized, width } = useElementSize();
  const own = useRef<HTMLDivElement>(null);
  const ref = useMergedRef(own, sized);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop((own.current?.getBoundingClientRect().top ?? 0) + window.scrollY), [width, view]);
  const columns = view === "table" ? 1 : Math.max(1, Math.min(4, Math.floor((width + CARD.gap) / (CARD.width + CARD.gap))));
  const rows = useWindowVirtualizer({
    count: Math.ceil(flags.length / columns),
    estimateSize: () => (view === "table" ? ROW : CARD.height),
    overscan: view === "table" ? 8 : 3,
    scrollMargin: top,
  });
  useLayoutEffect(() => rows.measure(), [rows, view, columns]);
  useMoveKeys(flags, acts, chosen, (place) => rows.scrollToIndex(Math.floor(place / columns), { align: "auto" }));
  const Item = view === "table" ? FlagRow : FlagCard;
  return (
    <div ref={ref} className={view === "table" ? "panel table" : undefined} data-count={flags.length}>
      {view === "table" && <FlagHead />}
      <div style={{ height: rows.getTotalSize(), position: "relative" }}>
        {rows.getVirtualItems().map((row) => (
          <div
            key={row.key}
            className={view === "table" ? undefined : "grid-row"}
            style={{
              position: "absolute", top: 0, left: 0, right: 0, transform: `translateY(${row.start - top}px)`,
              gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
            }}
          >
            {flags.slice(row.index * columns, (row.index + 1) * columns).map((flag, column) => (
              <Item
                key={flag.key} flag={flag} acts={acts} stale={stale.get(flag.key)} usage={usage[flag.key]} run={moving.get(flag.key)}
                place={row.index * columns + column} isChosen={chosen.isOn ? chosen.keys.has(flag.key) : undefined} choose={chosen.choose}
              />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

/** j and k move among flags; of the one that has the focus, t turns it on or off, and x chooses it. */
function useMoveKeys(flags: Flag[], acts: FlagActs, chosen: Chosen, reveal: (place: number) => void): void {
  const focused = () => {
    const place = document.activeElement?.closest("article")?.querySelector("[data-flag]")?.getAttribute("data-flag");
    return place === null || place === undefined ? undefined : Number(place);
  };
  const move = (by: number) => {
    const now = focused();
    const next = Math.min(flags.length - 1, Math.max(0, now === undefined ? 0 : now + by));
    reveal(next);
    // It may be in the page only after it was scrolled to.
    const focus = (tries: number) => {
      const link = document.querySelector<HTMLElement>(`[data-flag="${next}"]`);
      if (link !== null) link.focus();
      else if (tries > 0) requestAnimationFrame(() => focus(tries - 1));
    };
    focus(30);
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    t: () => {
      const flag = flags[focused() ?? -1];
      if (flag !== undefined) void acts.toggle(flag);
    },
    x: () => {
      const flag = flags[focused() ?? -1];
      if (flag !== undefined) chosen.choose(flag.key, !chosen.keys.has(flag.key));
    },
  });
}
