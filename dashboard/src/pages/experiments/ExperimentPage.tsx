import "../../styles/results.css";
import "../../styles/experiments.css";
import { Skeleton, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { experimentQuery, resultsQuery, type Experiment, type Results } from "../../api/experiments";
import { stateOf } from "../../experiment/reading.ts";
import { ifThere, Missing, Unread } from "../../parts/Unread";
import { EXPERIMENT_TABS, type ExperimentTab } from "../../router";
import { usePlace } from "../../shell/place";
import { Breakdowns } from "./Breakdowns";
import { Draft } from "./Draft";
import { Head } from "./Head";
import { Health } from "./Health";
import { Monitor } from "./Monitor";
import { Past } from "./Past";
import { Plan } from "./Plan";
import { ResultsTable } from "./ResultsTable";
import { Why } from "./Why";

const OverTime = lazy(() => import("./OverTime").then((module) => ({ default: module.OverTime })));

const WORDS: Record<ExperimentTab, string> = {
  time: "Over time",
  breakdown: "By attribute",
  why: "Why a number is so",
  plan: "Plan",
  history: "History",
};

export function ExperimentPage() {
  const { key } = useParams({ from: "/experiments/$key" });
  const { environment } = usePlace();
  const { data, error } = useQuery(experimentQuery(environment.key, key));
  const experiment = ifThere(data, error);
  return (
    <>
      <nav aria-label="Where you are" className="crumb">
        <Link to="/experiments">Experiments</Link>
      </nav>
      {experiment === undefined && error !== null && <Missing kind="experiment" name={key} environment={environment.key} error={error} />}
      {experiment === undefined && error === null && <Skeleton height={320} radius={14} />}
      {experiment !== undefined && <Inside experiment={experiment} />}
    </>
  );
}

function Inside({ experiment }: { experiment: Experiment }) {
  const { environment } = usePlace();
  const { phase } = useSearch({ from: "/experiments/$key" });
  const isBefore = ["draft", "scheduled"].includes(stateOf(experiment));
  const { data: results, error } = useQuery({ ...resultsQuery(environment.key, experiment.key, phase), enabled: !isBefore });
  return (
    <div className="stack">
      <section className="panel result" aria-label="Results">
        <Head experiment={experiment} results={results ?? undefined} />
        {isBefore && <Draft experiment={experiment} />}
        {!isBefore && results === undefined && error === null && <Skeleton height={200} m="lg" />}
        {results === null && <p className="dim inset">Nothing is known yet: it was started only just now.</p>}
        {error !== null && results === undefined && (
          <div className="inset">
            <Unread what="The results" error={error} />
          </div>
        )}
        {results && <Found experiment={experiment} results={results} />}
      </section>
      {results && <Monitor experiment={experiment} results={results} />}
      <More experiment={experiment} results={results ?? undefined} />
    </div>
  );
}

function Found({ experiment, results }: { experiment: Experiment; results: Results }) {
  return (
    <>
      <Health experiment={experiment} results={results} />
      <ResultsTable results={results} />
    </>
  );
}

/** What is looked at after the results. */
function More({ experiment, results }: { experiment: Experiment; results: Results | undefined }) {
  const { view } = useSearch({ from: "/experiments/$key" });
  const navigate = useNavigate();
  const known = EXPERIMENT_TABS.filter((one) => results !== undefined || one === "plan" || one === "history");
  const shown = known.find((one) => one === view) ?? known[0] ?? "plan";
  const go = (to: string | null) =>
    void navigate({
      to: "/experiments/$key",
      params: { key: experiment.key },
      search: (before) => ({ ...before, view: EXPERIMENT_TABS.find((one) => one === to) }),
      replace: true,
    });
  return (
    <section className="panel padded experiment-more" aria-label="More about it">
      <Tabs value={shown} onChange={go} keepMounted={false}>
        <Tabs.List>
          {known.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {WORDS[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {results !== undefined && (
          <>
            <Tabs.Panel value="time">
              <Suspense fallback={<Skeleton height={280} radius={12} />}>
                <OverTime results={results} />
              </Suspense>
            </Tabs.Panel>
            <Tabs.Panel value="breakdown">
              <Breakdowns results={results} />
            </Tabs.Panel>
            <Tabs.Panel value="why">
              <Why results={results} />
            </Tabs.Panel>
          </>
        )}
        <Tabs.Panel value="plan">
          <Plan experiment={experiment} />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <Past experiment={experiment} />
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}
