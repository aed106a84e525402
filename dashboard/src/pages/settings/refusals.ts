import { usePlace } from "../../shell/place";

/** Why somebody may not administer the instance; none where they may. */
export function useAdminRefusal(what: string): string | undefined {
  const { session } = usePlace();
  if (session.kind !== "admin") return `${what} for tokens of kind admin; yours is of kind ${session.kind}.`;
  return undefined;
}

/** The same for what concerns all environments at once. */
export function useEverywhereRefusal(what: string): string | undefined {
  const { session } = usePlace();
  const refusal = useAdminRefusal(what);
  if (refusal !== undefined) return refusal;
  return session.environments.includes("*") ? undefined : `${what} for tokens that hold for all environments; yours holds for ${session.environments.join(", ")}.`;
}
