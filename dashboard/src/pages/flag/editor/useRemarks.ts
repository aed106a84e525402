import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Refused, type Flag, type Schemas } from "../../../api/client";
import { planFlag } from "../../../api/flags";
import { drafted, type Draft } from "../../../editor/draft.ts";
import { ofDiagnostics, ofFindings, type Remark } from "../../../editor/remarks.ts";
import { usePlace } from "../../../shell/place";

/** How long nothing is typed before the server is asked. */
const REST_MS = 350;

export interface Checked {
  remarks: Remark[];
  /** What saving would do; none while the draft is not sound, or not looked at yet. */
  plan: Schemas["Plan"] | undefined;
  isChecking: boolean;
  /** Why the server has not said anything. */
  problem: Error | null;
  again: () => void;
}

const NONE: Remark[] = [];

/** What the server says of a draft: it reads it as it would on saving, and changes nothing. */
export function useRemarks(flag: Flag, draft: Draft): Checked {
  const { environment } = usePlace();
  const text = JSON.stringify(drafted(draft));
  const [rested] = useDebouncedValue(text, REST_MS);
  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey: ["plan", environment.key, flag.key, flag.version, rested],
    queryFn: () => check(environment.key, flag.key, JSON.parse(rested) as Record<string, unknown>),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  const problem = rested === text && data === undefined ? error : null;
  const isChecking = problem === null && (data === undefined || isPlaceholderData || rested !== text);
  const isKnown = problem === null && !isChecking;
  return { remarks: data?.remarks ?? NONE, plan: isKnown ? data?.plan : undefined, isChecking, problem, again: () => void refetch() };
}

async function check(environment: string, key: string, definition: Record<string, unknown>): Promise<{ remarks: Remark[]; plan?: Schemas["Plan"] }> {
  try {
    const plan = await planFlag(environment, key, definition);
    return { remarks: ofFindings(plan.findings, key), plan };
  } catch (error) {
    const diagnostics = error instanceof Refused ? error.problem.diagnostics : undefined;
    if (diagnostics === undefined || diagnostics.length === 0) throw error;
    return { remarks: ofDiagnostics(diagnostics, key) };
  }
}
