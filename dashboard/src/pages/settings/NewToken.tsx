import { MultiSelect, Select, Switch, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { Schemas } from "../../api/client";
import { createToken, type TokenKind } from "../../api/settings";
import { Choices } from "../../parts/Choices";
import { FormDialog } from "../../parts/FormDialog";
import { useKept } from "../../parts/kept";
import { usePlace } from "../../shell/place";

const ABOUT: [TokenKind, string][] = [
  ["server", "For a program of yours: rules, lists and OFREP"],
  ["client", "For browsers and apps: flags that are visible to all, and no rules"],
  ["viewer", "Reads definitions, history and results; explains"],
  ["editor", "Also writes, kills, revives and rolls back"],
  ["admin", "Everything, tokens and environments too"],
  ["emergency", "Kills, revives, rolls back and freezes; nothing else"],
  ["webhook", "For delivery tools that call gates and webhooks"],
  ["telemetry", "For Prometheus: reads the server's metrics"],
];
const KINDS = ABOUT.map(([kind, about]) => ({ id: kind, word: kind, about }));

const ENDS = [
  { value: "", label: "Never, until it is revoked" },
  { value: "1", label: "In a day" },
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
];

interface Typed {
  name: string;
  kind: TokenKind;
  environments: string[];
  ends: string;
  events: boolean;
}

interface Props {
  close: () => void;
  made: (token: Schemas["IssuedToken"]) => void;
}

export function NewToken({ close, made }: Props) {
  const { environment, environments, session } = usePlace();
  const client = useQueryClient();
  const [typed, setTyped, forget] = useKept<Typed>("new token", { name: "", kind: "server", environments: [environment.key], ends: "", events: true });
  const mayAll = session.environments.includes("*");
  async function make() {
    const ends = typed.ends === "" ? undefined : new Date(Date.now() + Number(typed.ends) * 86_400_000).toISOString();
    const { name, kind } = typed;
    const token = await createToken({
      name: name.trim(), kind, environments: typed.environments, ...(ends && { expires_at: ends }), ...(kind === "client" && !typed.events && { events: false }),
    });
    forget();
    await client.invalidateQueries({ queryKey: ["tokens"] });
    made(token);
  }
  return (
    <FormDialog title="New token" verb="Create" size={640} isReady={typed.name.trim() !== "" && typed.environments.length > 0} close={close} send={make}>
      <TextInput label="Name" description="It stands in the history of what is done with it." placeholder="shop backend" required maxLength={128} value={typed.name} onChange={(event) => setTyped({ ...typed, name: event.currentTarget.value })} data-autofocus />
      <Choices legend="What it may do" choices={KINDS} chosen={typed.kind} choose={(kind) => setTyped({ ...typed, kind })} />
      <div className="pair">
        <MultiSelect
          label="Where" data={[...(mayAll ? [{ value: "*", label: "All environments" }] : []), ...environments.map(({ key }) => key)]} value={typed.environments}
          onChange={(chosen) => setTyped({ ...typed, environments: chosen.at(-1) === "*" ? ["*"] : chosen.filter((one) => one !== "*") })}
        />
        <Select label="Ends" data={ENDS} value={typed.ends} allowDeselect={false} onChange={(value) => setTyped({ ...typed, ends: value ?? "" })} />
      </div>
      {typed.kind === "client" && (
        <Switch label="It may send events" description="And is exposed to experiments by what it evaluates." checked={typed.events} onChange={(event) => setTyped({ ...typed, events: event.currentTarget.checked })} />
      )}
    </FormDialog>
  );
}
