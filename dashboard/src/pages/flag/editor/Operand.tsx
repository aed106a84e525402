import { Select, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { isSame } from "../../../editor/draft.ts";
import { operatorOf } from "../../../editor/operator.ts";
import { faultOf, jsonIn, jsonText, noNumbers, numbersIn, numberTexts, type Unread } from "../../../editor/unread.ts";
import { NumberField } from "../../../parts/NumberField";
import { Moment } from "./Moment";
import { Values } from "./Values";

interface Props {
  /** The attribute that is compared. */
  name: string;
  operator: string;
  operand: unknown;
  change: (operand: unknown) => void;
  offered: string[] | undefined;
}

const PLACES: Record<string, string> = {
  in: "pro, team", not_in: "DE, FR", contains: "@example.com", starts_with: "Mozilla", ends_with: ".edu", semver: ">=4.2, <5", cidr: "10.0.0.0/8",
};

/** What an attribute is compared with: each operator has the input that its values need. */
export function Operand({ name, operator, operand, change, offered }: Props) {
  const label = `What ${name || "the attribute"} is compared with`;
  switch (operatorOf(operator).input) {
    case "texts":
      return <Values label={label} values={operand as string[]} change={change} offered={offered} placeholder={PLACES[operator]} />;
    case "numbers":
      return <Numbers label={label} numbers={operand as number[] | Unread} change={change} />;
    case "number":
      return <NumberField size="xs" aria-label={label} value={operand as number | ""} change={change} clear={() => change("")} />;
    case "choice":
      return <Select size="xs" aria-label={label} allowDeselect={false} data={[{ value: "true", label: "true" }, { value: "false", label: "false" }]} value={String(operand)} onChange={(value) => change(value === "true")} />;
    case "time":
      return <Moment size="xs" label={label} at={operand as string} change={change} />;
    case "text":
      return <Pattern label={label} pattern={operand as string} change={change} />;
    case "json":
      // Nothing typed holds for nobody: a condition that is gone would hold for everybody.
      return <JsonInput label={label} value={operand} change={(value) => change(value ?? [])} />;
    case "none":
      return null;
  }
}

function Numbers({ label, numbers, change }: { label: string; numbers: number[] | Unread; change: (numbers: number[] | Unread) => void }) {
  const [typed, setTyped] = useState<string[]>([]);
  // "1." is the number 1, and about to be 1.5: it stays as it is typed while it means what is stored.
  const texts = isSame(numbersIn(typed), numbers) ? typed : numberTexts(numbers);
  const type = (values: string[]) => {
    setTyped(values);
    change(numbersIn(values));
  };
  const refused = noNumbers(texts);
  const error = refused.length === 0 ? undefined : `No number: ${refused.slice(0, 3).join(", ")}`;
  return <Values label={label} values={texts} change={type} placeholder="1, 2.5" error={error} />;
}

/** A regular expression, and a text to try it on. What the browser calls found is so on the server for all that both know. */
function Pattern({ label, pattern, change }: { label: string; pattern: string; change: (pattern: string) => void }) {
  const [text, setText] = useState("");
  return (
    <div className="stack-small">
      <TextInput size="xs" aria-label={label} placeholder="^ana@" spellCheck={false} classNames={{ input: "mono" }} value={pattern} onChange={(event) => change(event.currentTarget.value)} />
      <TextInput size="xs" aria-label="Try the pattern on" placeholder="Try it on a text" value={text} onChange={(event) => setText(event.currentTarget.value)} description={text && found(pattern, text)} inputWrapperOrder={["label", "input", "description", "error"]} />
    </div>
  );
}

function found(pattern: string, text: string): string {
  try {
    return new RegExp(pattern, "u").test(text) ? "It is found." : "It is not found.";
  } catch {
    return "This browser cannot try it; the server says below whether it is sound.";
  }
}

interface JsonProps {
  label: string;
  value: unknown;
  change: (value: unknown) => void;
  placeholder?: string;
  description?: string;
  size?: "xs" | "sm";
  isLabelled?: boolean;
}

/** Any JSON. What is none yet stays as it is typed, and is not saved. */
export function JsonInput({ label, value, change, placeholder, isLabelled = false, ...input }: JsonProps) {
  const [typed, setTyped] = useState<string>();
  const type = (text: string) => {
    setTyped(text);
    change(jsonIn(text));
  };
  return (
    <Textarea
      size="xs" autosize minRows={1} maxRows={8} spellCheck={false} classNames={{ input: "mono" }} placeholder={placeholder} error={faultOf(value)}
      value={typed ?? jsonText(value)} onChange={(event) => type(event.currentTarget.value)} onBlur={() => setTyped(undefined)}
      {...(isLabelled ? { label } : { "aria-label": label })} {...input}
    />
  );
}
