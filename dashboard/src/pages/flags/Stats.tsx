import { useQuery } from "@tanstack/react-query";
import { memo, type ReactNode } from "react";
import type { Flag } from "../../api/client";
import { overviewQuery, runsQuery, statusQuery } from "../../api/queries";
import { count, counted, isActive } from "../../flag/reading.ts";
import { Sparkline } from "../../parts/Sparkline";
import { standing } from "../../release/standing.ts";
import { usePlace } from "../../shell/place";

const NO_RUNS: Parameters<typeof standing>[0] = [];

/** The environment in numbers: each is one that the server keeps. */
export const Stats = memo(function Stats({ flags }: { flags: Flag[] }) {
  const { environment } = usePlace();
  const { data: status } = useQuery(statusQuery(environment.key));
  const { data: overview } = useQuery(overviewQuery(environment.key));
  const total = flags.filter((flag) => !flag.archived).length;
  const { data: runs } = useQuery(runsQuery(environment.key));
  const { running, rolledBack } = standing(runs ?? NO_RUNS);
  const rising = flags.filter((flag) => flag.type === "gradual" && isActive(flag)).length;
  const killed = status?.flags.killed.length ?? 0;
  return (
    <dl className="panel stats">
      <Stat name="Active flags" about={`of ${total.toLocaleString()}`}>
        {flags.filter(isActive).length.toLocaleString()}
      </Stat>
      <Stat name="Killed" about={killed > 0 ? "off for everybody" : undefined} isBad={killed > 0}>
        {killed}
      </Stat>
      <Stat name="Running experiments" about={status?.experiments.frozen ? "frozen" : undefined}>
        {status?.experiments.running ?? "–"}
      </Stat>
      <Stat name="Rollouts in progress" about={rolledBack > 0 ? `${rolledBack} rolled back` : undefined} isBad={rolledBack > 0} hint={`${counted(running, "release")}, ${counted(rising, "gradual flag")}`}>
        {running + rising}
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
  hint?: string;
  figure?: ReactNode;
  children: ReactNode;
}

function Stat({ name, about, isBad, hint, figure, children }: StatProps) {
  return (
    <div className="stat" title={hint}>
      <dt>{name}</dt>
      <dd>
        <b className="num">{children}</b>
        {about !== undefined && <small className={isBad ? "bad" : undefined}>{about}</small>}
        {figure}
      </dd>
    </div>
  );
}
