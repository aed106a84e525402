import type { Experiment } from "../../api/experiments";
import { confidence } from "../../experiment/figures.ts";
import { metricsOf, ROLE_TONES, ROLE_WORDS, variantsOf } from "../../experiment/reading.ts";
import { day, percent } from "../../flag/reading.ts";
import { Fact } from "../../parts/Fact";
import { SplitBar } from "../../parts/SplitBar";
import { Tag } from "../../parts/Tag";

/** What is compared, by what, and until when. */
export function Plan({ experiment }: { experiment: Experiment }) {
  const variants = variantsOf(experiment);
  const sum = variants.reduce((total, { weight }) => total + weight, 0) || 1;
  return (
    <div className="stack">
      <SplitBar parts={variants.map(({ name, weight }) => ({ name, percent: (100 * weight) / sum }))} told={50} />
      <dl className="facts">
        <Fact name="Planned users">{experiment.sample_size?.toLocaleString() ?? "none"}</Fact>
        <Fact name="Smallest effect to find">{experiment.min_detectable_effect === undefined ? "not said" : percent(100 * experiment.min_detectable_effect)}</Fact>
        <Fact name="Confidence">{confidence(experiment.confidence ?? 0.95)}</Fact>
        <Fact name="Method">{(experiment.method ?? "hybrid").replace("_", " ")}</Fact>
        <Fact name="Traffic">{`${experiment.traffic ?? 100}% of the audience`}</Fact>
        {experiment.layer && <Fact name="Layer">{experiment.layer}</Fact>}
        <Fact name="Starts">{experiment.start_date ? day(Date.parse(experiment.start_date)) : "by hand"}</Fact>
        <Fact name="Ends at the latest">{experiment.end_date ? day(Date.parse(experiment.end_date)) : "not said"}</Fact>
        <Fact name="Then everybody gets">{experiment.on_conclude === "ship" ? "the winner, else the control" : "the control"}</Fact>
        <Fact name="Owner">{experiment.owner ?? "nobody"}</Fact>
      </dl>
      <ul className="measured">
        {metricsOf(experiment).map(({ metric, role, margin }) => (
          <li key={metric} className="row">
            <Tag tone={ROLE_TONES[role]}>{ROLE_WORDS[role]}</Tag>
            <span className="mono wrap">{metric}</span>
            {margin !== undefined && <span className="dim">at most {percent(100 * margin)} worse</span>}
          </li>
        ))}
      </ul>
      {experiment.managed_by && <p className="dim wrap">It lives in a configuration file: {experiment.managed_at?.file ?? "change it there"}.</p>}
    </div>
  );
}
