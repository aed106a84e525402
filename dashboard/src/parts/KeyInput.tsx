import { TextInput } from "@mantine/core";
import { KEY } from "./key.ts";

interface Props {
  value: string;
  change: (key: string) => void;
  /** Who asks for it. */
  asker: string;
  placeholder?: string;
  /** Whether the dialog begins here. */
  isFirst?: boolean;
}

/** The key of what is made. */
export function KeyInput({ value, change, asker, placeholder, isFirst }: Props) {
  return (
    <TextInput
      label="Key" description={`What ${asker} ask for; it stays as it is.`} placeholder={placeholder} required spellCheck={false} value={value}
      onChange={(event) => change(event.currentTarget.value)} data-autofocus={isFirst}
      error={value !== "" && !KEY.test(value) && "A letter first, then letters, digits, dots, dashes and underscores; at most 128."}
    />
  );
}
