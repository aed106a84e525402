import { ActionIcon, TagsInput, Textarea, Tooltip } from "@mantine/core";
import { IconList, IconTags } from "@tabler/icons-react";
import { useState } from "react";
import { linesIn, valuesIn } from "../../../editor/seen.ts";
import { counted } from "../../../flag/reading.ts";

/** More values than this are lines of text: nobody reads a hundred pills. */
const PILLS = 24;
/** The most that a list in a document may have. */
const MOST = 10_000;

interface Props {
  label: string;
  values: string[];
  change: (values: string[]) => void;
  /** What may be meant. */
  offered?: string[] | undefined;
  placeholder?: string | undefined;
  error?: string | undefined;
}

/** A list of values. As many as one likes are pasted at once. */
export function Values({ label, values, change, offered = [], placeholder, error }: Props) {
  const [isText, setText] = useState(values.length > PILLS);
  const showsText = isText || values.length > PILLS;
  const other = showsText ? "Edit one by one" : "Edit as lines, or paste many";
  // What was there stays as it is: a value may have commas in it.
  const put = (next: string[]) => change([...new Set(next.flatMap((one) => (values.includes(one) ? [one] : valuesIn(one))))]);
  return (
    <div className="values">
      {showsText ? (
        <Lines label={label} values={values} change={change} error={error} />
      ) : (
        <TagsInput
          size="xs" aria-label={label} data={offered} limit={8} placeholder={values.length === 0 ? placeholder : undefined} value={values} error={error}
          onChange={put} splitChars={[",", ";", "\n", "\t"]} acceptValueOnBlur onPaste={(event) => paste(event, values, change)} maxDropdownHeight={220}
        />
      )}
      <Tooltip label={values.length > PILLS ? `${counted(values.length, "value")}: too many to show one by one` : other}>
        <ActionIcon size={30} variant="default" aria-label={other} disabled={values.length > PILLS} onClick={() => setText(!showsText)}>
          {showsText ? <IconTags size={15} /> : <IconList size={15} />}
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

/** Several values at once, as they come out of a table. */
function paste(event: React.ClipboardEvent, values: string[], change: (values: string[]) => void): void {
  const pasted = valuesIn(event.clipboardData.getData("text"));
  if (pasted.length < 2) return;
  event.preventDefault();
  change([...new Set([...values, ...pasted])]);
}

function Lines({ label, values, change, error }: Pick<Props, "label" | "values" | "change" | "error">) {
  // What is typed stays as it is typed: an empty line is about to be filled.
  const [text, setText] = useState({ typed: values.join("\n"), values });
  const typed = text.values === values || text.values.join("\n") === values.join("\n") ? text.typed : values.join("\n");
  const type = (next: string) => {
    const read = linesIn(next);
    setText({ typed: next, values: read });
    change(read);
  };
  const tooMany = values.length > MOST ? `At most ${MOST.toLocaleString()} values; a segment holds more.` : undefined;
  return (
    <Textarea
      size="xs" aria-label={label} autosize minRows={3} maxRows={10} spellCheck={false} classNames={{ input: "mono" }} value={typed}
      onChange={(event) => type(event.currentTarget.value)} error={error ?? tooMany}
      description={`${counted(values.length, "value")}, one a line`} inputWrapperOrder={["label", "input", "description", "error"]}
    />
  );
}
