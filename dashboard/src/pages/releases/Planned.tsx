import type { Release } from "../../api/releases";
import { counted } from "../../flag/reading.ts";
import { Tag } from "../../parts/Tag";
import { boundsOf, spanWords } from "../../release/reading.ts";

const FAILURES: Record<Release["on_failure"], string> = {
  rollback: "A check that fails takes it back: the share goes to 0 and the flag is killed.",
  pause: "A check that fails pauses it until somebody decides.",
  ignore: "A check that fails is only written down: it is a dry run.",
};

/** The checks of a document, before they were ever made. */
export function PlannedChecks({ release: { checks = [], on_failure: onFailure, deadline } }: { release: Release }) {
  return (
    <section className="panel" aria-label="Checks">
      <h2 className="inset-title">Checks</h2>
      <p className="dim inset">
        {checks.length === 0 ? "It has none: it goes on by time alone." : FAILURES[onFailure]}
        {deadline != null && ` It has ${spanWords(deadline)} from its start.`}
      </p>
      <ul className="checks is-planned num">
        {checks.map((check) => (
          <li key={check.name}>
            <span className="wrap">
              <b dir="auto">{check.name}</b>
              <small className="dim mono clip" title={check.metric ?? check.query}>
                {check.metric ?? check.query}
              </small>
            </span>
            <span className="check-value">
              {boundsOf(check).map((bound) => (
                <b key={bound}>{bound}</b>
              ))}
            </span>
            <small className="dim">
              {check.interval === undefined ? "" : `every ${spanWords(check.interval)}`}
              {check.min_samples === undefined ? "" : `, from ${counted(check.min_samples, "sample")} on`}
            </small>
            <span className="check-verdict">
              {check.test === "sequential" && <Tag>Chance is told apart</Tag>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
