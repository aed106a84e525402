import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { codeOf, type Flag, type Schemas } from "../../../api/client";
import { putFlag } from "../../../api/flags";
import { put, refresh } from "../../../api/live";
import { drafted, type Draft } from "../../../editor/draft.ts";
import { complain, tell } from "../../../parts/toast";
import { useGuard } from "../../../shell/guard";
import { usePlace } from "../../../shell/place";
import { Review } from "./Review";

/** Shows what a draft changes, and stores it upon the version that it was made from. */
export function useSave(flag: Flag, draft: Draft, plan: Schemas["Plan"] | undefined, done: () => void) {
  const client = useQueryClient();
  const guard = useGuard();
  const { environment } = usePlace();
  const [isSaving, setSaving] = useState(false);

  async function save(): Promise<void> {
    if (plan === undefined) return;
    const question = { title: `Save ${flag.key}`, about: <Review plan={plan} flag={flag.key} />, verb: "Save", always: true, wide: true };
    const consent = await guard(question);
    if (consent === undefined) return;
    setSaving(true);
    try {
      const act = { environment: environment.key, key: flag.key, version: draft.base.version, reason: consent.reason };
      put(client, environment.key, await putFlag(act, drafted(draft)));
      done();
      tell(`${flag.key} is saved.`);
    } catch (error) {
      consent.failed?.();
      // The editor sees the newer version, and puts both together or asks.
      if (codeOf(error) === "conflict") await refresh(client, environment.key, flag.key);
      else complain(error);
    } finally {
      setSaving(false);
    }
  }
  return { save, isSaving };
}
