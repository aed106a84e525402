import "@mantine/core/styles/Radio.css";
import "../../../styles/editor.css";
import { Button, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Flag } from "../../../api/client";
import { flagsQuery } from "../../../api/queries";
import { segmentsQuery, type Segment } from "../../../api/segments";
import { drafted, isChanged, type Draft } from "../../../editor/draft.ts";
import type { Remark } from "../../../editor/remarks.ts";
import { seenIn } from "../../../editor/seen.ts";
import { hasUnread, UNREAD } from "../../../editor/unread.ts";
import { counted } from "../../../flag/reading.ts";
import { useFlagRefusal } from "../../../flag/FlagSwitch";
import { usePlace } from "../../../shell/place";
import { Explain } from "../Explain";
import { Rebased } from "./Rebased";
import { Remarks } from "./Remarks";
import { Requires } from "./Requires";
import { Rest } from "./Rest";
import { Rules } from "./Rules";
import { SeenContext } from "./seen";
import { Strategy } from "./Strategy";
import { Type } from "./Type";
import type { Drafting } from "./useDraft";
import { useRemarks, type Checked } from "./useRemarks";
import { useSave } from "./useSave";

interface Props {
  flag: Flag;
  draft: Draft;
  drafting: Drafting;
}

/** Changes who gets what. Nobody gets anything else before it is saved. */
export function Editor({ flag, draft, drafting }: Props) {
  return (
    <Rebased flag={flag} draft={draft} change={drafting.change} className="stack editor">
      {(together) => <Inside flag={flag} draft={together} drafting={drafting} />}
    </Rebased>
  );
}

const NONE: Flag[] = [];
/** Places that have remarks of their own. */
const PLACED = new Set(["type", "rules", "requires", "variants", "percentage", "start_date", "end_date", "curve", "bucket_by", "when_on", "when_off", "salt", "metrics"]);

function Inside({ flag, draft, drafting: { change, discard } }: Props) {
  const checked = useRemarks(flag, draft);
  const saving = useSave(flag, draft, checked.plan, discard);
  const known = useKnown();
  const { remarks } = checked;
  const of = (...fields: string[]) => remarks.filter(({ field, rule }) => rule === undefined && fields.includes(field));
  return (
    <SeenContext value={known}>
      {/* What is typed into what is being saved would be discarded with it. */}
      <div style={{ display: "contents" }} inert={saving.isSaving}>
        <Type draft={draft} change={change} remarks={of("type")} />
        <Requires own={flag.key} draft={draft} change={change} remarks={of("requires")} />
        <section className="stack-small">
          <h3>Rules</h3>
          <p className="dim">The first rule that matches decides. Move one by its handle, with the arrow keys there, or with Alt and an arrow key anywhere in it.</p>
          <Rules draft={draft} change={change} remarks={remarks} />
          <div className="rule panel is-default">
            <Strategy draft={draft} change={change} remarks={of("variants", "percentage", "start_date", "end_date", "curve", "bucket_by")} />
          </div>
          <Remarks remarks={[...of("rules"), ...remarks.filter(({ field }) => !PLACED.has(field))]} />
        </section>
        <Rest draft={draft} change={change} remarks={of("when_on", "when_off", "salt", "metrics")} />
        <details className="definition">
          <summary>Try it on somebody before you save</summary>
          <Explain flag={flag} draft={drafted(draft)} />
        </details>
      </div>
      <Finish flag={flag} draft={draft} checked={checked} saving={saving} discard={discard} />
    </SeenContext>
  );
}

const keysOf = (segments: Segment[]) => segments.map(({ key }) => key);

/** Names that are offered: what the environment's rules speak of, and its segments. */
function useKnown() {
  const { environment } = usePlace();
  const { data: flags = NONE } = useQuery(flagsQuery(environment.key));
  const { data: segments } = useQuery({ ...segmentsQuery(environment.key), select: keysOf });
  return useMemo(() => ({ ...seenIn(flags), segments: segments ?? [] }), [flags, segments]);
}

interface FinishProps {
  flag: Flag;
  draft: Draft;
  checked: Checked;
  saving: ReturnType<typeof useSave>;
  discard: () => void;
}

/** Whether it can be saved, and saving it. */
function Finish({ flag, draft, checked, saving: { save, isSaving }, discard }: FinishProps) {
  const refusal = useFlagRefusal(flag);
  const faults = checked.remarks.filter(({ tone }) => tone === "bad");
  const changed = isChanged(draft);
  const why = refusal ?? (changed || checked.problem !== null ? obstacleOf(faults, checked, draft) : "Nothing is changed yet");
  return (
    <div className="finish">
      <Button onClick={() => void save()} disabled={why !== undefined || checked.plan === undefined} loading={isSaving} title={why}>
        Review and save
      </Button>
      <Button variant="default" onClick={discard}>
        {changed ? "Discard" : "Cancel"}
      </Button>
      {checked.problem !== null && (
        <Button variant="default" onClick={checked.again}>
          Check it again
        </Button>
      )}
      <span className={faults.length > 0 || checked.problem !== null ? "wrap tone-bad-ink" : "dim"} role="status">
        {checked.isChecking ? <Loader size={13} role="img" aria-label="Looking at it" /> : (why ?? "Sound; not saved yet")}
      </span>
    </div>
  );
}

function obstacleOf(faults: Remark[], { problem }: Checked, draft: Draft): string | undefined {
  if (hasUnread(drafted(draft))) return UNREAD;
  if (problem !== null) return `It could not be checked: ${problem.message}`;
  return faults.length === 0 ? undefined : `${counted(faults.length, "fault")} to mend first`;
}
