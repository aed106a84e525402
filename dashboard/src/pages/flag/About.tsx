import { Button, TagsInput, Textarea, TextInput } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useState } from "react";
import type { Flag } from "../../api/client";
import type { FlagActs } from "../../flag/acts";
import { useFlagRefusal } from "../../flag/FlagSwitch";
import { tagsOf, typeOf, wordOf } from "../../flag/reading.ts";
import { Ago } from "../../parts/Ago";
import { Tag } from "../../parts/Tag";

/** What people read about a flag. */
export function About({ flag, acts }: { flag: Flag; acts: FlagActs }) {
  const [isEditing, setEditing] = useState(false);
  const refusal = useFlagRefusal(flag);
  if (isEditing) return <Edit flag={flag} acts={acts} close={() => setEditing(false)} />;
  return (
    <section className="about-flag">
      <div className="row wide top">
        <p className="wrap" dir="auto">
          {flag.description ?? <span className="dim">No description yet.</span>}
        </p>
        <Button size="compact-sm" variant="default" leftSection={<IconPencil size={14} aria-hidden />} onClick={() => setEditing(true)} disabled={refusal !== undefined} title={refusal}>
          Edit
        </Button>
      </div>
      <dl className="facts">
        <Fact name="Type">{wordOf(typeOf(flag))}</Fact>
        <Fact name="Owner">{flag.owner ?? "nobody"}</Fact>
        <Fact name="Changed">
          <Ago at={flag.updated_at} />
        </Fact>
        <Fact name="Version">{flag.version}</Fact>
        {flag.expires !== undefined && <Fact name="Expires">{flag.expires}</Fact>}
        {flag.visibility === "server" && <Fact name="Visibility">servers only</Fact>}
        {tagsOf(flag).length > 0 && (
          <Fact name="Tags">
            <span className="row" style={{ flexWrap: "wrap", gap: 4 }}>
              {tagsOf(flag).map((tag) => (
                <Tag key={tag}>{tag}</Tag>
              ))}
            </span>
          </Fact>
        )}
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="num wrap">{children}</dd>
    </div>
  );
}

function Edit({ flag, acts, close }: { flag: Flag; acts: FlagActs; close: () => void }) {
  const [description, setDescription] = useState(flag.description ?? "");
  const [owner, setOwner] = useState(flag.owner ?? "");
  const [tags, setTags] = useState(tagsOf(flag));
  const before = { description: flag.description ?? null, owner: flag.owner ?? null, tags: tagsOf(flag).length > 0 ? tagsOf(flag) : null };
  const after = { description: description || null, owner: owner || null, tags: tags.length > 0 ? tags : null };
  const isSame = JSON.stringify(before) === JSON.stringify(after);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void acts.describe(flag, after, before).then((done) => done && close());
      }}
    >
      <Textarea label="Description" autosize minRows={2} maxRows={10} value={description} onChange={(event) => setDescription(event.currentTarget.value)} data-autofocus />
      <div className="pair">
        <TextInput label="Owner" value={owner} onChange={(event) => setOwner(event.currentTarget.value)} />
        <TagsInput label="Tags" value={tags} onChange={setTags} />
      </div>
      <div className="row">
        <Button type="submit" disabled={isSame}>
          Save
        </Button>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
