import { Select, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { freeze } from "../../api/settings";
import { FormDialog } from "../../parts/FormDialog";
import { useKept } from "../../parts/kept";
import { tell } from "../../parts/toast";
import { usePlace } from "../../shell/place";

const SCOPES = [
  { value: "all", label: "Every definition" },
  { value: "experiments", label: "Experiments alone" },
];
const BLANK = { scope: "all", from: "", until: "", reason: "" };

/** The moment of a local time; none where nothing was typed. */
const momentOf = (local: string) => (local === "" ? undefined : new Date(local).toISOString());

export function NewFreeze({ close }: { close: () => void }) {
  const { environment } = usePlace();
  const client = useQueryClient();
  const [typed, setTyped, forget] = useKept(`new freeze of ${environment.key}`, BLANK);
  const isBackwards = typed.until !== "" && momentOf(typed.until)! <= (momentOf(typed.from) ?? new Date().toISOString());
  async function make() {
    const [from, until] = [momentOf(typed.from), momentOf(typed.until)];
    const reason = typed.reason.trim();
    await freeze(environment.key, { scope: typed.scope === "experiments" ? "experiments" : "all", ...(from && { from }), ...(until && { until }), ...(reason && { reason }) });
    forget();
    await client.invalidateQueries({ queryKey: ["status", environment.key] });
    tell(from ? "The freeze is planned." : `${environment.key} is frozen.`);
    close();
  }
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <FormDialog title={`Freeze ${environment.key}`} verb={typed.from === "" ? "Freeze now" : "Plan it"} isReady={!isBackwards} close={close} send={make}>
      <Select label="What" data={SCOPES} value={typed.scope} allowDeselect={false} onChange={(scope) => setTyped({ ...typed, scope: scope ?? "all" })} />
      <div className="pair">
        <TextInput type="datetime-local" label="From" description="Left empty, from now on." value={typed.from} onChange={(event) => setTyped({ ...typed, from: event.currentTarget.value })} />
        <TextInput type="datetime-local" label="Until" description="Left empty, until it is lifted." value={typed.until} onChange={(event) => setTyped({ ...typed, until: event.currentTarget.value })} error={isBackwards && "It has to end after it begins."} />
      </div>
      <p className="hint">Times of your clock, in {zone}.</p>
      <TextInput label="Reason" description="Whoever is refused a change reads it." maxLength={900} value={typed.reason} onChange={(event) => setTyped({ ...typed, reason: event.currentTarget.value })} data-autofocus />
    </FormDialog>
  );
}
