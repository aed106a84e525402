import "../../styles/segments.css";
import { Button, Skeleton, TagsInput, Textarea, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { overtaken } from "../../api/client";
import { deleteSegment, segmentQuery, type Segment } from "../../api/segments";
import { hasUnread, UNREAD } from "../../editor/unread.ts";
import { counted } from "../../flag/reading.ts";
import { Ago } from "../../parts/Ago";
import { Callout } from "../../parts/Callout";
import { Copy } from "../../parts/Copy";
import { complain, tell } from "../../parts/toast";
import { ifThere, Missing } from "../../parts/Unread";
import { drafted, LISTS } from "../../segment/draft.ts";
import type { Use } from "../../segment/uses.ts";
import { useGuard } from "../../shell/guard";
import { usePlace, useRefusal } from "../../shell/place";
import { KeyList } from "./KeyList";
import { Rules } from "./Rules";
import { Uses } from "./Uses";
import { useSaving, type Saving } from "./useSaving";
import { useUses } from "./useUses";

export function SegmentPage() {
  const { environment } = usePlace();
  const { key } = useParams({ from: "/segments/$key" });
  const { data, error } = useQuery(segmentQuery(environment.key, key));
  const segment = ifThere(data, error);
  const uses = useUses();
  if (segment === undefined && error !== null) return <Missing kind="segment" name={key} environment={environment.key} error={error} />;
  if (segment === undefined) return <Skeleton height={320} radius={14} />;
  return <Editor segment={segment} uses={uses && (uses.get(key) ?? [])} />;
}

/** Why nobody may change a segment here; none where it can be. */
function useSegmentRefusal(segment: Segment): string | undefined {
  const refusal = useRefusal();
  if (refusal !== undefined) return refusal;
  return segment.managed_by ? "It lives in a configuration file; change it there." : undefined;
}

function Editor({ segment, uses }: { segment: Segment; uses: Use[] | undefined }) {
  const saving = useSaving(segment, uses);
  const refusal = useSegmentRefusal(segment);
  // What is typed into what is being saved would be forgotten with it.
  const why = refusal ?? (saving.busy ? "It is being saved." : undefined);
  const { draft, change } = saving;
  const shown = drafted(segment, draft);
  return (
    <>
      <div className="page-head segment-head">
        <div className="grow">
          <p className="crumb">
            <Link to="/segments">Segments</Link>
          </p>
          <div className="row">
            <h1 className="wrap">{segment.key}</h1>
            <Copy text={segment.key} what="the key" />
          </div>
        </div>
        <Delete segment={segment} uses={uses} refusal={refusal} />
      </div>
      {refusal !== undefined && <Callout tone="rollout" title="You can only look at this">{refusal}</Callout>}
      {saving.isOvertaken && <Overtaken segment={segment} saving={saving} />}
      <div className="segment">
        <div className="stack">
          <section className="panel padded stack">
            <div>
              <h2>Who is in</h2>
              <p className="dim">Whoever is named or matches a rule, unless they are kept out.</p>
            </div>
            <Rules rules={shown.rules} change={(rules) => change({ rules })} refusal={why} />
          </section>
          {LISTS.map((list) => (
            <KeyList key={list} of={segment.key} list={list} keys={segment[list]} edit={draft[list]} change={(edit) => change({ [list]: edit })} refusal={why} />
          ))}
        </div>
        <div className="stack">
          <section className="panel padded stack">
            <h2>About it</h2>
            <Textarea label="Description" autosize minRows={2} maxRows={8} maxLength={4096} value={shown.description} disabled={why !== undefined} onChange={(event) => change({ description: event.currentTarget.value })} />
            <TextInput label="Owner" maxLength={128} value={shown.owner} disabled={why !== undefined} onChange={(event) => change({ owner: event.currentTarget.value })} />
            <TagsInput label="Tags" value={shown.tags} disabled={why !== undefined} onChange={(tags) => change({ tags })} />
          </section>
          <section className="panel padded stack-small">
            <h2>Used by</h2>
            <Uses uses={uses} isKnown={uses !== undefined} />
            <p className="hint">
              Version <span className="num">{segment.version}</span>, changed <Ago at={segment.updated_at} />.{" "}
              <Link to="/audit" search={{ key: segment.key }}>
                Its history
              </Link>
            </p>
          </section>
        </div>
      </div>
      {saving.changes.length > 0 && <SaveBar saving={saving} refusal={refusal} />}
    </>
  );
}

function SaveBar({ saving, refusal }: { saving: Saving; refusal: string | undefined }) {
  const unread = hasUnread(saving.draft.rules) ? UNREAD : undefined;
  const why = saving.isOvertaken ? "Somebody changed it meanwhile; see above" : (refusal ?? unread);
  return (
    <div className="save-bar" role="region" aria-label="Changes that are not saved">
      <span className="grow num">{counted(saving.changes.length, "change")} not saved</span>
      <Button variant="default" onClick={saving.forget} disabled={saving.busy}>
        Discard
      </Button>
      <Button onClick={() => void saving.save()} loading={saving.busy} disabled={why !== undefined} title={why}>
        Review and save
      </Button>
    </div>
  );
}

function Overtaken({ segment, saving }: { segment: Segment; saving: Saving }) {
  return (
    <div className="overtaken">
      <Callout
        tone="warn" role="alert" title={`Somebody saved version ${segment.version} while you were typing`}
        actions={
          <>
            <Button size="compact-md" onClick={saving.rebase}>
              Put mine on top of it
            </Button>
            <Button size="compact-md" variant="default" onClick={saving.forget}>
              Drop mine
            </Button>
          </>
        }
      >
        What you did not touch is shown as it is now. What you typed is kept, and replaces theirs where both changed the same field.
      </Callout>
    </div>
  );
}

function Delete({ segment, uses, refusal }: { segment: Segment; uses: Use[] | undefined; refusal: string | undefined }) {
  const { environment } = usePlace();
  const guard = useGuard();
  const client = useQueryClient();
  const navigate = useNavigate();
  const isUsed = uses !== undefined && uses.length > 0;
  const why = refusal ?? (isUsed ? `It is used by ${counted(uses.length, "definition")}: change those first. They are listed under “Used by”.` : undefined);
  async function remove() {
    const consent = await guard({
      title: `Delete ${segment.key}`,
      about: "Nobody is in it any more. Its history stays, and brings it back.",
      verb: "Delete",
      danger: true,
      always: true,
      typed: segment.key,
    });
    if (consent === undefined) return;
    try {
      await deleteSegment({ environment: environment.key, key: segment.key, version: segment.version, ...consent });
      await navigate({ to: "/segments" });
      client.removeQueries({ queryKey: segmentQuery(environment.key, segment.key).queryKey });
      await client.invalidateQueries({ queryKey: ["segments", environment.key] });
      tell(`${segment.key} is deleted.`);
    } catch (error) {
      consent.failed?.();
      await client.invalidateQueries({ queryKey: segmentQuery(environment.key, segment.key).queryKey });
      complain(overtaken(error, segment.key));
    }
  }
  return (
    <div className="segment-delete">
      <Button variant="default" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => void remove()} disabled={why !== undefined} title={why} aria-describedby={why === undefined ? undefined : "why-no-delete"}>
        Delete
      </Button>
      {why !== undefined && (
        <p className="hint" id="why-no-delete">
          {why}
        </p>
      )}
    </div>
  );
}
