import { TagsInput, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Flag, Schemas } from "../../api/client";
import { createFlag } from "../../api/flags";
import { put } from "../../api/live";
import { definitionOf } from "../../editor/draft.ts";
import { beginning } from "../../flag/beginning.ts";
import { TypeIcon } from "../../flag/TypeIcon";
import { tagsOf, TYPES, typeOf, type FlagType } from "../../flag/reading.ts";
import { Choices } from "../../parts/Choices";
import { FormDialog } from "../../parts/FormDialog";
import { useKept } from "../../parts/kept";
import { KEY } from "../../parts/key.ts";
import { KeyInput } from "../../parts/KeyInput";
import { tell } from "../../parts/toast";
import { usePlace } from "../../shell/place";
import { ReasonInput } from "../../shell/ReasonInput";

const CHOICES = TYPES.map(({ type, ...told }) => ({ id: type, ...told, icon: <TypeIcon type={type} /> }));

interface Typed {
  key: string;
  type: FlagType;
  description: string;
  owner: string;
  tags: string[];
  reason: string;
}

const BLANK: Typed = { key: "", type: "boolean", description: "", owner: "", tags: [], reason: "" };

const likeOf = (flag: Flag): Typed => ({ ...BLANK, type: typeOf(flag), description: flag.description ?? "", owner: flag.owner ?? "", tags: tagsOf(flag) });

interface Props {
  close: () => void;
  /** The flag that the new one is like. */
  like?: Flag | undefined;
}

export function CreateFlag({ close, like }: Props) {
  const { environment } = usePlace();
  const client = useQueryClient();
  const navigate = useNavigate();
  const title = like === undefined ? "New flag" : `Duplicate ${like.key}`;
  const [typed, setTyped, forget] = useKept<Typed>(`${title} in ${environment.key}`, like === undefined ? BLANK : likeOf(like));
  const { key, type, description, owner, tags, reason } = typed;
  const set = (more: Partial<Typed>) => setTyped({ ...typed, ...more });

  async function create() {
    const about = { ...(description && { description }), ...(owner && { owner }), ...(tags.length > 0 && { tags }) };
    const rest = like ? { ...definitionOf(like), archived: false } : { type, ...beginning(type, Date.now()) };
    const flag = { ...rest, description: undefined, owner: undefined, tags: undefined, ...about, key, enabled: false } as Schemas["NewFlag"];
    put(client, environment.key, await createFlag(environment.key, flag, reason));
    forget();
    tell(`${key} is there, off for everybody.`);
    close();
    await navigate({ to: "/flags/$key", params: { key } });
  }

  return (
    <FormDialog title={title} verb="Create" isReady={KEY.test(key)} close={close} send={create} zIndex={like === undefined ? 200 : 300}>
      <KeyInput asker="programs" placeholder="new-checkout" value={key} change={(next) => set({ key: next })} isFirst />
      {like === undefined ? (
        <Choices legend="Type" choices={CHOICES} chosen={type} choose={(next) => set({ type: next })} />
      ) : (
        <p className="dim">Its type, rules and everything else are those of {like.key}. It begins off for everybody.</p>
      )}
      <Textarea label="Description" autosize minRows={2} maxRows={6} value={description} onChange={(event) => set({ description: event.currentTarget.value })} />
      <div className="pair">
        <TextInput label="Owner" placeholder="search-team" value={owner} onChange={(event) => set({ owner: event.currentTarget.value })} />
        <TagsInput label="Tags" value={tags} onChange={(next) => set({ tags: next })} />
      </div>
      <ReasonInput value={reason} change={(next) => set({ reason: next })} />
    </FormDialog>
  );
}
