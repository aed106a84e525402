import { Button, Slider } from "@mantine/core";
import { useEffect } from "react";
import type { Flag } from "../api/client";
import { useKept } from "../parts/kept";
import { NumberField } from "../parts/NumberField";
import { usePlace } from "../shell/place";
import type { FlagActs } from "./acts";
import { useFlagRefusal } from "./FlagSwitch";
import { isActive, overruledBy, percent, shareOf } from "./reading.ts";

const MARKS = [0, 25, 50, 75, 100].map((value) => ({ value, label: String(value) }));

/** The share of a percentage flag. What is moved is staged: nobody moves before it is applied. */
export function Share({ flag, acts, large = false }: { flag: Flag; acts: FlagActs; large?: boolean }) {
  const now = shareOf(flag, Date.now()) ?? 0;
  const overruled = overruledBy(flag);
  const refusal = useFlagRefusal(flag);
  const { environment } = usePlace();
  const [staged, setStaged, forget] = useKept<number | undefined>(`share of ${flag.key} in ${environment.key}`, undefined);
  // What somebody else applied meanwhile is what it is compared with.
  useEffect(() => {
    if (staged === now) forget();
  }, [staged, now, forget]);
  const shown = staged ?? now;
  const isStaged = staged !== undefined && staged !== now;
  const stage = (value: number) => setStaged(Math.min(100, Math.max(0, value)));
  // What is staged meanwhile stays.
  const apply = () => void acts.setShare(flag, shown).then((done) => done && setStaged((later) => (later === staged ? undefined : later)));
  return (
    <div className="share above">
      <div className="row wide">
        {isStaged ? (
          <span className="staged">
            <Button size="compact-xs" onClick={apply}>
              Apply
            </Button>
            <Button size="compact-xs" variant="default" onClick={forget}>
              Discard
            </Button>
          </span>
        ) : (
          <span className="dim">{isActive(flag) ? "Served to" : "Once on, served to"}</span>
        )}
        {large ? (
          <NumberField
            size="xs" w={96} min={0} max={100} step={1} decimalScale={2} suffix="%" value={shown} change={stage}
            disabled={refusal !== undefined} aria-label={`Share of ${flag.key} in percent`}
          />
        ) : (
          <b className="num">{isStaged ? `${percent(now)} → ${percent(shown)}` : percent(shown)}</b>
        )}
      </div>
      <Slider
        size={5} thumbSize={16} min={0} max={100} step={1} value={shown} onChange={stage} disabled={refusal !== undefined}
        marks={large ? MARKS : []} label={null} color={isActive(flag) ? "blue.7" : "gray"} mb={large ? 22 : 4}
        thumbLabel={`Share of ${flag.key}`} thumbProps={{ "aria-valuetext": `${percent(shown)} of the users` }}
      />
      {large && overruled !== undefined && (
        <p className="hint wrap">
          {overruled}. The definition says <span className="num">{percent(flag.percentage ?? 0)}</span>.
        </p>
      )}
    </div>
  );
}
