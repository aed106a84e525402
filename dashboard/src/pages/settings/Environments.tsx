import { Button, Switch, Textarea, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Environment } from "../../api/client";
import { archivedQuery, archiveEnvironment, createEnvironment, patchEnvironment } from "../../api/settings";
import { counted } from "../../flag/reading.ts";
import { Ago } from "../../parts/Ago";
import { FormDialog } from "../../parts/FormDialog";
import { useKept } from "../../parts/kept";
import { NAME } from "../../parts/key.ts";
import { Tag } from "../../parts/Tag";
import { complain, tell } from "../../parts/toast";
import { useGuard, type Question } from "../../shell/guard";
import { usePlace } from "../../shell/place";
import { useEverywhereRefusal } from "./refusals";
import { Section } from "./Section";

export function Environments() {
  const { environments } = usePlace();
  const refusal = useEverywhereRefusal("Environments are");
  const [isMaking, making] = useDisclosure(false);
  return (
    <>
      <Section
        title="Environments" make={{ word: "New environment", open: making.open, refusal }}
        about="Each has flags, segments and a change log of its own. Where one is protected, every change needs a reason, and deleting a confirmation."
      >
        <ul className="things">
          {environments.map((environment) => (
            <EnvironmentRow key={environment.key} environment={environment} refusal={refusal} />
          ))}
        </ul>
        {refusal === undefined && <Archived />}
      </Section>
      {isMaking && <NewEnvironment close={making.close} />}
    </>
  );
}

function EnvironmentRow({ environment, refusal }: { environment: Environment; refusal: string | undefined }) {
  const { key, description, seq } = environment;
  const client = useQueryClient();
  const navigate = useNavigate();
  const guard = useGuard();
  const { environment: here } = usePlace();
  const [isEditing, editing] = useDisclosure(false);
  async function act(question: Question, work: (reason: string | undefined) => Promise<unknown>, done: string) {
    const consent = await guard({ ...question, always: true, reasoned: environment.protected === true });
    if (consent === undefined) return;
    try {
      await work(consent.reason);
      await client.invalidateQueries({ queryKey: ["environments"] });
      tell(done);
    } catch (error) {
      complain(error);
    }
  }
  const protect = () => {
    const next = !environment.protected;
    const about = next ? "From then on every change needs a reason, and deleting a confirmation. Killing goes on without either." : "Changes need no reason any more.";
    return act({ title: `${next ? "Protect" : "Unprotect"} ${key}`, about, verb: next ? "Protect" : "Unprotect" }, (reason) => patchEnvironment(key, { protected: next, ...(reason && { reason }) }), next ? `${key} is protected.` : `${key} is open to changes.`);
  };
  const archive = () =>
    act(
      { title: `Archive ${key}`, about: "It is served no more, and every token of it alone ends. Its log is kept. This cannot be taken back.", verb: "Archive", danger: true, typed: key },
      async (reason) => {
        await archiveEnvironment(key, reason);
        if (here.key === key) await navigate({ to: "/settings", search: { env: "default" } });
      },
      `${key} is archived.`,
    );
  const noArchive = refusal ?? (key === "default" ? "The environment default is always there" : undefined);
  return (
    <li>
      <i className={environment.protected ? "dot is-protected" : "dot"} aria-hidden />
      <div className="grow">
        <p className="row wrap-row">
          <b className="wrap">{key}</b>
          {environment.protected && <Tag tone="bad">protected</Tag>}
          {here.key === key && <Tag>you are here</Tag>}
        </p>
        {isEditing ? <Describe environment={environment} close={editing.close} /> : (
          <p className="dim wrap" dir="auto">
            {description ?? "No description"}
          </p>
        )}
        <p className="hint num">
          {counted(seq, "entry", "entries")} in its <Link to="/audit" search={{ env: key }}>log</Link>, made <Ago at={environment.created_at} />
        </p>
      </div>
      <div className="acts">
        <Switch label="Protected" checked={environment.protected ?? false} onChange={() => void protect()} disabled={refusal !== undefined} title={refusal} aria-label={`Protect ${key}`} />
        <Button size="compact-md" variant="default" onClick={editing.toggle} disabled={refusal !== undefined} title={refusal} aria-label={`Describe ${key}`}>
          Describe
        </Button>
        <Button size="compact-md" variant="default" onClick={() => void archive()} disabled={noArchive !== undefined} title={noArchive} aria-label={`Archive ${key}`}>
          Archive
        </Button>
      </div>
    </li>
  );
}

function Describe({ environment: { key, description, protected: isProtected = false }, close }: { environment: Environment; close: () => void }) {
  const client = useQueryClient();
  const [text, setText, forget] = useKept(`description of ${key}`, description ?? "");
  const [busy, setBusy] = useState(false);
  const guard = useGuard();
  async function save() {
    const consent = await guard({ title: `Describe ${key}`, about: "What people read about it.", verb: "Save", always: isProtected, reasoned: isProtected });
    if (consent === undefined) return;
    setBusy(true);
    try {
      await patchEnvironment(key, { description: text.trim(), ...consent });
      await client.invalidateQueries({ queryKey: ["environments"] });
      forget();
      close();
    } catch (error) {
      complain(error);
      setBusy(false);
    }
  }
  return (
    <form
      className="stack-small describe"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Textarea aria-label={`Description of ${key}`} autosize minRows={1} maxRows={6} maxLength={4096} value={text} onChange={(event) => setText(event.currentTarget.value)} autoFocus />
      <div className="row">
        <Button type="submit" size="compact-md" loading={busy}>
          Save
        </Button>
        <Button size="compact-md" variant="default" onClick={close}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

const BLANK = { key: "", description: "", isProtected: false };

function NewEnvironment({ close }: { close: () => void }) {
  const client = useQueryClient();
  const [typed, setTyped, forget] = useKept("new environment", BLANK);
  const { key, description, isProtected } = typed;
  const isName = NAME.test(key);
  async function make() {
    await createEnvironment({ key, protected: isProtected, ...(description.trim() && { description: description.trim() }) });
    await client.invalidateQueries({ queryKey: ["environments"] });
    forget();
    tell(`${key} is there, and empty. “hoist promote” copies definitions into it.`);
    close();
  }
  return (
    <FormDialog title="New environment" verb="Create" isReady={isName} close={close} send={make}>
      <TextInput label="Name" placeholder="staging" required spellCheck={false} value={key} onChange={(event) => setTyped({ ...typed, key: event.currentTarget.value })} error={key !== "" && !isName && "A lower-case letter first, then lower-case letters, digits and dashes; at most 63."} data-autofocus />
      <Textarea label="Description" autosize minRows={1} maxRows={6} maxLength={4096} value={description} onChange={(event) => setTyped({ ...typed, description: event.currentTarget.value })} />
      <Switch label="Protected" description="Every change needs a reason, and deleting a confirmation." checked={isProtected} onChange={(event) => setTyped({ ...typed, isProtected: event.currentTarget.checked })} />
    </FormDialog>
  );
}

function Archived() {
  const { data: archived } = useQuery(archivedQuery);
  if (archived === undefined || archived.length === 0) return null;
  return (
    <details className="padded-head definition">
      <summary>Archived environments ({archived.length})</summary>
      <ul className="plain-list">
        {archived.map(({ key, log, archived_at: at }) => (
          <li key={log} className="wrap">
            {key}, <span className="dim">archived {at != null && <Ago at={at} />}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
