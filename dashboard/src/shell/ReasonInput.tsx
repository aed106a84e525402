import { TextInput } from "@mantine/core";
import { usePlace } from "./place";

/** Why something is made, where the environment is protected; elsewhere nobody asks. */
export function ReasonInput({ value, change }: { value: string; change: (reason: string) => void }) {
  const { environment } = usePlace();
  if (!environment.protected) return null;
  return <TextInput label="Reason" description={`${environment.key} is protected: the change log keeps why.`} required value={value} onChange={(event) => change(event.currentTarget.value)} />;
}
