import { Button } from "@mantine/core";
import { IconAlertTriangle, IconChartDots3, IconCircleCheck, IconCircleDashed, IconFlask2, IconHourglassHigh, type Icon } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { resultsQuery, type Experiment, type Results } from "../../api/experiments";
import { change, interval, scaleOf } from "../../experiment/figures.ts";
import { controlOf, nameOf, stateLine, stateOf, STATE_TONES, variantsOf } from "../../experiment/reading.ts";
import { effectWord, leading, verdictWord } from "../../experiment/verdict.ts";
import { counted } from "../../flag/reading.ts";
import { Ago } from "../../parts/Ago";
import { CardHead, CardKey } from "../../parts/CardHead";
import { SplitBar } from "../../parts/SplitBar";
import { Tag, type Tone } from "../../parts/Tag";
import { usePlace } from "../../shell/place";
import { Interval } from "./Interval";

export function ExperimentCard({ experiment }: { experiment: Experiment }) {
  const { environment } = usePlace();
  const state = stateOf(experiment);
  const hasRun = ["running", "concluded", "archived"].includes(state);
  const verb = hasRun ? "Analyse" : "Plan";
  const { data: results } = useQuery({ ...resultsQuery(environment.key, experiment.key), enabled: hasRun });
  return (
    <article className={`panel card experiment-card ${state === "running" ? "" : "is-off"}`}>
      <div className="body">
        <CardHead
          icon={
            <span className="type-icon type-variant" aria-hidden>
              <IconFlask2 size={18} stroke={1.7} />
            </span>
          }
          name={
            <Link to="/experiments/$key" params={{ key: experiment.key }} className="clip" dir="auto">
              {nameOf(experiment)}
            </Link>
          }
          about={<CardKey>{experiment.key}</CardKey>}
        >
          <Tag tone={experiment.killed ? "bad" : STATE_TONES[state]}>{experiment.killed ? "Killed" : state === "running" ? dayLine(experiment) : stateLine(experiment, Date.now())}</Tag>
        </CardHead>
        <p className="about" dir="auto">
          {experiment.hypothesis ?? experiment.description ?? ""}
        </p>
        <div className="figure">{results && results.sample.observed > 0 ? <Lead results={results} /> : <Split experiment={experiment} />}</div>
        <Line experiment={experiment} results={results} />
      </div>
      <div className="foot">
        <span className="clip num">{results ? <Sample results={results} /> : <span className="clip">{experiment.owner ?? "no owner"}</span>}</span>
        <Button component={Link} to="/experiments/$key" params={{ key: experiment.key } as never} variant="subtle" size="compact-sm" className="above" leftSection={<IconChartDots3 size={15} aria-hidden />} aria-label={`${verb} ${nameOf(experiment)}`}>
          {verb}
        </Button>
      </div>
    </article>
  );
}

function Sample({ results }: { results: Results }) {
  const { observed, planned } = results.sample;
  return (
    <span>
      {observed.toLocaleString()}
      {planned ? ` of ${planned.toLocaleString()}` : ""} {observed === 1 && !planned ? "user" : "users"}
    </span>
  );
}

/** Its day says that it runs, and leaves room for its name. */
const dayLine = (experiment: Experiment) => stateLine(experiment, Date.now()).replace(/^Running, d/, "D");

/** The goal's effect by the variant that is furthest. */
function Lead({ results }: { results: Results }) {
  const lead = leading(results);
  const effect = lead?.found.effect;
  if (lead === undefined || effect === null || effect === undefined) return <p className="dim">No effect can be told yet.</p>;
  const { tone } = effectWord(results, lead.metric, lead.found);
  const name = `${lead.metric.metric} by ${lead.found.variant}`;
  return (
    <div className="lead">
      <p className="row wide">
        <span className="clip">
          <span className="dim">{lead.metric.metric} by</span> <b dir="auto">{lead.found.variant}</b>
        </span>
        <span className="num">
          <b className={`tone-${tone} toned`}>{change(effect.estimate, effect.relative, lead.metric.kind)}</b>{" "}
          <span className="dim">{interval(effect, lead.metric.kind)}</span>
        </span>
      </p>
      <Interval effect={effect} scale={scaleOf([effect])} tone={tone} name={name} height={30} />
    </div>
  );
}

function Split({ experiment }: { experiment: Experiment }) {
  const variants = variantsOf(experiment);
  const sum = variants.reduce((total, { weight }) => total + weight, 0) || 1;
  return <SplitBar parts={variants.map(({ name, weight }) => ({ name, percent: (100 * weight) / sum }))} told={3} />;
}

/** What to make of it, in one line. */
function Line({ experiment, results }: { experiment: Experiment; results: Results | null | undefined }) {
  const state = stateOf(experiment);
  const { conclusion } = experiment.life ?? {};
  if (conclusion) {
    return (
      <Standing tone="good">
        Everybody gets {conclusion.everybody_gets}, since <Ago at={conclusion.at} />
      </Standing>
    );
  }
  if (state === "scheduled" && experiment.start_date) {
    return (
      <Standing tone="rollout">
        Starts <Ago at={experiment.start_date} />
      </Standing>
    );
  }
  if (state === "draft") return <Standing>Not started; everybody gets {controlOf(variantsOf(experiment))}</Standing>;
  if (!results) return <Standing>{results === null ? "Nothing is known yet" : "Reading what is known"}</Standing>;
  if (results.sample.observed === 0) return <Standing>Nobody was exposed yet</Standing>;
  const { text, tone } = verdictWord(results);
  const issues = results.health.issues.length;
  return (
    <Standing tone={tone}>
      {text}
      {issues > 0 && <span className="num"> · {counted(issues, "health issue")}</span>}
    </Standing>
  );
}

const ICONS: Partial<Record<Tone, Icon>> = { good: IconCircleCheck, bad: IconAlertTriangle, warn: IconAlertTriangle, rollout: IconHourglassHigh };

function Standing({ tone = "plain", children }: { tone?: Tone; children: ReactNode }) {
  const StandingIcon = ICONS[tone] ?? IconCircleDashed;
  return (
    <p className={`status tone-${tone}`}>
      <StandingIcon size={15} aria-hidden />
      <span className="clip">{children}</span>
    </p>
  );
}
