import { Switch, Tooltip } from "@mantine/core";
import type { Flag } from "../api/client";
import { usePlace, useRefusal } from "../shell/place";
import type { FlagActs } from "./acts";
import { isActive } from "./reading.ts";
import { refusalOf, switchRefusal } from "./refusing.ts";

/** Why nobody may change a flag here; none where it can be. */
export function useFlagRefusal(flag: Flag): string | undefined {
  return refusalOf(flag, useRefusal());
}

/** Turns a flag on or off. What says that it is on has the colour of that only where nothing goes before it, as a kill does. */
export function FlagSwitch({ flag, acts }: { flag: Flag; acts: FlagActs }) {
  const { environment } = usePlace();
  const refusal = switchRefusal(flag, useRefusal());
  return (
    <Tooltip label={refusal} disabled={refusal === undefined}>
      <span className={flag.enabled && !isActive(flag) ? "above is-overruled" : "above"}>
        <Switch
          size="md"
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
