import { ActionIcon, Button, Checkbox, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { NumberField } from "../../../parts/NumberField";
import { isSpan, nameOf, withStep, type DraftStep } from "../../../release/draft.ts";

/** The most steps that a release may have. */
const MOST = 50;

/** The share from step to step, and how long each lasts. */
export function StepRows({ steps, change }: { steps: DraftStep[]; change: (steps: DraftStep[]) => void }) {
  const set = (place: number, more: Partial<DraftStep>) => change(steps.map((one, other) => (other === place ? { ...one, ...more } : one)));
  return (
    <section className="stack-small">
      <h3>Steps</h3>
      <p className="dim">The share of the users at each step, how long it lasts at least, and whether somebody has to let it begin.</p>
      <ol className="metric-rows">
        {steps.map((step, place) => {
          const { name, percentage, duration, waits } = step;
          const called = `step ${place + 1}`;
          return (
            <li key={place}>
              <TextInput size="xs" className="grow" miw={110} aria-label={`Name of ${called}`} placeholder={nameOf(step)} maxLength={128} value={name} onChange={(event) => set(place, { name: event.currentTarget.value })} />
              <NumberField size="xs" w={88} aria-label={`Share of ${called} in percent`} min={0} max={100} decimalScale={2} suffix="%" value={percentage} change={(value) => set(place, { percentage: value })} clear={() => set(place, { percentage: "" })} />
              <TextInput size="xs" w={64} aria-label={`How long ${called} lasts`} placeholder="10m" spellCheck={false} value={duration} onChange={(event) => set(place, { duration: event.currentTarget.value })} error={!isSpan(duration)} />
              <Checkbox size="xs" label="on approval" aria-label={`Step ${place + 1} begins after approval`} checked={waits} onChange={(event) => set(place, { waits: event.currentTarget.checked })} />
              <ActionIcon size={28} variant="subtle" color="gray" aria-label={`Remove ${called}`} disabled={steps.length === 1} title={steps.length === 1 ? "One step has to stay" : undefined} onClick={() => change(steps.toSpliced(place, 1))}>
                <IconTrash size={15} />
              </ActionIcon>
            </li>
          );
        })}
      </ol>
      <Button size="compact-sm" variant="default" style={{ alignSelf: "flex-start" }} leftSection={<IconPlus size={14} aria-hidden />} disabled={steps.length >= MOST} onClick={() => change(withStep(steps))}>
        Add a step
      </Button>
    </section>
  );
}
