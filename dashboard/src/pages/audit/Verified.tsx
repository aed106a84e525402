import { Button } from "@mantine/core";
import { IconShieldCheck, IconShieldX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { api, ask } from "../../api/client";
import { counted } from "../../flag/reading.ts";
import { Tag } from "../../parts/Tag";
import { usePlace } from "../../shell/place";

/** Reads the whole chain of entries again, when asked to: that takes a while where there are many. */
export function Verified() {
  const { environment } = usePlace();
  const checked = useMutation({
    mutationFn: () => ask(api.GET("/api/changes/verify", { params: { query: { environment: environment.key } } })),
  });
  if (checked.data !== undefined) {
    const faults = checked.data.faults.length;
    return faults === 0 ? (
      <Tag tone="good">
        <IconShieldCheck size={14} aria-hidden /> {counted(checked.data.entries, "entry", "entries")}, chain unbroken
      </Tag>
    ) : (
      <Tag tone="bad">
        <IconShieldX size={14} aria-hidden /> {counted(faults, "fault")} found
      </Tag>
    );
  }
  return (
    <Button size="compact-sm" variant="default" leftSection={<IconShieldCheck size={15} aria-hidden />} loading={checked.isPending} onClick={() => checked.mutate()}>
      {checked.error === null ? "Verify" : "Verify again"}
    </Button>
  );
}
