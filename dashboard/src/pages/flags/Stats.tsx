import { useQuery } from "@tanstack/react-query";
import { memo, type ReactNode } from "react";
import type { Flag } from "../../api/client";
import { overviewQuery, releasingQuery, statusQuery } from "../../api/queries";
import { count, counted, isActive } from "../../flag/reading.ts";
import { Sparkline } from "../../parts/Sparkline";
import { usePlace } from "../../shell/place";

/** The environment in numbers: each is one that the server keeps. */
export const Stats = memo(function Stats({ flags }: { flags: Flag[] }) {
  const { environment } = usePlace();
  const { data: status } = useQuery(statusQuery(environment.key));
  const { data: releasing } = useQuery(releasingQuery(environment.key));
  const { data: overview } = useQuery(overviewQuery(environment.key));
  const total = flags.filter((flag) => !flag.archived).length;
  const rolling = flags.filter((flag) => flag.type === "gradual" && isActive(flag)).length;
  const pending = status?.schedules?.pending ?? 0;
  const killed = status?.flags.killed.length ?? 0;
  return (
    <dl className="panel stats">
      <Stat name="Active flags" about={`of ${total.toLocaleString()}`}>
        {flags.filter(isActive).length.toLocaleString()}
      </Stat>
      <Stat name="Killed" about={killed > 0 ? "off for everybody" : "none"} isBad={killed > 0}>
        {killed}
      </Stat>
      <Stat name="Running experiments" about={status?.experiments.frozen ? "frozen" : undefined}>
        {status?.experiments.running ?? "–"}
      </Stat>
      <Stat name="Running releases" about={pending > 0 ? `${counted(pending, "change")} scheduled` : rolling > 0 ? counted(rolling, "gradual flag") : undefined}>
        {releasing ?? "–"}
      </Stat>
      <Stat
        name="Evaluations, 24 h"
        figure={overview && <Sparkline counts={overview.parts} label="Evaluations in each of the last 24 hours" width={110} height={36} />}
      >
        {overview === undefined ? "–" : count(overview.total)}
      </Stat>
    </dl>
  );
});

interface StatProps {
  name: string;
  about?: string | undefined;
  isBad?: boolean;
  figure?: ReactNode;
  children: ReactNode;
}

function Stat({ name, about, isBad, figure, children }: StatProps) {
  return (
    <div className="stat">
      <dt>{name}</dt>
      <dd>
        <b className="num">{children}</b>
        {about !== undefined && <small className={isBad ? "bad" : undefined}>{about}</small>}
        {figure}
      </dd>
    </div>
  );
}
