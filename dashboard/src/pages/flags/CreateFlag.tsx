import { Button, Modal, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Flag, Schemas } from "../../api/client";
import { createFlag } from "../../api/flags";
import { put } from "../../api/live";
import { definitionOf } from "../../editor/draft.ts";
import { TypeIcon } from "../../flag/TypeIcon";
import { tagsOf, TYPES, typeOf, type FlagType } from "../../flag/reading.ts";
import { Callout } from "../../parts/Callout";
import { tell } from "../../parts/toast";
import { usePlace } from "../../shell/place";

const KEY = /^[a-zA-Z][a-zA-Z0-9._-]{0,127}$/;

interface Props {
  close: () => void;
  /** The flag that the new one is like. */
  like?: Flag | undefined;
}

export function CreateFlag({ close, like }: Props) {
  const title = like === undefined ? "New flag" : `Duplicate ${like.key}`;
  return (
    <Modal opened onClose={close} title={<h2 className="wrap">{title}</h2>} size={560} zIndex={like === undefined ? 200 : 300} closeButtonProps={{ "aria-label": "Close" }}>
      <Form close={close} like={like} />
    </Modal>
  );
}

/** What a type needs beside its name; everything can be changed afterwards. */
function beginning(type: FlagType): Partial<Schemas["NewFlag"]> {
  switch (type) {
    case "percentage":
      return { percentage: 0 };
    case "variant":
      return { variants: [{ name: "control", weight: 50, is_control: true }, { name: "new", weight: 50 }] };
    case "gradual": {
      const start = new Date(Math.ceil(Date.now() / 86_400_000) * 86_400_000);
      const end = new Date(start.getTime() + 14 * 86_400_000);
      return { start_date: start.toISOString(), end_date: end.toISOString() };
    }
    default:
      return {};
  }
}

function Form({ close, like }: Props) {
  const { environment } = usePlace();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [key, setKey] = useState("");
  const [type, setType] = useState<FlagType>(like ? typeOf(like) : "boolean");
  const [description, setDescription] = useState(like?.description ?? "");
  const [owner, setOwner] = useState(like?.owner ?? "");
  const [tags, setTags] = useState<string[]>(like ? tagsOf(like) : []);
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const isKey = KEY.test(key);

  async function create() {
    setBusy(true);
    setProblem(undefined);
    const about = { ...(description && { description }), ...(owner && { owner }), ...(tags.length > 0 && { tags }) };
    const rest = like ? { ...definitionOf(like), archived: false } : { type, ...beginning(type) };
    const flag = { ...rest, description: undefined, owner: undefined, tags: undefined, ...about, key, enabled: false } as Schemas["NewFlag"];
    try {
      put(client, environment.key, await createFlag(environment.key, flag, reason));
      tell(`${key} is there, off for everybody.`);
      close();
      await navigate({ to: "/flags/$key", params: { key } });
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  }

  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (isKey) void create();
      }}
    >
      {problem !== undefined && (
        <Callout tone="bad" title="It was not made" role="alert">
          {problem}
        </Callout>
      )}
      <TextInput
        label="Key"
        description="What programs ask for; it stays as it is."
        placeholder="new-checkout"
        required
        spellCheck={false}
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
        error={key !== "" && !isKey && "A letter first, then letters, digits, dots, dashes and underscores; at most 128."}
        data-autofocus
      />
      {like === undefined ? (
        <fieldset className="types">
          <legend>Type</legend>
          {TYPES.map((one) => (
            <label key={one.type} className={one.type === type ? "is-chosen" : undefined}>
              <input type="radio" name="type" checked={one.type === type} onChange={() => setType(one.type)} />
              <TypeIcon type={one.type} />
              <span>
                <b>{one.word}</b>
                <small>{one.about}</small>
              </span>
            </label>
          ))}
        </fieldset>
      ) : (
        <p className="dim">Its type, rules and everything else are those of {like.key}. It begins off for everybody.</p>
      )}
      <Textarea label="Description" autosize minRows={2} maxRows={6} value={description} onChange={(event) => setDescription(event.currentTarget.value)} />
      <div className="pair">
        <TextInput label="Owner" placeholder="search-team" value={owner} onChange={(event) => setOwner(event.currentTarget.value)} />
        <TagsInput label="Tags" value={tags} onChange={setTags} />
      </div>
      {environment.protected && (
        <TextInput label="Reason" description={`${environment.key} is protected: the change log keeps why.`} required value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      )}
      <div className="row" style={{ justifyContent: "flex-end" }}>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={busy} disabled={!isKey}>
          Create
        </Button>
      </div>
    </form>
  );
}
