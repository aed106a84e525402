import { Button, Modal, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { createSegment, editKeys } from "../../api/segments";
import { valuesIn } from "../../editor/seen.ts";
import { counted } from "../../flag/reading.ts";
import { Callout } from "../../parts/Callout";
import { useKept } from "../../parts/kept";
import { tell } from "../../parts/toast";
import { EMPTY, saveOf } from "../../segment/draft.ts";
import { usePlace } from "../../shell/place";

const KEY = /^[a-zA-Z][a-zA-Z0-9._-]{0,127}$/;

export function CreateSegment({ close }: { close: () => void }) {
  return (
    <Modal opened onClose={close} title={<h2>New segment</h2>} size={560} closeButtonProps={{ "aria-label": "Close" }}>
      <Form close={close} />
    </Modal>
  );
}

const BLANK = { key: "", description: "", keys: "", reason: "" };

function Form({ close }: { close: () => void }) {
  const { environment } = usePlace();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [typed, setTyped, forget] = useKept(`new segment in ${environment.key}`, BLANK);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const { key, description, reason } = typed;
  const keys = valuesIn(typed.keys);
  const isReady = KEY.test(key) && (!environment.protected || reason.trim() !== "");

  async function create() {
    setBusy(true);
    setProblem(undefined);
    const act = { environment: environment.key, key, ...(reason.trim() && { reason: reason.trim() }) };
    const { fields, edits } = saveOf(undefined, { ...EMPTY, description, include: { add: keys, remove: [] } });
    try {
      let { version } = await createSegment(act, fields);
      for (const [list, edit] of edits) version = await editKeys(act, version, list, edit);
      await client.invalidateQueries({ queryKey: ["segments", environment.key] });
      forget();
      tell(`${key} is there.`);
      close();
      await navigate({ to: "/segments/$key", params: { key } });
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
        if (isReady) void create();
      }}
    >
      {problem !== undefined && (
        <Callout tone="bad" title="It was not made" role="alert">
          {problem}
        </Callout>
      )}
      <TextInput
        label="Key" description="What rules ask for; it stays as it is." placeholder="beta-testers" required spellCheck={false} value={key}
        onChange={(event) => setTyped({ ...typed, key: event.currentTarget.value })} data-autofocus
        error={key !== "" && !KEY.test(key) && "A letter first, then letters, digits, dots, dashes and underscores; at most 128."}
      />
      <Textarea label="Description" autosize minRows={2} maxRows={6} value={description} onChange={(event) => setTyped({ ...typed, description: event.currentTarget.value })} />
      <Textarea
        label="Keys of users" description={keys.length === 0 ? "One a line, or divided by commas. Rules can be added afterwards." : `${counted(keys.length, "key")}.`}
        placeholder={"ana@example.com\nuser-42"} rows={5} resize="vertical" spellCheck={false} classNames={{ input: "mono" }} value={typed.keys}
        onChange={(event) => setTyped({ ...typed, keys: event.currentTarget.value })}
      />
      {environment.protected && (
        <TextInput label="Reason" description={`${environment.key} is protected: the change log keeps why.`} required value={reason} onChange={(event) => setTyped({ ...typed, reason: event.currentTarget.value })} />
      )}
      <div className="row" style={{ justifyContent: "flex-end" }}>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={busy} disabled={!isReady}>
          Create
        </Button>
      </div>
    </form>
  );
}
