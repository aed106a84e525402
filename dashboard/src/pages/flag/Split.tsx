import { Button } from "@mantine/core";
import type { Flag } from "../../api/client";
import type { FlagActs } from "../../flag/acts";
import { useFlagRefusal } from "../../flag/FlagSwitch";
import { partsOf, percent, variantsOf } from "../../flag/reading.ts";
import { evenly, hundredths, named, partsFor } from "../../flag/splitting.ts";
import { useTypedPart } from "../../flag/useTypedPart";
import { useKept } from "../../parts/kept";
import { NumberField } from "../../parts/NumberField";
import { partClass, SplitBar } from "../../parts/SplitBar";
import { Tag } from "../../parts/Tag";
import { usePlace } from "../../shell/place";

/** The split of a variant flag. What is changed is staged, and always a whole. */
export function Split({ flag, acts }: { flag: Flag; acts: FlagActs }) {
  const { environment } = usePlace();
  const variants = variantsOf(flag);
  const names = variants.map(({ name }) => name);
  const now = hundredths(partsOf(flag));
  const refusal = useFlagRefusal(flag);
  const [staged, setStaged, discard] = useKept<ReadonlyMap<string, number> | undefined>(`split of ${flag.key} in ${environment.key}`, undefined);
  const shown = partsFor(names, staged) ?? now;
  const type = useTypedPart(shown, (parts) => setStaged(named(names, parts)), now);
  const isStaged = shown.some((part, place) => part !== now[place]);
  const apply = () => {
    const changed = variants.map((variant, place) => ({ ...variant, weight: (shown[place] ?? 0) / 100 }));
    // What is staged meanwhile stays.
    void acts.setVariants(flag, changed).then((done) => done && setStaged((later) => (later === staged ? undefined : later)));
  };
  const parts = variants.map(({ name }, place) => ({ name, percent: (shown[place] ?? 0) / 100 }));
  return (
    <div className="split-editor">
      <SplitBar parts={parts} told={0} />
      <table>
        <caption className="hidden">Variants and their shares</caption>
        <tbody>
          {variants.map((variant, place) => (
            <tr key={variant.name}>
              <th scope="row">
                <span className={`legend ${partClass(place)}`}>
                  <i className="swatch" aria-hidden />
                  <span className="wrap" dir="auto">
                    {variant.name}
                  </span>
                  {variant.is_control && <Tag>Control</Tag>}
                </span>
              </th>
              <td className="payload mono">{variant.config === undefined ? "" : JSON.stringify(variant.config)}</td>
              <td className="number">
                <NumberField
                  size="xs" w={100} min={0} max={100} decimalScale={2} suffix="%" value={(shown[place] ?? 0) / 100}
                  change={(value) => type(place, value)}
                  disabled={refusal !== undefined} aria-label={`Share of ${variant.name} in percent`}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="row" style={{ flexWrap: "wrap" }}>
        {isStaged ? (
          <>
            <Button size="compact-sm" onClick={apply}>
              Apply
            </Button>
            <Button size="compact-sm" variant="default" onClick={discard}>
              Discard
            </Button>
            <span className="dim num">
              {variants.map(({ name }, place) => `${name} ${percent((now[place] ?? 0) / 100)} → ${percent((shown[place] ?? 0) / 100)}`).join(", ")}
            </span>
          </>
        ) : (
          <Button size="compact-sm" variant="default" onClick={() => setStaged(named(names, evenly(names.length)))} disabled={refusal !== undefined} title={refusal}>
            Even parts
          </Button>
        )}
      </div>
    </div>
  );
}
