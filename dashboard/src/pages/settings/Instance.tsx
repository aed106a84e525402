import { Button } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { statusQuery } from "../../api/queries";
import { signOut } from "../../api/session";
import { instancesQuery, readyQuery } from "../../api/settings";
import { counted } from "../../flag/reading.ts";
import { Ago } from "../../parts/Ago";
import { Fact } from "../../parts/Fact";
import { Tag } from "../../parts/Tag";
import { complain } from "../../parts/toast";
import { usePlace } from "../../shell/place";
import { Read, Section } from "./Section";

export function Instance() {
  return (
    <div className="stack">
      <OwnSession />
      <Server />
      <Sdks />
    </div>
  );
}

function OwnSession() {
  const { session } = usePlace();
  // A new page: nothing of what was read stays, and nothing of it is asked for again.
  const leave = () => signOut().then(() => location.assign("/")).catch(complain);
  return (
    <Section title="You" about="You have the right of a token, for as long as it is valid and your session holds.">
      <dl className="facts padded-head">
        <Fact name="Token">{session.name}</Fact>
        <Fact name="Kind">{session.kind}</Fact>
        <Fact name="Environments">{session.environments.includes("*") ? "all" : session.environments.join(", ")}</Fact>
        <Fact name="Signed in until">{new Date(session.expires_at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" })}</Fact>
      </dl>
      <div className="padded-head">
        <Button variant="default" leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void leave()}>
          Sign out
        </Button>
      </div>
    </Section>
  );
}

function Server() {
  const { environment, environments } = usePlace();
  const status = useQuery(statusQuery(environment.key));
  const { data: ready, error } = useQuery(readyQuery);
  return (
    <Section title="Server" about="What this server says of itself.">
      <Read of={status} what="The status">
        {({ version, seq, flags, experiments }) => (
          <dl className="facts padded-head">
            <Fact name="Version">{version}</Fact>
            <Fact name="State">
              {ready === undefined ? (error === null ? "…" : <Tag tone="bad">{error.message}</Tag>) : <Tag tone={ready.status === "ready" ? "good" : "warn"}>{ready.status}</Tag>}
            </Fact>
            {ready?.config != null && <Fact name="Configuration files">{ready.config ? "in force" : "refused"}</Fact>}
            <Fact name="Environments">{environments.length}</Fact>
            <Fact name={`Entries in ${environment.key}`}>{seq.toLocaleString()}</Fact>
            <Fact name="Flags">{flags.total.toLocaleString()}</Fact>
            <Fact name="Running experiments">{experiments.running.toLocaleString()}</Fact>
          </dl>
        )}
      </Read>
    </Section>
  );
}

/** SDKs that are told by name. */
const TOLD = 50;

function Sdks() {
  const { environment } = usePlace();
  const instances = useQuery(instancesQuery(environment.key));
  return (
    <Section title={`Programs that evaluate in ${environment.key}`} about="Each tells how far it is; who is behind has not applied the last change yet.">
      <Read of={instances} what="The instances">
        {({ summary, items, ruleset_seq: newest }) => (
          <>
            <p className="padded-head num">
              {counted(summary.applied, "program")} with everything, <span className={summary.lagging > 0 ? "tone-warn-ink" : undefined}>{summary.lagging.toLocaleString()} behind</span>, {counted(summary.not_tracked, "reader")} that cannot tell, such as OFREP clients.
            </p>
            {items.length > 0 && (
              <ul className="things is-small">
                {items.slice(0, TOLD).map((instance) => (
                  <li key={instance.id}>
                    <div className="grow">
                      <p className="row wrap-row">
                        <b>{instance.sdk}</b>
                        <Tag tone={instance.seq_applied >= newest ? "good" : "warn"}>{instance.seq_applied >= newest ? "has everything" : `at ${instance.seq_applied} of ${newest}`}</Tag>
                      </p>
                      <p className="hint mono wrap">{instance.id}</p>
                    </div>
                    <span className="hint">
                      {instance.streaming ? "reads the stream" : "seen"} <Ago at={instance.seen_at} />
                    </span>
                  </li>
                ))}
                {items.length > TOLD && <li className="dim num">and {(items.length - TOLD).toLocaleString()} more</li>}
              </ul>
            )}
          </>
        )}
      </Read>
    </Section>
  );
}
