import { Button, Select, Skeleton, TextInput } from "@mantine/core";
import { IconHandStop, IconHeartbeat } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import type { Flag } from "../../api/client";
import { killFlag, killMany } from "../../api/flags";
import { flagsQuery } from "../../api/queries";
import { useFlagActs } from "../../flag/acts";
import { counted, isActive, isKilled, tagsOf } from "../../flag/reading.ts";
import { lackOf, outcomeOf, reach, type Scope } from "../../flag/stopping.ts";
import { Ago } from "../../parts/Ago";
import { Callout } from "../../parts/Callout";
import { Empty } from "../../parts/Empty";
import { actorOf } from "../../parts/Entry";
import { useKept } from "../../parts/kept";
import { complain, tell } from "../../parts/toast";
import { Unread } from "../../parts/Unread";
import { usePlace, useRefusal } from "../../shell/place";
import { Convergence } from "./Convergence";

export function EmergencyPage() {
  const { environment } = usePlace();
  const { data: flags, error } = useQuery(flagsQuery(environment.key));
  return (
    <>
      <div className="page-head">
        <h1>Emergency</h1>
      </div>
      <div className="emergency">
        <Stop key={environment.key} flags={flags} />
        <Convergence />
      </div>
      <section className="panel padded stack" style={{ marginTop: 16 }}>
        <h2>Killed in {environment.key}</h2>
        {flags === undefined && (error === null ? <Skeleton height={90} radius={12} /> : <Unread what="What is killed" error={error} />)}
        {flags !== undefined && <Killed flags={flags.filter(isKilled)} />}
      </section>
    </>
  );
}

function Killed({ flags }: { flags: Flag[] }) {
  if (flags.length === 0) {
    return (
      <Empty icon={<IconHeartbeat size={30} stroke={1.5} aria-hidden />} title="Nothing is killed">
        A killed flag is off for everybody at once, whatever its definition says, and stays so until somebody revives it.
      </Empty>
    );
  }
  return (
    <ul className="killed">
      {flags.map((flag) => (
        <KilledFlag key={flag.key} flag={flag} />
      ))}
    </ul>
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

const SCOPES: { value: Scope; label: string }[] = [
  { value: "flag", label: "One flag" },
  { value: "tag", label: "All flags with a tag" },
  { value: "all", label: "Every flag of the environment" },
];

/** Chooses what to kill, says what that is as far as it is known, and does it. */
function Stop({ flags }: { flags: Flag[] | undefined }) {
  const { environment } = usePlace();
  const client = useQueryClient();
  const refusal = useRefusal();
  const [scope, setScope] = useKept<Scope>(`stop ${environment.key} scope`, "flag");
  const [chosen, setChosen] = useKept(`stop ${environment.key} chosen`, "");
  const [reason, setReason, forgetReason] = useKept(`stop ${environment.key} reason`, "");
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const tags = useMemo(() => [...new Set((flags ?? []).flatMap(tagsOf))].sort(), [flags]);
  const what = { scope, chosen: chosen.trim() };
  const reached = reach(flags ?? [], what);
  // One flag is one decision; many at once, where it is protected, are asked for twice.
  const mustType = environment.protected && scope !== "flag";
  const why = refusal ?? lackOf(what, { wanted: mustType ? environment.key : undefined, given: typed });

  /** What was typed to confirm one choice confirms no other. */
  function choose(next: string) {
    setChosen(next);
    setTyped("");
  }

  function turnTo(next: Scope) {
    setScope(next);
    choose("");
  }

  async function stop() {
    setBusy(true);
    try {
      const act = { environment: environment.key, key: what.chosen, reason };
      const keys = scope === "flag" ? [(await killFlag(act)).key] : (await killMany(environment.key, scope === "tag" ? { tag: what.chosen } : { all: true }, reason)).keys;
      tell(outcomeOf(keys, environment.key));
      choose("");
      forgetReason();
      await client.invalidateQueries({ queryKey: ["flags", environment.key] });
      for (const name of ["status", "changes"]) await client.invalidateQueries({ queryKey: [name, environment.key] });
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
        if (why === undefined) void stop();
      }}
    >
      <div>
        <h2>Turn off at once</h2>
        <p className="dim">A kill goes before everything else on its way to every SDK, and needs no approval.</p>
      </div>
      <Select label="What" data={SCOPES} value={scope} allowDeselect={false} onChange={(value) => turnTo(SCOPES.find((one) => one.value === value)?.value ?? "flag")} />
      {flags === undefined && scope !== "all" && (
        <TextInput label={scope === "flag" ? "Flag" : "Tag"} description="The flags are not read, so type it as it is written." autoComplete="off" value={chosen} onChange={(event) => choose(event.currentTarget.value)} />
      )}
      {flags !== undefined && scope === "flag" && (
        <Select label="Flag" placeholder="Search by key" searchable limit={50} data={flags.filter((flag) => !isKilled(flag)).map((flag) => flag.key)} value={chosen || null} onChange={(key) => choose(key ?? "")} nothingFoundMessage="No flag is called that" />
      )}
      {flags !== undefined && scope === "tag" && <Select label="Tag" searchable limit={50} data={tags} value={chosen || null} onChange={(tag) => choose(tag ?? "")} nothingFoundMessage="No flag has that tag" />}
      <TextInput label="Reason" description="It stands in the history and in what others are told." maxLength={900} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      {mustType && <TextInput label={`Type ${environment.key} to go on`} autoComplete="off" required value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />}
      {reached.length > 0 && <Reached flags={reached} />}
      <Button type="submit" color="red.9" leftSection={<IconHandStop size={17} aria-hidden />} disabled={why !== undefined} loading={busy} aria-describedby="why-no-kill">
        {reached.length > 1 ? `Kill ${counted(reached.length, "flag")}` : "Kill"}
      </Button>
      <p className="hint" id="why-no-kill" role="status">
        {why === undefined ? "It is done as soon as it is pressed." : why.endsWith(".") ? why : `${why}.`}
      </p>
    </form>
  );
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
