import { NumberInput, type NumberInputProps } from "@mantine/core";
import { useState } from "react";
import { numberIn } from "../editor/unread.ts";

interface Props extends Omit<NumberInputProps, "value" | "onChange" | "onBlur"> {
  value: number | "";
  change: (value: number) => void;
  /** What an empty input means; without it, nothing, and the number comes back. */
  clear?: () => void;
}

/** A number. While it is half typed, as a minus or "1.0" of "1.05" is, it stays as it is typed; whoever leaves it sees the number that holds. */
export function NumberField({ value, change, clear, ...input }: Props) {
  const [typed, setTyped] = useState<string | number>();
  const read = typed === undefined || typed === "" ? undefined : numberIn(typed);
  const type = (next: string | number) => {
    setTyped(next);
    const number = numberIn(next);
    if (number !== undefined) change(number);
    else if (next === "") clear?.();
  };
  const isTyped = typed !== undefined && (read === undefined || read === value);
  return <NumberInput {...input} value={isTyped ? typed : value} onChange={type} onBlur={() => setTyped(undefined)} />;
}
