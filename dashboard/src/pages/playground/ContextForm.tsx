import { ActionIcon, Button, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { contextOf, kindOf, readContext, rowsOf, USER, type Context, type Row } from "../../playground/context.ts";

/** A context while it is typed. */
export interface Typed {
  as: "form" | "json";
  user: string;
  rows: Row[];
  json: string;
  moment: string;
}

export const typedOf = (context: Context, moment: string): Typed => ({
  as: "form",
  user: typeof context[USER] === "string" ? context[USER] : "",
  rows: rowsOf(context),
  json: JSON.stringify(context, null, 2),
  moment,
});

/** The context that was typed, or why it is none. */
export const contextTyped = (typed: Typed): Context | string => (typed.as === "json" ? readContext(typed.json) : contextOf(typed.user, typed.rows));

interface Props {
  title: string;
  typed: Typed;
  change: (typed: Typed) => void;
  momentProblem: string | undefined;
}

/** Who asks, and when. */
export function ContextForm({ title, typed, change, momentProblem }: Props) {
  const read = contextTyped(typed);
  const turn = (as: string) => {
    if (typeof read === "string") return;
    change(as === "json" ? { ...typed, as: "json", json: JSON.stringify(read, null, 2) } : { ...typedOf(read, typed.moment) });
  };
  return (
    <fieldset className="panel padded stack context">
      <legend className="hidden">{title}</legend>
      <div className="row wide">
        <h2 aria-hidden>{title}</h2>
        <SegmentedControl
          size="xs" aria-label={`${title}, typed as`} value={typed.as} onChange={turn} disabled={typeof read === "string"}
          data={[{ value: "form", label: "Form" }, { value: "json", label: "JSON" }]}
        />
      </div>
      {typed.as === "form" ? (
        <Fields typed={typed} change={change} />
      ) : (
        <Textarea
          label="Context" autosize minRows={5} maxRows={18} spellCheck={false} classNames={{ input: "mono" }} value={typed.json}
          onChange={(event) => change({ ...typed, json: event.currentTarget.value })} error={typeof read === "string" && read}
        />
      )}
      <TextInput
        label="By the rules of" placeholder="now" description="The number of an entry of the log, or a time; left empty, now." value={typed.moment}
        onChange={(event) => change({ ...typed, moment: event.currentTarget.value })} error={momentProblem}
      />
    </fieldset>
  );
}

function Fields({ typed, change }: { typed: Typed; change: (typed: Typed) => void }) {
  const setRow = (place: number, part: Partial<Row>) => change({ ...typed, rows: typed.rows.map((row, own) => (own === place ? { ...row, ...part } : row)) });
  return (
    <>
      <TextInput label="Targeting key" placeholder="user-42" spellCheck={false} value={typed.user} onChange={(event) => change({ ...typed, user: event.currentTarget.value })} />
      <div className="stack-small">
        {typed.rows.length > 0 && <b className="fields-title">Attributes</b>}
        {typed.rows.map((row, place) => (
          <div className="context-attribute" key={place}>
            <TextInput aria-label={`Name of attribute ${place + 1}`} placeholder="plan" spellCheck={false} classNames={{ input: "mono" }} value={row.name} onChange={(event) => setRow(place, { name: event.currentTarget.value })} />
            <TextInput
              aria-label={`Value of ${row.name || `attribute ${place + 1}`}`} placeholder="pro" spellCheck={false} value={row.text} rightSectionWidth={72} rightSectionPointerEvents="none"
              rightSection={row.text !== "" && <span className="hint">{kindOf(row.text)}</span>} onChange={(event) => setRow(place, { text: event.currentTarget.value })}
            />
            <ActionIcon variant="subtle" color="gray" size={30} aria-label={`Remove ${row.name || `attribute ${place + 1}`}`} onClick={() => change({ ...typed, rows: typed.rows.filter((_, own) => own !== place) })}>
              <IconX size={15} />
            </ActionIcon>
          </div>
        ))}
        <Button variant="default" size="compact-md" leftSection={<IconPlus size={14} aria-hidden />} style={{ alignSelf: "flex-start" }} onClick={() => change({ ...typed, rows: [...typed.rows, { name: "", text: "" }] })}>
          Add an attribute
        </Button>
      </div>
    </>
  );
}
