import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Schemas } from "../../api/client";
import { deleteChannel, rotateChannel, testChannel, type Channel } from "../../api/settings";
import { counted } from "../../flag/reading.ts";
import { Ago } from "../../parts/Ago";
import { Callout } from "../../parts/Callout";
import { Tag } from "../../parts/Tag";
import { complain, tell } from "../../parts/toast";
import { useGuard } from "../../shell/guard";
import { DeadMessages } from "./DeadMessages";

interface Props {
  channel: Channel;
  rotated: (channel: Schemas["IssuedChannel"]) => void;
}

export function ChannelRow({ channel, rotated }: Props) {
  const { name, type, to, queue } = channel;
  const client = useQueryClient();
  const guard = useGuard();
  const [isShowingDead, dead] = useDisclosure(false);
  const refresh = () => client.invalidateQueries({ queryKey: ["channels"] });
  const test = useMutation({ mutationFn: () => testChannel(name), onSettled: refresh });
  async function rotate() {
    const about = "For a day messages are signed with both, the old and the new one.";
    if ((await guard({ title: `New secret for ${name}`, about, verb: "Rotate", always: true })) === undefined) return;
    await rotateChannel(name).then(rotated).catch(complain);
    await refresh();
  }
  async function remove() {
    const about = queue.pending + queue.dead > 0 ? `${counted(queue.pending + queue.dead, "message")} that it was still to be told go with it.` : "It is told nothing more.";
    if ((await guard({ title: `Delete ${name}`, about, verb: "Delete", danger: true, always: true })) === undefined) return;
    await deleteChannel(name).then(() => tell(`${name} is deleted.`)).catch(complain);
    await refresh();
  }
  return (
    <li className="channel">
      <div className="grow">
        <p className="row wrap-row">
          <b className="wrap">{name}</b>
          <Tag tone="rollout">{type}</Tag>
          {queue.pending > 0 && <Tag tone={queue.failure ? "warn" : "plain"}>{queue.pending.toLocaleString()} waiting</Tag>}
          {queue.dead > 0 && <Tag tone="bad">{queue.dead.toLocaleString()} given up</Tag>}
        </p>
        <p className="dim wrap">{toldOf(channel)}</p>
        <p className="hint wrap">
          <span className="mono">{to}</span>, made <Ago at={channel.created_at} />
        </p>
      </div>
      <div className="acts">
        <Button size="compact-md" variant="default" onClick={() => test.mutate()} loading={test.isPending} aria-label={`Test ${name}`}>
          Test
        </Button>
        {type === "webhook" && (
          <Button size="compact-md" variant="default" onClick={() => void rotate()} aria-label={`New secret for ${name}`}>
            New secret
          </Button>
        )}
        <Button size="compact-md" variant="default" onClick={() => void remove()} aria-label={`Delete ${name}`}>
          Delete
        </Button>
      </div>
      <div className="below">
        {test.data !== undefined && (
          <Callout tone={test.data.delivered ? "good" : "bad"} title={test.data.delivered ? `It arrived, in ${test.data.took_ms} ms` : "It did not arrive"} role="status">
            {test.data.detail}
          </Callout>
        )}
        {test.error !== null && <Callout tone="bad" title="It cannot be tested" role="alert">{test.error.message}</Callout>}
        {queue.pending > 0 && queue.failure != null && (
          <Callout tone="warn" title={`The oldest of ${counted(queue.pending, "message")} could not be delivered so far`}>
            {queue.failure}. It is tried again by itself, for three days.
          </Callout>
        )}
        {queue.dead > 0 && (
          <Button size="compact-md" variant="subtle" onClick={dead.toggle} aria-expanded={isShowingDead}>
            {isShowingDead ? "Hide" : "Show"} what was given up
          </Button>
        )}
        {isShowingDead && <DeadMessages channel={name} />}
      </div>
    </li>
  );
}

/** What a channel is told of, as a sentence. */
function toldOf({ environments, kinds = [], collections = [], keys = [], tags = [] }: Channel): string {
  const named = environments.map((one) => ({ "*": "every environment", instance: "the log of tokens, environments and channels" })[one] ?? one);
  const parts = [
    kinds.length > 0 ? `What is ${kinds.map((kind) => kind.replace("_", " ")).join(", ")}` : "Everything",
    collections.length > 0 && `of ${collections.join(", ")}`,
    keys.length > 0 && `about ${keys.join(", ")}`,
    tags.length > 0 && `tagged ${tags.join(", ")}`,
    `in ${named.join(", ")}`,
  ];
  return parts.filter(Boolean).join(" ");
}
