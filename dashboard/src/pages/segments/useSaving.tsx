import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { codeOf } from "../../api/client";
import { editKeys, patchSegment, segmentQuery, type Segment } from "../../api/segments";
import { Diff } from "../../parts/Diff";
import { useKept } from "../../parts/kept";
import { complain, tell } from "../../parts/toast";
import { changesOf, EMPTY, saveOf, type Draft } from "../../segment/draft.ts";
import type { Use } from "../../segment/uses.ts";
import { useGuard } from "../../shell/guard";
import { usePlace } from "../../shell/place";
import { Uses } from "./Uses";

/** A draft, and what it was begun from. */
interface Kept {
  draft: Draft;
  /** The version that it was begun from; none while there is nothing in it. */
  version?: number;
}

/** What somebody changes of a segment: kept until it is saved, also where somebody else was faster. */
export function useSaving(segment: Segment, uses: Use[] | undefined) {
  const { environment } = usePlace();
  const client = useQueryClient();
  const guard = useGuard();
  const [{ draft, version }, keep, forget] = useKept<Kept>(`segment ${segment.key} in ${environment.key}`, { draft: EMPTY });
  const [busy, setBusy] = useState(false);
  const changes = changesOf(segment, draft);
  // What is being saved is overtaken by nobody but itself.
  const isOvertaken = !busy && changes.length > 0 && version !== undefined && version !== segment.version;

  const change = (part: Partial<Draft>) => keep({ draft: { ...draft, ...part }, version: version ?? segment.version });
  /** Puts the draft on top of the segment as it is now. */
  const rebase = () => keep({ draft, version: segment.version });

  async function save(): Promise<void> {
    const consent = await guard({
      title: `Save ${segment.key}`,
      verb: "Save",
      always: true,
      about: (
        <div className="stack-small">
          <Diff changes={changes} />
          {uses !== undefined && uses.length > 0 && (
            <p className="dim">
              It changes who gets what from <Uses uses={uses} isKnown told={6} />
            </p>
          )}
        </div>
      ),
    });
    if (consent === undefined) return;
    setBusy(true);
    const act = { environment: environment.key, key: segment.key, ...consent };
    const { fields, edits } = saveOf(segment, draft);
    try {
      let last = version ?? segment.version;
      let left = draft;
      if (Object.keys(fields).length > 0) {
        const now = await patchSegment(act, last, fields);
        client.setQueryData(segmentQuery(environment.key, segment.key).queryKey, now);
        last = now.version;
        // What is saved by now is no change any more, even if the rest is refused.
        left = { ...EMPTY, ...Object.fromEntries(edits.map(([list]) => [list, draft[list]])) };
        keep({ draft: left, version: last });
      }
      for (const [list, edit] of edits) {
        last = await editKeys(act, last, list, edit, (version, rest) => {
          left = { ...left, [list]: rest };
          keep({ draft: left, version });
        });
      }
      forget();
      tell(`${segment.key} is saved.`);
    } catch (error) {
      consent.failed?.();
      complain(codeOf(error) === "conflict" ? new Error(`Somebody changed ${segment.key} meanwhile. What you typed is still there.`) : error);
    } finally {
      await client.invalidateQueries({ queryKey: segmentQuery(environment.key, segment.key).queryKey });
      setBusy(false);
      void client.invalidateQueries({ queryKey: ["segments", environment.key], exact: true });
    }
  }

  return { draft, changes, change, forget, save, busy, isOvertaken, rebase };
}

export type Saving = ReturnType<typeof useSaving>;
