import "../styles/experiments.css";
import { ActionIcon, Autocomplete, Button, Select } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { metricsQuery } from "../api/experiments";
import { KEY } from "../parts/key.ts";
import { NumberField } from "../parts/NumberField";
import { usePlace } from "../shell/place";
import type { DraftMetric } from "./draft.ts";
import { ROLE_WORDS, ROLES, roleOf, type Role } from "./reading.ts";

const ABOUT: Record<Role, string> = {
  goal: "decides",
  secondary: "is told beside it",
  guardrail: "must not get worse",
};

interface Props {
  metrics: DraftMetric[];
  change: (metrics: DraftMetric[]) => void;
}

/** What is measured, and what each metric is for. */
export function MetricRows({ metrics, change }: Props) {
  const { environment } = usePlace();
  const { data: known } = useQuery(metricsQuery(environment.key));
  const [name, setName] = useState("");
  const set = (at: number, next: Partial<DraftMetric>) => change(metrics.map((one, place) => (place === at ? { ...one, ...next } : one)));
  const open = (known ?? []).filter(({ key }) => !metrics.some(({ metric }) => metric === key));
  const text = name.trim();
  const canAdd = KEY.test(text) && !metrics.some(({ metric }) => metric === text);
  const add = (metric: string) => {
    const role: Role = metrics.some((one) => one.role === "goal") ? "secondary" : "goal";
    change([...metrics, { metric, role, margin: undefined }]);
    setName("");
  };
  return (
    <div className="stack">
      <div className="row metric-add">
        <Autocomplete
          className="grow" label="Metric" description="One of the catalogue, or a name such as conversion_rate, which says what it counts." data={open.map(({ key }) => key)} value={name} onChange={setName} spellCheck={false}
          onKeyDown={(event) => {
            // Enter adds it; the form has other steps yet.
            if (event.key === "Enter" && !event.defaultPrevented) {
              event.preventDefault();
              if (canAdd) add(text);
            }
          }}
        />
        <Button variant="default" leftSection={<IconPlus size={15} aria-hidden />} disabled={!canAdd} onClick={() => add(text)}>
          Add
        </Button>
      </div>
      <ul className="metric-rows">
        {metrics.map(({ metric, role, margin }, place) => (
          <li key={metric}>
            <span className="wrap" style={{ flex: "1 1 150px" }}>
              <b className="mono">{metric}</b>
              <small className="dim">{(known ?? []).find(({ key }) => key === metric)?.description ?? ABOUT[role]}</small>
            </span>
            <Select w={136} aria-label={`Role of ${metric}`} allowDeselect={false} data={ROLES.map((value) => ({ value, label: ROLE_WORDS[value] }))} value={role} onChange={(value) => set(place, { role: roleOf(value ?? "goal") })} />
            {role === "guardrail" && (
              <NumberField w={120} aria-label={`How much worse ${metric} may get, in percent`} min={0} max={100} decimalScale={2} prefix="at most " suffix="%" placeholder="any worse" value={margin ?? ""} change={(value) => set(place, { margin: value })} clear={() => set(place, { margin: undefined })} />
            )}
            <ActionIcon variant="subtle" color="gray" size={30} aria-label={`Remove ${metric}`} onClick={() => change(metrics.filter((_, other) => other !== place))}>
              <IconTrash size={16} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <p className="hint">A goal {ABOUT.goal}; a secondary metric {ABOUT.secondary}; a guardrail {ABOUT.guardrail}, by more than its margin.</p>
    </div>
  );
}
