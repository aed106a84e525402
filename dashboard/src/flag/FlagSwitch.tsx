import { Switch, Tooltip } from "@mantine/core";
import type { Flag } from "../api/client";
import { usePlace, useRefusal } from "../shell/place";
import type { FlagActs } from "./acts";
import { refusalOf, switchRefusal } from "./refusing.ts";

/** Why nobody may change a flag here; none where it can be. */
export function useFlagRefusal(flag: Flag): string | undefined {
  return refusalOf(flag, useRefusal());
}

export function FlagSwitch({ flag, acts }: { flag: Flag; acts: FlagActs }) {
  const { environment } = usePlace();
  const refusal = switchRefusal(flag, useRefusal());
  return (
    <Tooltip label={refusal} disabled={refusal === undefined}>
      <span className="above">
        <Switch
          size="md"
          withThumbIndicator={false}
          checked={flag.enabled}
          disabled={refusal !== undefined}
          onChange={() => void acts.toggle(flag)}
          aria-label={`${flag.key} in ${environment.key}`}
          role="switch"
        />
      </span>
    </Tooltip>
  );
}
