import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { createRelease, releaseQuery, releasesQuery } from "../../../api/releases";
import { FormDialog } from "../../../parts/FormDialog";
import { useKept } from "../../../parts/kept";
import { KeyInput } from "../../../parts/KeyInput";
import { tell } from "../../../parts/toast";
import { definitionOf, EMPTY, obstacleOf, type Draft } from "../../../release/draft.ts";
import { usePlace } from "../../../shell/place";
import { ReasonInput } from "../../../shell/ReasonInput";
import { Fields, FlagInput } from "./Fields";

/** Writes down a release by steps and checks. It does nothing until it is started. */
export function CreateRelease({ close }: { close: () => void }) {
  const { environment } = usePlace();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [draft, keep, forget] = useKept(`new release in ${environment.key}`, EMPTY);
  const change = (more: Partial<Draft>) => keep({ ...draft, ...more });
  const obstacle = obstacleOf(draft) ?? (environment.protected && draft.reason.trim() === "" ? `${environment.key} is protected: say why.` : undefined);

  async function create() {
    const { key } = draft;
    const made = await createRelease({ environment: environment.key, key, reason: draft.reason.trim() || undefined }, definitionOf(draft));
    client.setQueryData(releaseQuery(environment.key, key).queryKey, made);
    await client.invalidateQueries({ queryKey: releasesQuery(environment.key).queryKey });
    forget();
    tell(`${key} is there. It does nothing until it is started.`);
    close();
    await navigate({ to: "/releases/$key", params: { key } });
  }

  return (
    <FormDialog title="New release" verb="Create" isReady={obstacle === undefined} missing={obstacle} close={close} send={create} size={720}>
      <div className="pair">
        <KeyInput asker="commands" placeholder="checkout-v2-out" value={draft.key} change={(key) => change({ key })} isFirst />
        <FlagInput draft={draft} change={change} />
      </div>
      <Fields draft={draft} change={change} />
      <ReasonInput value={draft.reason} change={(reason) => change({ reason })} />
      <p className="hint">
        Deployments, routers, smoke tests and the finer points of checks are written in a file, which <code className="mono">hoist import</code> brings here.
      </p>
      <p className={obstacle === undefined ? "dim" : "wrap"} role="status">
        {obstacle ?? "Whole, as far as can be told here."}
      </p>
    </FormDialog>
  );
}
