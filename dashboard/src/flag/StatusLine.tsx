import { IconArchive, IconHourglassEmpty, IconChartBar, IconListDetails, IconSkull, IconStairsUp, IconPower, IconFileCode, type Icon } from "@tabler/icons-react";
import type { StatusLine as Status } from "./reading.ts";

const ICONS: Record<Status["icon"], Icon> = {
  killed: IconSkull,
  archived: IconArchive,
  stale: IconHourglassEmpty,
  gradual: IconStairsUp,
  metrics: IconChartBar,
  rules: IconListDetails,
  off: IconPower,
  file: IconFileCode,
};

export function StatusLine({ status }: { status: Status }) {
  const Icon = ICONS[status.icon];
  return (
    <p className={`status tone-${status.tone}`}>
      <Icon size={15} aria-hidden />
      <span className="clip" title={status.text}>
        {status.text}
      </span>
    </p>
  );
}
