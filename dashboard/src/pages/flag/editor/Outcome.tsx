import { Button, Select } from "@mantine/core";
import type { Rule } from "../../../api/client";
import { evenly, filled } from "../../../flag/splitting.ts";
import { percent } from "../../../flag/reading.ts";
import { NumberField } from "../../../parts/NumberField";
import { partClass, SplitBar } from "../../../parts/SplitBar";

interface Props {
  value: Rule["value"];
  change: (value: Rule["value"]) => void;
  /** The names of the variants; none for the types that are on or off. */
  variants: string[] | undefined;
}

/** What those who match get. */
export function Outcome({ value, change, variants }: Props) {
  return variants === undefined ? <OnOff value={value} change={change} /> : <Served value={value} change={change} variants={variants} />;
}

function OnOff({ value, change }: Omit<Props, "variants">) {
  const chosen = typeof value === "number" ? "share" : value === false ? "off" : "on";
  const choose = (next: string | null) => change(next === "share" ? 50 : next === "on");
  return (
    <div className="rule-outcome">
      <Select
        size="xs" w={170} aria-label="What those who match get" allowDeselect={false} value={chosen} onChange={choose}
        data={[{ value: "on", label: "on" }, { value: "off", label: "off" }, { value: "share", label: "on for a share of them" }]}
      />
      {typeof value === "number" && (
        <NumberField size="xs" w={110} min={0} max={100} decimalScale={2} suffix="%" aria-label="Share of those who match, in percent" value={value} change={change} />
      )}
    </div>
  );
}

const SPLIT = " split";

function Served({ value, change, variants }: Props & { variants: string[] }) {
  const split = typeof value === "object" ? value.split : undefined;
  const choose = (next: string | null) => {
    if (next !== SPLIT) return change(next ?? "");
    const parts = evenly(variants.length);
    change({ split: Object.fromEntries(variants.map((name, place) => [name, (parts[place] ?? 0) / 100])) });
  };
  const known = variants.map((name) => ({ value: name, label: name || "(no name yet)" }));
  const gone = typeof value === "string" && !variants.includes(value) ? [{ value, label: `${value} (gone)` }] : [];
  return (
    <div className="rule-outcome">
      <Select
        size="xs" w={220} aria-label="What those who match get" allowDeselect={false} searchable={variants.length > 10} value={split === undefined ? String(value) : SPLIT}
        onChange={choose} data={[...gone, ...known, { value: SPLIT, label: "a split of their own" }]}
      />
      {split !== undefined && <RuleSplit split={split} change={(next) => change({ split: next })} variants={variants} />}
    </div>
  );
}

/** Shares of the variants among those who match. They are typed freely; that they are a whole is asked for. */
function RuleSplit({ split, change, variants }: { split: Record<string, number>; change: (split: Record<string, number>) => void; variants: string[] }) {
  const names = [...new Set([...variants, ...Object.keys(split)])];
  const sum = Object.values(split).reduce((total, weight) => total + weight, 0);
  // What is written as parts of 1 is shown in percent too.
  const scale = sum > 0 && sum <= 1.01 ? 100 : 1;
  const shown = names.map((name) => Number(((split[name] ?? 0) * scale).toFixed(2)));
  const whole = shown.reduce((total, part) => total + part, 0);
  const put = (parts: number[]) => change(Object.fromEntries(names.map((name, place) => [name, parts[place] ?? 0]).filter(([, part]) => part !== 0)));
  return (
    <div className="rule-split">
      <SplitBar parts={names.map((name, place) => ({ name, percent: shown[place] ?? 0 }))} told={0} />
      <ul>
        {names.map((name, place) => (
          <li key={name}>
            <span className={`legend ${partClass(place)}`}>
              <i className="swatch" aria-hidden />
              <span className="wrap">{name}</span>
            </span>
            <NumberField size="xs" w={96} min={0} max={100} decimalScale={2} suffix="%" aria-label={`Share of ${name} in this rule`} value={shown[place] ?? 0} change={(part) => put(shown.with(place, part))} />
          </li>
        ))}
      </ul>
      <Whole sum={whole} fill={() => put(filled(shown))} even={() => put(evenly(names.length).map((part) => part / 100))} />
    </div>
  );
}

/** Whether parts are a whole, and what makes them one. */
export function Whole({ sum, fill, even }: { sum: number; fill: () => void; even: () => void }) {
  const isWhole = Math.abs(sum - 100) < 0.005;
  const missing = Number((100 - sum).toFixed(2));
  return (
    <div className="row whole">
      <span className={isWhole ? "dim num" : "num tone-warn-ink"} role="status">
        {isWhole ? "Adds up to 100%" : `Adds up to ${percent(sum)}: ${percent(Math.abs(missing))} ${missing > 0 ? "missing" : "too much"}`}
      </span>
      {!isWhole && sum > 0 && (
        <Button size="compact-xs" variant="default" onClick={fill}>
          Make it 100%
        </Button>
      )}
      <Button size="compact-xs" variant="default" onClick={even}>
        Even parts
      </Button>
    </div>
  );
}
