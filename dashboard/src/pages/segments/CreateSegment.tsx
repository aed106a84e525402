import { Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { createSegment, editKeys, segmentQuery } from "../../api/segments";
import { valuesIn } from "../../editor/seen.ts";
import { counted } from "../../flag/reading.ts";
import { FormDialog } from "../../parts/FormDialog";
import { useKept } from "../../parts/kept";
import { KEY } from "../../parts/key.ts";
import { KeyInput } from "../../parts/KeyInput";
import { tell } from "../../parts/toast";
import { EMPTY, saveOf } from "../../segment/draft.ts";
import { usePlace } from "../../shell/place";
import { ReasonInput } from "../../shell/ReasonInput";

/** What is typed; `made` is the segment that is there already, where its keys were not taken. */
interface Typed {
  key: string;
  description: string;
  keys: string;
  reason: string;
  made?: string;
}

const BLANK: Typed = { key: "", description: "", keys: "", reason: "" };

export function CreateSegment({ close }: { close: () => void }) {
  const { environment } = usePlace();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [typed, setTyped, forget] = useKept<Typed>(`new segment in ${environment.key}`, BLANK);
  const { key, description, reason } = typed;
  const isMade = key !== "" && typed.made === key;
  const keys = valuesIn(typed.keys);
  const isReady = KEY.test(key) && (!environment.protected || reason.trim() !== "");

  async function create() {
    const act = { environment: environment.key, key, ...(reason.trim() && { reason: reason.trim() }) };
    const { fields, edits } = saveOf(undefined, { ...EMPTY, description, include: { add: keys, remove: [] } });
    let { version } = isMade ? await client.fetchQuery(segmentQuery(environment.key, key)) : await createSegment(act, fields);
    if (edits.length > 0) setTyped({ ...typed, made: key });
    for (const [list, edit] of edits) version = await editKeys(act, version, list, edit);
    await client.invalidateQueries({ queryKey: ["segments", environment.key] });
    forget();
    tell(`${key} is there.`);
    close();
    await navigate({ to: "/segments/$key", params: { key } });
  }

  return (
    <FormDialog title="New segment" verb={isMade ? "Add the keys" : "Create"} failed={isMade ? `${key} is there, without all of its keys` : undefined} isReady={isReady} close={close} send={create}>
      <KeyInput asker="rules" placeholder="beta-testers" value={key} change={(next) => setTyped({ ...typed, key: next })} isFirst />
      <Textarea label="Description" autosize minRows={2} maxRows={6} value={description} onChange={(event) => setTyped({ ...typed, description: event.currentTarget.value })} />
      <Textarea
        label="Keys of users" description={keys.length === 0 ? "One a line, or divided by commas. Rules can be added afterwards." : `${counted(keys.length, "key")}.`}
        placeholder={"ana@example.com\nuser-42"} rows={5} resize="vertical" spellCheck={false} classNames={{ input: "mono" }} value={typed.keys}
        onChange={(event) => setTyped({ ...typed, keys: event.currentTarget.value })}
      />
      <ReasonInput value={reason} change={(next) => setTyped({ ...typed, reason: next })} />
    </FormDialog>
  );
}
