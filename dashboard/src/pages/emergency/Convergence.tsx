import { Progress } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { statusQuery } from "../../api/queries";
import { instancesQuery, lastKillQuery } from "../../api/settings";
import { counted } from "../../flag/reading.ts";
import { Callout } from "../../parts/Callout";
import { usePlace } from "../../shell/place";

/** How many instances have applied the last kill, as they themselves tell; before there is one, everything. */
export function Convergence() {
  const { environment } = usePlace();
  const { data: status } = useQuery(statusQuery(environment.key));
  const { data: kill } = useQuery(lastKillQuery(environment.key));
  const { data: instances } = useQuery({ ...instancesQuery(environment.key, kill ?? undefined), enabled: kill !== undefined, refetchInterval: 2_000 });
  if (status === undefined || instances === undefined) return <section className="panel padded" />;
  const { applied, lagging, not_tracked: untracked } = instances.summary;
  const tracked = applied + lagging;
  return (
    <section className="panel padded stack">
      <div>
        <h2>Who has it</h2>
        <p className="dim">Instances of SDKs tell {kill == null ? "which changes" : "whether"} they have applied{kill == null ? "" : <> the last kill, entry <span className="num">#{kill}</span></>}.</p>
      </div>
      <div className="stack-small">
        <p className="figure-line">
          <b className="num">{applied.toLocaleString()}</b> <span className="dim num">of {counted(tracked, "instance")} confirmed</span>
        </p>
        <Progress value={tracked === 0 ? 0 : (100 * applied) / tracked} size={9} radius={5} color={lagging > 0 ? "orange.8" : "teal.8"} aria-label={`${applied} of ${tracked} instances`} />
        {lagging > 0 && <p className="tone-warn-ink num">{counted(lagging, "instance")} not yet.</p>}
        {untracked > 0 && <p className="dim num">{counted(untracked, "reader")} cannot tell, such as OFREP clients.</p>}
        {tracked + untracked === 0 && <p className="dim">No SDK is connected. Whoever asks this server gets what is so now.</p>}
      </div>
      {status.freeze.frozen && (
        <Callout tone="warn" title={`Frozen by ${status.freeze.by ?? "somebody"}`}>
          {status.freeze.reason ?? "No definition may change."} Killing and reviving goes on.
        </Callout>
      )}
      <p className="dim">
        The same without this page: <code className="mono">hoist kill FLAG</code>, also with <code className="mono">--tag</code> or <code className="mono">--all</code>.
      </p>
    </section>
  );
}
