import { IconArrowsSplit2, IconPercentage, IconStairsUp, IconTarget, IconToggleRight, type Icon } from "@tabler/icons-react";
import type { FlagType } from "./reading.ts";

const ICONS: Record<FlagType, Icon> = {
  boolean: IconToggleRight,
  percentage: IconPercentage,
  variant: IconArrowsSplit2,
  gradual: IconStairsUp,
  targeted: IconTarget,
};

export function TypeIcon({ type }: { type: FlagType }) {
  const Icon = ICONS[type];
  return (
    <span className={`type-icon type-${type}`} aria-hidden>
      <Icon size={19} stroke={1.7} />
    </span>
  );
}
