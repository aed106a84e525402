import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconSnowflake } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { endFreeze, freezesQuery, type FreezeWindow } from "../../api/settings";
import { Ago } from "../../parts/Ago";
import { Empty } from "../../parts/Empty";
import { actorOf } from "../../parts/Entry";
import { Tag } from "../../parts/Tag";
import { complain, tell } from "../../parts/toast";
import { useGuard } from "../../shell/guard";
import { usePlace } from "../../shell/place";
import { NewFreeze } from "./NewFreeze";
import { Read, Section } from "./Section";

/** Why somebody may not freeze; none where they may. */
function useFreezeRefusal(): string | undefined {
  const { session } = usePlace();
  const may = session.kind === "admin" || session.kind === "emergency";
  return may ? undefined : `Freezing is for tokens of kind admin or emergency; yours is of kind ${session.kind}.`;
}

export function Freezes() {
  const { environment } = usePlace();
  const refusal = useFreezeRefusal();
  const windows = useQuery(freezesQuery(environment.key));
  const [isMaking, making] = useDisclosure(false);
  return (
    <>
      <Section
        title={`Freezes of ${environment.key}`} make={{ word: "Freeze", open: making.open, refusal }}
        about="While it is frozen no definition changes, and what is scheduled waits. Killing, reviving and rolling back go on."
      >
        <Read of={windows} what="The freezes">
          {(all) => all.length === 0 ? (
            <Empty icon={<IconSnowflake size={30} stroke={1.5} aria-hidden />} title="Nothing is frozen, and nothing is planned">
              Plan a window for holidays or a launch, or freeze at once while something is looked into.
            </Empty>
          ) : (
            <ul className="things">
              {all.map((window) => (
                <WindowRow key={window.id} window={window} refusal={refusal} />
              ))}
            </ul>
          )}
        </Read>
      </Section>
      {isMaking && <NewFreeze close={making.close} />}
    </>
  );
}

const told = (time: string) => new Date(time).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });

function WindowRow({ window, refusal }: { window: FreezeWindow; refusal: string | undefined }) {
  const { environment } = usePlace();
  const client = useQueryClient();
  const guard = useGuard();
  const { id, holds, scope, from, until, by, reason } = window;
  const verb = holds ? "Lift" : "Cancel";
  async function end() {
    const about = holds ? "Definitions may change again, and what was scheduled meanwhile is made." : "It will not begin.";
    const consent = await guard({ title: `${verb} the freeze`, about, verb, always: true });
    if (consent === undefined) return;
    try {
      await endFreeze(environment.key, id, consent.reason);
      tell(holds ? "The freeze is lifted." : "The freeze is cancelled.");
    } catch (error) {
      complain(error);
    }
    await client.invalidateQueries({ queryKey: ["status", environment.key] });
  }
  return (
    <li>
      <div className="grow">
        <p className="row wrap-row">
          <b>{scope === "all" ? "Every definition" : "Experiments"}</b>
          <Tag tone={holds ? "warn" : "rollout"}>{holds ? "holds now" : "planned"}</Tag>
        </p>
        <p className="dim wrap num">
          {holds ? "Since" : "From"} {told(from)}, {until == null ? "until it is lifted" : `until ${told(until)}`}
        </p>
        <p className="hint wrap" dir="auto">
          by {actorOf(by)}
          {reason != null && `: ${reason}`}
          {until != null && holds && <>, ends <Ago at={until} /></>}
        </p>
      </div>
      <div className="acts">
        <Button size="compact-md" variant="default" onClick={() => void end()} disabled={refusal !== undefined} title={refusal} aria-label={`${verb} the freeze from ${told(from)}`}>
          {verb}
        </Button>
      </div>
    </li>
  );
}
