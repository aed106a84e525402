import { ActionIcon, Button, Radio, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { renameVariant, variantsIn, withFields, type Draft, type Variant } from "../../../editor/draft.ts";
import type { Remark } from "../../../editor/remarks.ts";
import { evenly, filled } from "../../../flag/splitting.ts";
import { NumberField } from "../../../parts/NumberField";
import { partClass, SplitBar } from "../../../parts/SplitBar";
import { JsonInput } from "./Operand";
import { Whole } from "./Outcome";
import { Remarks } from "./Remarks";

interface Props {
  draft: Draft;
  change: (draft: Draft) => void;
  remarks: Remark[];
}

/** The variants and how the users divide among them. */
export function Variants({ draft, change, remarks }: Props) {
  const variants = variantsIn(draft.fields);
  const scale = scaleOf(variants);
  const parts = variants.map(({ weight }) => Number((weight * scale).toFixed(2)));
  const put = (next: Variant[]) => change(withFields(draft, { variants: next }));
  const putParts = (next: number[]) => put(variants.map((one, place) => ({ ...one, weight: next[place] ?? 0 })));
  const hasConfig = variants.some(({ config }) => config !== undefined);
  const add = () => {
    const weights = scale === 1 ? variants : variants.map((one, place) => ({ ...one, weight: parts[place] ?? 0 }));
    put([...weights, { name: unused(variants), weight: 0, ...(hasConfig ? { config: {} } : {}) }]);
  };
  return (
    <div className="variants">
      <SplitBar parts={variants.map(({ name }, place) => ({ name: `${place} ${name}`, percent: parts[place] ?? 0 }))} told={0} />
      <ul aria-label="Variants">
        {variants.map((variant, place) => (
          <Row
            key={place} variant={variant} place={place} part={parts[place] ?? 0} isOnly={variants.length === 1}
            rename={(name) => change(renameVariant(draft, place, name))}
            weigh={(part) => putParts(parts.with(place, part))}
            configure={(config) => put(variants.with(place, withConfig(variant, config)))}
            control={() => put(variants.map((one, other) => withControl(one, other === place)))}
            remove={() => put(variants.toSpliced(place, 1))}
          />
        ))}
      </ul>
      <div className="row" style={{ flexWrap: "wrap" }}>
        <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
          Add a variant
        </Button>
        <Whole sum={parts.reduce((sum, part) => sum + part, 0)} fill={() => putParts(filled(parts))} even={() => putParts(evenly(variants.length).map((part) => part / 100))} />
      </div>
      <Remarks remarks={remarks} />
    </div>
  );
}

/** Weights may be parts of 1 or of 100; here they are percent. */
function scaleOf(variants: Variant[]): number {
  const sum = variants.reduce((total, { weight }) => total + weight, 0);
  return sum > 0 && sum <= 1.01 ? 100 : 1;
}

function unused(variants: Variant[]): string {
  for (let number = variants.length + 1; ; number += 1) {
    const name = `variant-${number}`;
    if (variants.every((one) => one.name !== name)) return name;
  }
}

function withConfig({ config: _config, ...variant }: Variant, config: unknown): Variant {
  return (config === undefined ? variant : { ...variant, config }) as Variant;
}

function withControl({ is_control: _control, ...variant }: Variant, isControl: boolean): Variant {
  return isControl ? { ...variant, is_control: true } : variant;
}

interface RowProps {
  variant: Variant;
  place: number;
  part: number;
  isOnly: boolean;
  rename: (name: string) => void;
  weigh: (part: number) => void;
  configure: (config: unknown) => void;
  control: () => void;
  remove: () => void;
}

function Row({ variant, place, part, isOnly, rename, weigh, configure, control, remove }: RowProps) {
  const name = variant.name || `variant ${place + 1}`;
  return (
    <li className={partClass(place)}>
      <i className="swatch" aria-hidden />
      <TextInput size="xs" aria-label={`Name of variant ${place + 1}`} maxLength={128} value={variant.name} onChange={(event) => rename(event.currentTarget.value)} />
      <NumberField size="xs" min={0} max={100} decimalScale={2} suffix="%" aria-label={`Share of ${name} in percent`} value={part} change={weigh} />
      <JsonInput label={`Configuration of ${name}`} placeholder='{"steps": 3}' value={variant.config} change={configure} />
      <Radio size="xs" label="Control" name="control" checked={variant.is_control === true} onChange={control} aria-label={`${name} is the control`} />
      <ActionIcon size={28} variant="subtle" color="gray" aria-label={`Remove ${name}`} onClick={remove} disabled={isOnly} title={isOnly ? "One variant has to stay" : undefined}>
        <IconTrash size={15} />
      </ActionIcon>
    </li>
  );
}
