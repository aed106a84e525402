import type { Results } from "../../api/experiments";
import { change, share } from "../../experiment/figures.ts";
import { day } from "../../flag/reading.ts";
import { Ago } from "../../parts/Ago";

const METHODS: Record<string, string> = {
  hybrid: "Hybrid",
  group_sequential: "Group sequential",
  always_valid: "Always valid",
  fixed: "Fixed sample",
  bayesian: "Bayesian",
};

/** How far it is, and how its numbers are made. */
export function SampleFoot({ results }: { results: Results }) {
  const { sample, method } = results;
  return (
    <footer className="result-foot num">
      <div className="row sample">
        <span>
          Sample {sample.observed.toLocaleString()}
          {sample.planned ? ` of ${sample.planned.toLocaleString()} planned` : ", none planned"}
        </span>
        {sample.planned ? (
          <span className="sample-bar" aria-hidden>
            <i style={{ width: `${Math.min(100, (100 * sample.observed) / sample.planned)}%` }} className="is-open" />
            <i style={{ width: `${Math.min(100, 100 * (sample.progress ?? 0))}%` }} />
          </span>
        ) : null}
        <span className="dim">
          {sample.closed.toLocaleString()}
          {sample.progress ? ` (${share(sample.progress)})` : ""} had their whole window, by days (UTC)
          {results.status === "running" && sample.expected_end ? `, planned end about ${day(Date.parse(sample.expected_end))}` : ""}
        </span>
      </div>
      <p className="dim">
        {METHODS[method.name] ?? method.name}, {method.peek_proof ? "may be read at any time" : "only at the planned end"}.
        {sample.detectable_effect ? ` It takes an effect of ${change(sample.detectable_effect, true).slice(1)} to show in so many users.` : ""} Analysed <Ago at={results.as_of} />
      </p>
    </footer>
  );
}
