import { Link } from "@tanstack/react-router";
import { memo } from "react";
import type { Flag } from "../../api/client";
import type { Run } from "../../api/releases";
import type { FlagActs } from "../../flag/acts";
import { FlagSwitch } from "../../flag/FlagSwitch";
import { count, isActive, partsOf, percent, shareOf, statusOf, typeOf, wordOf } from "../../flag/reading.ts";
import { sentenceOf } from "../../flag/sentence.ts";
import { Share } from "../../flag/Share";
import { StatusLine } from "../../flag/StatusLine";
import { TypeIcon } from "../../flag/TypeIcon";
import { Ago } from "../../parts/Ago";
import { CardHead } from "../../parts/CardHead";
import { Copy } from "../../parts/Copy";
import { Sparkline } from "../../parts/Sparkline";
import { Sentence } from "../../parts/Sentence";
import { SplitBar } from "../../parts/SplitBar";

export interface FlagItemProps {
  flag: Flag;
  acts: FlagActs;
  stale: string | undefined;
  usage: number[] | undefined;
  /** The release that moves its share now. */
  run: Run | undefined;
  /** Its place in the whole list, by which keys move. */
  place: number;
  /** Whether it is chosen; none while nobody chooses. */
  isChosen: boolean | undefined;
  choose: (key: string, isIn: boolean) => void;
}

/** What turns the flag on or off; while somebody chooses flags, what chooses it. */
export function FlagBox({ flag, acts, isChosen, choose }: Pick<FlagItemProps, "flag" | "acts" | "isChosen" | "choose">) {
  if (isChosen === undefined) return <FlagSwitch flag={flag} acts={acts} />;
  return (
    <span className="above">
      <input type="checkbox" className="choose" checked={isChosen} onChange={(event) => choose(flag.key, event.currentTarget.checked)} aria-label={`Choose ${flag.key}`} />
    </span>
  );
}

export const FlagCard = memo(function FlagCard({ flag, acts, stale, usage, run, place, isChosen, choose }: FlagItemProps) {
  const type = typeOf(flag);
  return (
    <article className={`panel card ${isActive(flag) ? "" : "is-off"}`}>
      <div className="body">
        <CardHead
          icon={<TypeIcon type={type} />}
          name={
            <Link to="/flags/$key" params={{ key: flag.key }} className="clip" data-flag={place} dir="auto">
              {flag.key}
            </Link>
          }
          about={
            <span className="row dim" style={{ gap: 2, fontSize: 12, lineHeight: "20px" }}>
              {wordOf(type)}
              <span className="above" style={{ display: "inline-flex", margin: "-4px 0" }}>
                <Copy text={flag.key} what="the key" />
              </span>
            </span>
          }
        >
          <FlagBox flag={flag} acts={acts} isChosen={isChosen} choose={choose} />
        </CardHead>
        <p className="about" dir="auto">
          {flag.description ?? ""}
        </p>
        <div className="figure">
          <Figure flag={flag} acts={acts} run={run} />
        </div>
        <StatusLine status={statusOf(flag, stale, Date.now(), run)} />
      </div>
      <div className="foot">
        <span className="clip">
          <span className="clip">{flag.owner ?? "no owner"}</span>
        </span>
        <Usage flag={flag} usage={usage} />
      </div>
    </article>
  );
});

function Figure({ flag, acts, run }: Pick<FlagItemProps, "flag" | "acts" | "run">) {
  const isOn = isActive(flag);
  if (run !== undefined) return <OnOff on={isOn ? run.share : 0} />;
  if (flag.type === "percentage") return <Share flag={flag} acts={acts} />;
  if (!isOn) return <OnOff on={0} />;
  if (flag.type === "variant") return <SplitBar parts={partsOf(flag)} told={3} />;
  const first = flag.rules?.[0];
  if (flag.type === "targeted") return first === undefined ? null : <Sentence words={sentenceOf(first)} />;
  return <OnOff on={flag.type === "gradual" ? (shareOf(flag, Date.now()) ?? 0) : 100} />;
}

function OnOff({ on }: { on: number }) {
  return (
    <div>
      <div className="split" aria-hidden>
        {on > 0 && <span className="part-on" style={{ flexGrow: on, flexBasis: 0 }} />}
        {on < 100 && <span className="part-0" style={{ flexGrow: 100 - on, flexBasis: 0 }} />}
      </div>
      <ul className="legend">
        <li className="part-on">
          on <b>{percent(on)}</b>
        </li>
        <li className="part-0">
          off <b>{percent(100 - on)}</b>
        </li>
      </ul>
    </div>
  );
}

export function Usage({ flag, usage }: { flag: Flag; usage: number[] | undefined }) {
  if (usage === undefined) {
    return (
      <span className="num">
        <span>
          changed <Ago at={flag.updated_at} />
        </span>
      </span>
    );
  }
  const total = usage.reduce((sum, n) => sum + n, 0);
  return (
    <span className="num">
      <Sparkline counts={usage} label={`${total.toLocaleString()} evaluations in the last 24 hours`} width={62} height={18} />
      {count(total)} in 24 h
    </span>
  );
}
