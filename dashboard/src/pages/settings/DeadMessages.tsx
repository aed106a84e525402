import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { deadQuery, replayDead } from "../../api/settings";
import { counted } from "../../flag/reading.ts";
import { Ago } from "../../parts/Ago";
import { complain, tell } from "../../parts/toast";
import { Read } from "./Section";

/** Messages that were given up, and their way back. */
export function DeadMessages({ channel }: { channel: string }) {
  const client = useQueryClient();
  const dead = useQuery(deadQuery(channel));
  const replay = (id?: number) =>
    replayDead(channel, id)
      .then(({ replayed }) => tell(`${counted(replayed, "message")} of ${channel} will be delivered after all.`))
      .catch(complain)
      .finally(() => client.invalidateQueries({ queryKey: ["channels"] }));
  return (
    <Read of={dead} what="What was given up">
      {({ items, next }) => (
        <div className="stack-small dead">
          <ul className="things is-small">
            {items.map(({ id, text, environment, attempts, failure, given_up_at: at }) => (
              <li key={id}>
                <div className="grow">
                  <p className="wrap" dir="auto">
                    {text}
                  </p>
                  <p className="hint wrap">
                    {environment}, given up <Ago at={at} /> after {counted(attempts, "attempt")}: {failure}
                  </p>
                </div>
                <Button size="compact-sm" variant="default" onClick={() => void replay(id)} aria-label={`Deliver message ${id}`}>
                  Deliver
                </Button>
              </li>
            ))}
          </ul>
          {items.length > 1 && (
            <Button size="compact-md" variant="default" onClick={() => void replay()} style={{ alignSelf: "flex-start" }}>
              Deliver all of them{next == null ? "" : ", also those not shown"}
            </Button>
          )}
        </div>
      )}
    </Read>
  );
}
