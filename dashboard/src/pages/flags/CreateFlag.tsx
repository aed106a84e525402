import { TagsInput, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Flag, Schemas } from "../../api/client";
import { createFlag } from "../../api/flags";
import { put } from "../../api/live";
import { definitionOf } from "../../editor/draft.ts";
import { beginning } from "../../flag/beginning.ts";
import { TypeIcon } from "../../flag/TypeIcon";
import { tagsOf, TYPES, typeOf, type FlagType } from "../../flag/reading.ts";
import { Choices } from "../../parts/Choices";
import { FormDialog } from "../../parts/FormDialog";
import { KEY } from "../../parts/key.ts";
import { KeyInput } from "../../parts/KeyInput";
import { tell } from "../../parts/toast";
import { usePlace } from "../../shell/place";
import { ReasonInput } from "../../shell/ReasonInput";

const CHOICES = TYPES.map(({ type, ...told }) => ({ id: type, ...told, icon: <TypeIcon type={type} /> }));

interface Props {
  close: () => void;
  /** The flag that the new one is like. */
  like?: Flag | undefined;
}

export function CreateFlag({ close, like }: Props) {
  const { environment } = usePlace();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [key, setKey] = useState("");
  const [type, setType] = useState<FlagType>(like ? typeOf(like) : "boolean");
  const [description, setDescription] = useState(like?.description ?? "");
  const [owner, setOwner] = useState(like?.owner ?? "");
  const [tags, setTags] = useState<string[]>(like ? tagsOf(like) : []);
  const [reason, setReason] = useState("");

  async function create() {
    const about = { ...(description && { description }), ...(owner && { owner }), ...(tags.length > 0 && { tags }) };
    const rest = like ? { ...definitionOf(like), archived: false } : { type, ...beginning(type, Date.now()) };
    const flag = { ...rest, description: undefined, owner: undefined, tags: undefined, ...about, key, enabled: false } as Schemas["NewFlag"];
    put(client, environment.key, await createFlag(environment.key, flag, reason));
    tell(`${key} is there, off for everybody.`);
    close();
    await navigate({ to: "/flags/$key", params: { key } });
  }

  const title = like === undefined ? "New flag" : `Duplicate ${like.key}`;
  return (
    <FormDialog title={title} verb="Create" isReady={KEY.test(key)} close={close} send={create} zIndex={like === undefined ? 200 : 300}>
      <KeyInput asker="programs" placeholder="new-checkout" value={key} change={setKey} isFirst />
      {like === undefined ? (
        <Choices legend="Type" choices={CHOICES} chosen={type} choose={setType} />
      ) : (
        <p className="dim">Its type, rules and everything else are those of {like.key}. It begins off for everybody.</p>
      )}
      <Textarea label="Description" autosize minRows={2} maxRows={6} value={description} onChange={(event) => setDescription(event.currentTarget.value)} />
      <div className="pair">
        <TextInput label="Owner" placeholder="search-team" value={owner} onChange={(event) => setOwner(event.currentTarget.value)} />
        <TagsInput label="Tags" value={tags} onChange={setTags} />
      </div>
      <ReasonInput value={reason} change={setReason} />
    </FormDialog>
  );
}
