import { MultiSelect, TagsInput, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { Schemas } from "../../api/client";
import { createChannel } from "../../api/settings";
import { Choices, type Choice } from "../../parts/Choices";
import { FormDialog } from "../../parts/FormDialog";
import { useKept } from "../../parts/kept";
import { NAME } from "../../parts/key.ts";
import { tell } from "../../parts/toast";
import { usePlace } from "../../shell/place";

const TYPES: Choice<Schemas["ChannelKind"]>[] = [
  { id: "slack", word: "Chat", about: "A text, as Slack, Mattermost and Rocket.Chat take it" },
  { id: "webhook", word: "Program", about: "JSON that is signed, as Standard Webhooks has it" },
];
const KINDS = ["killed", "revived", "rolled_back", "frozen", "unfrozen", "created", "updated", "deleted", "scheduled", "applied", "cancelled", "erased"];
const COLLECTIONS = ["features", "segments", "metrics", "experiments", "releases", "environment", "schedules", "tokens", "environments", "channels"];

interface Typed {
  name: string;
  type: Schemas["ChannelKind"];
  url: string;
  environments: string[];
  kinds: string[];
  collections: string[];
  keys: string[];
  tags: string[];
}

const BLANK: Typed = { name: "", type: "slack", url: "", environments: ["*"], kinds: [], collections: [], keys: [], tags: [] };

interface Props {
  close: () => void;
  made: (channel: Schemas["IssuedChannel"]) => void;
}

export function NewChannel({ close, made }: Props) {
  const { environments, session } = usePlace();
  const client = useQueryClient();
  const mayAll = session.environments.includes("*");
  const [typed, setTyped, forget] = useKept<Typed>("new channel", { ...BLANK, environments: mayAll ? ["*"] : session.environments });
  const set = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  const isName = NAME.test(typed.name);
  async function make() {
    const filters = Object.fromEntries((["kinds", "collections", "keys", "tags"] as const).filter((name) => typed[name].length > 0).map((name) => [name, typed[name]]));
    const { name, type, url } = typed;
    const channel = await createChannel({ name, type, url: url.trim(), environments: typed.environments, ...filters });
    forget();
    await client.invalidateQueries({ queryKey: ["channels"] });
    tell(`${name} is there. Test it, to see that it arrives.`);
    made(channel);
  }
  return (
    <FormDialog title="New channel" verb="Create" size={640} isReady={isName && typed.url.trim() !== "" && typed.environments.length > 0} close={close} send={make}>
      <TextInput label="Name" placeholder="ops-chat" required spellCheck={false} value={typed.name} onChange={(event) => set({ name: event.currentTarget.value })} error={typed.name !== "" && !isName && "A lower-case letter first, then lower-case letters, digits and dashes; at most 63."} data-autofocus />
      <Choices legend="Who is told" choices={TYPES} chosen={typed.type} choose={(type) => set({ type })} />
      <TextInput label="Address" description="It is kept as a secret is, and not shown again. Only public https addresses, unless the server was started with others." placeholder="https://hooks.example.com/…" required type="url" autoComplete="off" value={typed.url} onChange={(event) => set({ url: event.currentTarget.value })} />
      <div className="pair">
        <MultiSelect
          label="Where" data={[...(mayAll ? [{ value: "*", label: "All environments" }, { value: "instance", label: "Tokens, environments, channels" }] : []), ...environments.map(({ key }) => key)]}
          value={typed.environments} onChange={(chosen) => set({ environments: chosen })}
        />
        <MultiSelect label="What happened" placeholder={typed.kinds.length === 0 ? "Anything" : undefined} data={KINDS.map((value) => ({ value, label: value.replace("_", " ") }))} value={typed.kinds} onChange={(kinds) => set({ kinds })} />
      </div>
      <div className="pair">
        <MultiSelect label="To what" placeholder={typed.collections.length === 0 ? "Anything" : undefined} data={COLLECTIONS} value={typed.collections} onChange={(collections) => set({ collections })} />
        <TagsInput label="Only with one of these tags" value={typed.tags} onChange={(tags) => set({ tags })} />
      </div>
      <TagsInput label="Only these keys" description="* stands for any characters, ? for one." value={typed.keys} onChange={(keys) => set({ keys })} />
    </FormDialog>
  );
}
