import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { flagsQuery } from "../api/queries";
import { reviveMany } from "../flag/many.ts";
import { counted } from "../flag/reading.ts";
import { idOf, leftOf, stopsOf, type Stopped } from "../flag/stopping.ts";
import { Ago } from "../parts/Ago";
import { actorOf } from "../parts/Entry";
import { complain, tell } from "../parts/toast";
import { useGuard } from "./guard";
import { usePlace, useRefusal } from "./place";

interface Props {
  /** The stop that is shown, which goes on until nothing is left of it. */
  shown: string | undefined;
  show: (stop: string | undefined) => void;
}

/** On every page, who stopped many flags at once and when, until all of them are restored. */
export function StopBanner({ shown, show }: Props) {
  const { environment } = usePlace();
  const { data: flags } = useQuery(flagsQuery(environment.key));
  const [stop] = stopsOf(flags ?? [], shown);
  const now = stop && idOf(stop);
  const isRead = flags !== undefined;
  useEffect(() => {
    if (isRead) show(now);
  }, [isRead, now, show]);
  return stop === undefined ? null : <Banner key={`${environment.key} ${stop.at}`} stop={stop} />;
}

function Banner({ stop }: { stop: Stopped }) {
  const { environment } = usePlace();
  const client = useQueryClient();
  const guard = useGuard();
  const refusal = useRefusal();
  const [busy, setBusy] = useState(false);
  const flags = counted(stop.keys.length, "flag");

  async function restore() {
    const consent = await guard({
      title: "Restore what was stopped",
      about: `What the definition of each says holds again: ${stop.keys.join(", ")}.`,
      verb: "Restore",
      always: true,
      ...(environment.protected ? { typed: environment.key } : {}),
    });
    if (consent === undefined) return;
    setBusy(true);
    try {
      // What somebody revived while the question was open may be killed anew, for another reason.
      const left = leftOf(stop, await client.fetchQuery({ ...flagsQuery(environment.key), staleTime: 0 }));
      const failed = await reviveMany(environment.key, left, consent.reason);
      for (const name of ["flags", "status"]) await client.invalidateQueries({ queryKey: [name, environment.key] });
      if (failed.length > 0) consent.failed?.();
      if (failed.length === 0) tell(`${counted(left.length, "flag")} revived.`);
      for (const { key, why } of failed) complain(new Error(`${key} stays killed. ${why}`));
    } catch (error) {
      consent.failed?.();
      complain(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <section className="lost is-stopped row wide" aria-label="Emergency stop">
      <span className="grow wrap">
        <b>Emergency stop:</b> {flags} killed in {environment.key} by {actorOf(stop.by)}, <Ago at={stop.at} />
        {stop.reason ? <span dir="auto">: {stop.reason}</span> : "."}
      </span>
      <Button size="compact-sm" variant="default" onClick={() => void restore()} loading={busy} disabled={refusal !== undefined} title={refusal}>
        Restore all
      </Button>
    </section>
  );
}
