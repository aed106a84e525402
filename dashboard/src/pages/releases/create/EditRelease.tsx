import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { codeOf } from "../../../api/client";
import { patchRelease, planRelease, releaseQuery, releasesQuery, type Release } from "../../../api/releases";
import { Callout } from "../../../parts/Callout";
import { Diff } from "../../../parts/Diff";
import { FormDialog } from "../../../parts/FormDialog";
import { useKept } from "../../../parts/kept";
import { tell } from "../../../parts/toast";
import { obstacleOf, type Draft } from "../../../release/draft.ts";
import { editOf, isTyped, onTop, patchOf, writtenOf, type Edit } from "../../../release/editing.ts";
import { useGuard } from "../../../shell/guard";
import { usePlace } from "../../../shell/place";
import { Fields, FlagInput } from "./Fields";

/** Changes a release that does not run. What is typed is kept until it is saved, also where somebody else was faster. */
export function EditRelease({ release, close }: { release: Release; close: () => void }) {
  const { environment } = usePlace();
  const client = useQueryClient();
  const guard = useGuard();
  const [kept, keep, forget] = useKept<Edit | undefined>(`release ${release.key} in ${environment.key}`, undefined);
  const edit = kept !== undefined && isTyped(kept) ? kept : editOf(release);
  const isBegun = Object.keys(patchOf(edit)).length > 0;
  const { draft } = edit;
  const isOvertaken = edit.version !== release.version;
  const change = (more: Partial<Draft>) => keep({ ...edit, draft: { ...draft, ...more } });
  const why = isOvertaken ? "Somebody changed it meanwhile; see above." : isBegun ? obstacleOf(draft) : "Nothing is changed yet.";

  async function save() {
    const patch = patchOf(edit);
    const plan = await planRelease(environment.key, release.key, writtenOf(release, patch));
    const fields = plan.documents.find(({ key, collection }) => key === release.key && collection === "releases")?.fields ?? [];
    const about = (
      <div className="stack-small">
        <Diff changes={fields} />
        <p className="dim">It holds from the next start on.</p>
      </div>
    );
    const consent = await guard({ title: `Save ${release.key}`, about, verb: "Save", always: true, wide: true });
    if (consent === undefined) return;
    try {
      const saved = await patchRelease({ environment: environment.key, key: release.key, version: edit.version, ...consent }, patch);
      client.setQueryData(releaseQuery(environment.key, release.key).queryKey, saved);
    } catch (error) {
      consent.failed?.();
      await client.invalidateQueries({ queryKey: releaseQuery(environment.key, release.key).queryKey });
      throw codeOf(error) === "conflict" ? new Error(`Somebody changed ${release.key} meanwhile. What you typed is still there.`) : error;
    }
    void client.invalidateQueries({ queryKey: releasesQuery(environment.key).queryKey });
    // What is typed meanwhile stays.
    keep((later) => (later === kept ? undefined : later));
    tell(`${release.key} is saved.`);
    close();
  }

  return (
    <FormDialog title={`Edit ${release.key}`} verb="Review and save" isReady={why === undefined} missing={why} close={close} send={save} failed="It was not saved" size={720}>
      {isOvertaken && <Overtaken version={release.version} rebase={() => keep(onTop(edit, release))} drop={forget} />}
      <FlagInput draft={draft} change={change} />
      <Fields draft={draft} change={change} />
      <div className="row" style={{ flexWrap: "wrap" }}>
        <p className={why === undefined ? "dim grow" : "wrap grow"} role="status">
          {why ?? "Whole, as far as can be told here."}
        </p>
        {isBegun && !isOvertaken && (
          <Button size="compact-sm" variant="subtle" onClick={forget}>
            Put back what is saved
          </Button>
        )}
      </div>
    </FormDialog>
  );
}

function Overtaken({ version, rebase, drop }: { version: number; rebase: () => void; drop: () => void }) {
  return (
    <Callout
      tone="warn" role="alert" title={`Somebody saved version ${version} while you were typing`}
      actions={
        <>
          <Button size="compact-md" onClick={rebase}>
            Put mine on top of it
          </Button>
          <Button size="compact-md" variant="default" onClick={drop}>
            Drop mine
          </Button>
        </>
      }
    >
      What you typed is kept, and replaces theirs where both changed the same.
    </Callout>
  );
}
