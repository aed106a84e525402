import { useSessionStorage } from "@mantine/hooks";
import { useCallback } from "react";
import type { Flag } from "../../../api/client";
import { draftOf, type Draft } from "../../../editor/draft.ts";
import { usePlace } from "../../../shell/place";

export interface Drafting {
  /** What is being changed; none while nobody changes anything. */
  draft: Draft | undefined;
  begin: () => void;
  change: (next: Draft) => void;
  discard: () => void;
}

/** The draft of a flag, or of what people read about it. It outlives the dialog, a reload and a lost session, as long as the tab is there. */
export function useDraft(flag: Flag, of: "targeting" | "about" = "targeting"): Drafting {
  const { environment, session } = usePlace();
  const [draft, setDraft, remove] = useSessionStorage<Draft | null>({
    key: `hoist-draft ${of} ${session.name} ${environment.key} ${flag.key}`,
    defaultValue: null,
    getInitialValueInEffect: false,
  });
  const begin = useCallback(() => setDraft((now) => now ?? draftOf(flag)), [setDraft, flag]);
  return { draft: draft ?? undefined, begin, change: setDraft, discard: remove };
}
