import { TextInput } from "@mantine/core";
import { useState } from "react";

interface Props {
  label: string;
  /** RFC 3339; empty where none is chosen. */
  at: string;
  change: (at: string) => void;
  size?: "xs" | "sm";
  isLabelled?: boolean;
}

/** A moment, typed in UTC as documents have it; beside it what that is where the person is. */
export function Moment({ label, at, change, size = "sm", isLabelled = false }: Props) {
  const [typed, setTyped] = useState<string>();
  const time = Date.parse(at);
  const stored = Number.isNaN(time) ? "" : new Date(time).toISOString().slice(0, 16);
  const type = (value: string) => {
    setTyped(value);
    change(value === "" ? "" : `${value}:00Z`);
  };
  const local = Number.isNaN(time) ? undefined : new Date(time).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  return (
    <TextInput
      size={size} type="datetime-local" value={typed ?? stored} onChange={(event) => type(event.currentTarget.value)} onBlur={() => setTyped(undefined)}
      description={local === undefined ? "UTC" : `UTC; here ${local}`} inputWrapperOrder={["label", "input", "description", "error"]}
      {...(isLabelled ? { label } : { "aria-label": label })}
    />
  );
}
