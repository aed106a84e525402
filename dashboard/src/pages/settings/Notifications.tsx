import { useDisclosure } from "@mantine/hooks";
import { IconBell } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Schemas } from "../../api/client";
import { channelsQuery } from "../../api/settings";
import { Empty } from "../../parts/Empty";
import { ChannelRow } from "./ChannelRow";
import { NewChannel } from "./NewChannel";
import { useAdminRefusal } from "./refusals";
import { Secret } from "./Secret";
import { Read, Section } from "./Section";

export function Notifications() {
  const refusal = useAdminRefusal("Notifications are");
  const channels = useQuery({ ...channelsQuery, enabled: refusal === undefined });
  const [isMaking, making] = useDisclosure(false);
  const [issued, setIssued] = useState<Schemas["IssuedChannel"]>();
  const tell = (channel: Schemas["IssuedChannel"]) => channel.secret != null && setIssued(channel);
  return (
    <>
      <Section
        title="Notifications" make={{ word: "New channel", open: making.open, refusal }}
        about="A channel tells a chat or a program what happens: kills, rollbacks, freezes, changes. It has what a change log has, reasons and keys too. To change one, make another and delete the first."
      >
        {refusal === undefined && (
          <Read of={channels} what="The channels">
            {(all) => all.length === 0 ? (
              <Empty icon={<IconBell size={30} stroke={1.5} aria-hidden />} title="Nobody is told of anything">
                Make a channel, and whoever is on call reads at once who killed what, where and why.
              </Empty>
            ) : (
              <ul className="things">
                {all.map((channel) => (
                  <ChannelRow key={channel.name} channel={channel} rotated={tell} />
                ))}
              </ul>
            )}
          </Read>
        )}
      </Section>
      {isMaking && (
        <NewChannel
          close={making.close}
          made={(channel) => {
            making.close();
            tell(channel);
          }}
        />
      )}
      {issued?.secret != null && (
        <Secret
          title={`What ${issued.name} signs with`} secret={issued.secret} close={() => setIssued(undefined)}
          about="Messages are signed as Standard Webhooks has it: the receiver verifies them with this, and refuses what is older than five minutes."
        />
      )}
    </>
  );
}
