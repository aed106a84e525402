import { Button, Select, TextInput } from "@mantine/core";
import { IconHandStop, IconHeartbeat } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import type { Flag } from "../../api/client";
import { killFlag, killMany } from "../../api/flags";
import { flagsQuery } from "../../api/queries";
import { useFlagActs } from "../../flag/acts";
import { counted, isActive, isKilled, tagsOf } from "../../flag/reading.ts";
import { Ago } from "../../parts/Ago";
import { Callout } from "../../parts/Callout";
import { Empty } from "../../parts/Empty";
import { actorOf } from "../../parts/Entry";
import { complain, tell } from "../../parts/toast";
import { usePlace, useRefusal } from "../../shell/place";
import { Convergence } from "./Convergence";

const NONE: Flag[] = [];

export function EmergencyPage() {
  const { environment } = usePlace();
  const { data: flags = NONE } = useQuery(flagsQuery(environment.key));
  const killed = flags.filter(isKilled);
  return (
    <>
      <div className="page-head">
        <h1>Emergency</h1>
      </div>
      <div className="emergency">
        <Stop flags={flags} />
        <Convergence />
      </div>
      <section className="panel padded stack" style={{ marginTop: 16 }}>
        <h2>Killed in {environment.key}</h2>
        {killed.length === 0 ? (
          <Empty icon={<IconHeartbeat size={30} stroke={1.5} aria-hidden />} title="Nothing is killed">
            A killed flag is off for everybody at once, whatever its definition says, and stays so until somebody revives it.
          </Empty>
        ) : (
          <ul className="killed">
            {killed.map((flag) => (
              <KilledFlag key={flag.key} flag={flag} />
            ))}
          </ul>
        )}
      </section>
    </>
  );
}

function KilledFlag({ flag }: { flag: Flag }) {
  const acts = useFlagActs();
  const refusal = useRefusal();
  return (
    <li className="row wide">
      <div className="grow">
        <Link to="/flags/$key" params={{ key: flag.key }} className="strong-link wrap">
          {flag.key}
        </Link>
        <p className="dim wrap" dir="auto">
          {flag.killed?.reason ?? "No reason was given"}
        </p>
        <p className="hint">
          {flag.killed && <>by {actorOf(flag.killed.by)}, <Ago at={flag.killed.at} /></>}
        </p>
      </div>
      <Button size="compact-md" variant="default" onClick={() => void acts.revive(flag)} disabled={refusal !== undefined} title={refusal} aria-label={`Revive ${flag.key}`}>
        Revive
      </Button>
    </li>
  );
}

type Scope = "flag" | "tag" | "all";

const SCOPES: { value: Scope; label: string }[] = [
  { value: "flag", label: "One flag" },
  { value: "tag", label: "All flags with a tag" },
  { value: "all", label: "Every flag of the environment" },
];

/** Chooses what to kill, says what that is, and does it. */
function Stop({ flags }: { flags: Flag[] }) {
  const { environment } = usePlace();
  const client = useQueryClient();
  const refusal = useRefusal();
  const [scope, setScope] = useState<Scope>("flag");
  const [chosen, setChosen] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const tags = useMemo(() => [...new Set(flags.flatMap(tagsOf))].sort(), [flags]);
  const reached = reach(flags, scope, chosen);
  // One flag is one decision; many at once, where it is protected, are asked for twice.
  const mustType = environment.protected && scope !== "flag";
  const isReady = reached.length > 0 && (!mustType || typed === environment.key) && refusal === undefined;

  async function stop() {
    setBusy(true);
    try {
      const [first] = reached;
      if (scope === "flag" && first !== undefined) await killFlag({ environment: environment.key, key: first.key, reason });
      else await killMany(environment.key, scope === "tag" && chosen !== null ? { tag: chosen } : { all: true }, reason);
      tell(`${counted(reached.length, "flag")} killed in ${environment.key}.`);
      setChosen(null);
      setTyped("");
      setReason("");
      await client.invalidateQueries({ queryKey: ["flags", environment.key] });
      await client.invalidateQueries({ queryKey: ["status", environment.key] });
    } catch (error) {
      complain(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      className="panel padded stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) void stop();
      }}
    >
      <div>
        <h2>Turn off at once</h2>
        <p className="dim">A kill goes before everything else on its way to every SDK, and needs no approval.</p>
      </div>
      <Select label="What" data={SCOPES} value={scope} allowDeselect={false} onChange={(value) => { setScope(SCOPES.find((one) => one.value === value)?.value ?? "flag"); setChosen(null); }} />
      {scope === "flag" && (
        <Select label="Flag" placeholder="Search by key" searchable limit={50} data={flags.filter((flag) => !isKilled(flag)).map((flag) => flag.key)} value={chosen} onChange={setChosen} nothingFoundMessage="No flag is called that" />
      )}
      {scope === "tag" && <Select label="Tag" searchable limit={50} data={tags} value={chosen} onChange={setChosen} nothingFoundMessage="No flag has that tag" />}
      <TextInput label="Reason" description="It stands in the history and in what others are told." maxLength={900} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      {mustType && <TextInput label={`Type ${environment.key} to go on`} autoComplete="off" required value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />}
      {reached.length > 0 && <Reached flags={reached} />}
      <Button type="submit" color="red.9" leftSection={<IconHandStop size={17} aria-hidden />} disabled={!isReady} loading={busy} title={refusal}>
        {reached.length > 1 ? `Kill ${counted(reached.length, "flag")}` : "Kill"}
      </Button>
    </form>
  );
}

/** The flags that a kill would change. */
function reach(flags: Flag[], scope: Scope, chosen: string | null): Flag[] {
  const open = flags.filter((flag) => !isKilled(flag));
  if (scope === "all") return open;
  if (chosen === null) return [];
  return open.filter((flag) => (scope === "flag" ? flag.key === chosen : tagsOf(flag).includes(chosen)));
}

function Reached({ flags }: { flags: Flag[] }) {
  const on = flags.filter(isActive).length;
  const told = flags.slice(0, 6).map((flag) => flag.key).join(", ");
  const more = flags.length > 6 ? ` and ${flags.length - 6} more` : "";
  return (
    <Callout tone="warn" title={`${counted(flags.length, "flag")}, ${on.toLocaleString()} of them on now`}>
      {told}
      {more}
    </Callout>
  );
}
