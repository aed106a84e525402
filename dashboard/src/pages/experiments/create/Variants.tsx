import { ActionIcon, Button, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { evenly } from "../../../flag/splitting.ts";
import { useTypedPart } from "../../../flag/useTypedPart";
import { NumberField } from "../../../parts/NumberField";
import { partClass, SplitBar } from "../../../parts/SplitBar";
import type { StepProps } from "./CreateExperiment";

export function Variants({ draft, change }: StepProps) {
  const { variants, control } = draft;
  const parts = variants.map(({ part }) => part);
  const split = (next: number[]) => change({ variants: variants.map((variant, place) => ({ ...variant, part: next[place] ?? 0 })) });
  const type = useTypedPart(parts, split);
  const rename = (at: number, name: string) => change({ variants: variants.map((variant, place) => (place === at ? { ...variant, name } : variant)) });
  const resize = (next: { name: string }[], nextControl: number) => {
    const even = evenly(next.length);
    change({ variants: next.map(({ name }, place) => ({ name, part: even[place] ?? 0 })), control: nextControl });
  };
  const add = () => resize([...variants, { name: `variant-${variants.length}` }], control);
  const remove = (at: number) => resize(variants.filter((_, place) => place !== at), at < control ? control - 1 : at === control ? 0 : control);
  return (
    <div className="stack">
      <div className="split-only">
        <SplitBar parts={variants.map(({ part }, place) => ({ name: String(place), percent: part / 100 }))} told={0} />
      </div>
      <ul className="variant-rows">
        {variants.map(({ name, part }, place) => (
          <li key={place} className={partClass(place)}>
            <i className="swatch" aria-hidden />
            <TextInput aria-label={`Name of variant ${place + 1}`} value={name} onChange={(event) => rename(place, event.currentTarget.value)} spellCheck={false} dir="auto" />
            <NumberField aria-label={`Share of variant ${place + 1} in percent`} w={96} min={0} max={100} decimalScale={2} suffix="%" value={part / 100} change={(value) => type(place, value)} />
            <label className="control-choice">
              <input type="radio" name="control" checked={place === control} onChange={() => change({ control: place })} />
              Control
            </label>
            <ActionIcon variant="subtle" color="gray" size={30} aria-label={`Remove variant ${place + 1}`} disabled={variants.length <= 2} title={variants.length <= 2 ? "Two at least: one is the control" : undefined} onClick={() => remove(place)}>
              <IconTrash size={16} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <div className="row">
        <Button size="compact-md" variant="default" leftSection={<IconPlus size={15} aria-hidden />} onClick={add} disabled={variants.length >= 50}>
          Add a variant
        </Button>
        <Button size="compact-md" variant="default" onClick={() => split(evenly(variants.length))}>
          Even parts
        </Button>
      </div>
      <p className="hint">The control is what users have today: all others are compared with it.</p>
    </div>
  );
}
