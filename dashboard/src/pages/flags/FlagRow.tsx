import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { count, servedWords, statusOf, typeOf, wordOf } from "../../flag/reading.ts";
import { StatusLine } from "../../flag/StatusLine";
import { Ago } from "../../parts/Ago";
import { Copy } from "../../parts/Copy";
import { Sparkline } from "../../parts/Sparkline";
import { FlagBox, type FlagItemProps } from "./FlagCard";

export function FlagHead() {
  return (
    <div className="table-row is-head" aria-hidden>
      <span>On</span>
      <span>Flag</span>
      <span className="optional">Served</span>
      <span className="optional">State</span>
      <span className="optional" style={{ textAlign: "right" }}>
        Evaluations, 24 h
      </span>
      <span className="optional">Changed</span>
      <span />
    </div>
  );
}

export const FlagRow = memo(function FlagRow({ flag, acts, stale, usage, run, place, isChosen, choose }: FlagItemProps) {
  const total = usage?.reduce((sum, n) => sum + n, 0);
  return (
    <article className="table-row">
      <FlagBox flag={flag} acts={acts} isChosen={isChosen} choose={choose} />
      <div style={{ minWidth: 0 }}>
        <Link to="/flags/$key" params={{ key: flag.key }} className="clip" data-flag={place} dir="auto" style={{ display: "block" }}>
          {flag.key}
        </Link>
        <small className="clip" dir="auto" style={{ display: "block" }}>
          {flag.description ?? wordOf(typeOf(flag))}
        </small>
      </div>
      <span className="optional num clip">{servedWords(flag, Date.now(), run)}</span>
      <span className="optional" style={{ minWidth: 0 }}>
        <StatusLine status={statusOf(flag, stale, Date.now(), run)} />
      </span>
      <span className="optional usage num">
        {usage !== undefined && total !== undefined && (
          <>
            <Sparkline counts={usage} label={`${total.toLocaleString()} evaluations in the last 24 hours`} width={56} height={18} />
            {count(total)}
          </>
        )}
      </span>
      <span className="optional dim clip">
        <Ago at={flag.updated_at} />
      </span>
      <span className="above">
        <Copy text={flag.key} what="the key" />
      </span>
    </article>
  );
});
