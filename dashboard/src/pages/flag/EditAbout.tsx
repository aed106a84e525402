import "../../styles/editor.css";
import { Button, Select, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Flag } from "../../api/client";
import { changedAbout } from "../../editor/about.ts";
import { withFields, type Definition, type Draft } from "../../editor/draft.ts";
import { hasUnread, UNREAD } from "../../editor/unread.ts";
import type { FlagActs } from "../../flag/acts";
import { useFlagRefusal } from "../../flag/FlagSwitch";
import { tagsOf } from "../../flag/reading.ts";
import { JsonInput } from "./editor/Operand";
import { Rebased } from "./editor/Rebased";
import type { Drafting } from "./editor/useDraft";

interface Props {
  flag: Flag;
  acts: FlagActs;
  draft: Draft;
  drafting: Drafting;
}

/** Changes what people read about a flag, upon whatever somebody else saves meanwhile. */
export function EditAbout({ flag, acts, draft: begun, drafting: { change, discard } }: Props) {
  return (
    <Rebased flag={flag} draft={begun} change={change} className="stack">
      {(draft) => <Form flag={flag} acts={acts} draft={draft} change={change} close={discard} />}
    </Rebased>
  );
}

function Form({ flag, acts, draft, change, close }: Omit<Props, "drafting"> & { change: (draft: Draft) => void; close: () => void }) {
  const { fields } = draft;
  const refusal = useFlagRefusal(flag) ?? (hasUnread(fields.metadata) ? UNREAD : undefined);
  const changed = changedAbout(draft);
  const isSame = Object.keys(changed.to).length === 0;
  const put = (more: Definition) => change(withFields(draft, more));
  const [isSaving, setSaving] = useState(false);
  const save = () => {
    setSaving(true);
    void acts.describe(flag, changed.to, changed.from).then((done) => done && close()).finally(() => setSaving(false));
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isSame && refusal === undefined && !isSaving) save();
      }}
    >
      {/* What is typed into what is being saved would be discarded with it. */}
      <div style={{ display: "contents" }} inert={isSaving}>
        <Textarea label="Description" autosize minRows={2} maxRows={10} value={fields.description ?? ""} onChange={(event) => put({ description: event.currentTarget.value || undefined })} data-autofocus />
        <div className="pair">
          <TextInput label="Owner" value={fields.owner ?? ""} onChange={(event) => put({ owner: event.currentTarget.value || undefined })} />
          <TagsInput label="Tags" value={tagsOf(fields)} onChange={(tags) => put({ tags: tags.length === 0 ? undefined : tags })} />
        </div>
        <div className="pair">
          <TextInput type="date" label="Expires" description="After this day it is called stale." value={fields.expires ?? ""} onChange={(event) => put({ expires: event.currentTarget.value || undefined })} />
          <Select
            label="Visibility" description="Whether client tokens see it." allowDeselect={false} value={fields.visibility ?? "all"} onChange={(value) => put({ visibility: value === "server" ? "server" : undefined })}
            data={[{ value: "all", label: "Servers and clients" }, { value: "server", label: "Servers only" }]}
          />
        </div>
        <JsonInput size="sm" label="Metadata" description="Texts by name, as JSON; no evaluation reads them." placeholder='{"jira": "ABC-1"}' isLabelled value={fields.metadata} change={(metadata) => put({ metadata: metadata as Flag["metadata"] })} />
      </div>
      <div className="row">
        <Button type="submit" loading={isSaving} disabled={isSame || refusal !== undefined} title={refusal}>
          Save
        </Button>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
