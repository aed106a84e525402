import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { codeOf } from "../api/client";
import { readFailed } from "../api/live";
import { Callout } from "./Callout";

/** Why a page does not show what it is for. */
export function Unread({ what, error }: { what: string; error: Error }) {
  const client = useQueryClient();
  const again = (
    <Button size="compact-sm" variant="default" onClick={() => void readFailed(client)}>
      Try again
    </Button>
  );
  return (
    <Callout tone="bad" title={`${what} cannot be read`} role="alert" actions={again}>
      {error.message}
    </Callout>
  );
}

/** What was read of a thing; nothing of one that is known to be gone, however well it was read before. */
export const ifThere = <T,>(read: T | undefined, error: unknown): T | undefined => (codeOf(error) === "not_found" ? undefined : read);

interface MissingProps {
  kind: string;
  name: string;
  environment: string;
  error: Error;
}

/** The same where the page is for one thing, which may not be there. */
export function Missing({ kind, name, environment, error }: MissingProps) {
  if (codeOf(error) !== "not_found") return <Unread what={`The ${kind}`} error={error} />;
  return (
    <Callout tone="bad" title={`There is no ${kind} ${name} in ${environment}`} role="alert">
      {error.message}
    </Callout>
  );
}
