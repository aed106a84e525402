import "../../styles/experiments.css";
import { Button, Skeleton, Tooltip, VisuallyHidden } from "@mantine/core";
import { IconFlask2, IconPlus, IconSearch } from "@tabler/icons-react";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useDeferredValue } from "react";
import { experimentsQuery, resultsQuery } from "../../api/experiments";
import { FILTERS, type Filter } from "../../experiment/filters.ts";
import { countsOf, find, FILTER_WORDS, isDue, stateOf } from "../../experiment/reading.ts";
import { counted } from "../../flag/reading.ts";
import { Empty } from "../../parts/Empty";
import { Filters, Find } from "../../parts/FilterBar";
import { Unread } from "../../parts/Unread";
import { useKeys } from "../../shell/keys";
import { usePlace, useRefusal } from "../../shell/place";
import { ExperimentCard } from "./ExperimentCard";

const CreateExperiment = lazy(() => import("./create/CreateExperiment").then((module) => ({ default: module.CreateExperiment })));

/** Cards that are shown at a time: each asks for its results. */
const SHOWN = 60;

export function ExperimentsPage() {
  const { environment } = usePlace();
  const { q = "", state: show = "all", create } = useSearch({ from: "/experiments" });
  const navigate = useNavigate();
  const { data: all, error } = useQuery(experimentsQuery(environment.key));
  const refusal = useRefusal();
  const text = useDeferredValue(q);
  const change = (next: { q?: string | undefined; state?: Filter; create?: boolean | undefined }) =>
    void navigate({ to: "/experiments", search: (before) => ({ ...before, ...next }), replace: true });
  useKeys({ c: () => refusal === undefined && change({ create: true }) });

  const running = (all ?? []).filter((experiment) => stateOf(experiment) === "running");
  const dueKeys = useQueries({
    queries: running.slice(0, SHOWN).map(({ key }) => resultsQuery(environment.key, key)),
    combine: (found) => found.flatMap(({ data }) => (data && isDue(data) ? [data.key] : [])),
  });
  const due = (key: string) => dueKeys.includes(key);
  const found = all && find(all, text, show, due);
  const counts = countsOf(all ?? [], due);
  const newExperiment = (
    <Tooltip label={refusal} disabled={refusal === undefined}>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => change({ create: true })} disabled={refusal !== undefined}>
        New experiment
      </Button>
    </Tooltip>
  );
  return (
    <>
      <div className="page-head">
        <h1>Experiments</h1>
        {newExperiment}
      </div>
      <div className="bar">
        <Find label="Filter experiments" placeholder="Filter by name, text, tag" value={q} change={(next) => change({ q: next || undefined })} />
        <Filters label="Which experiments" filters={FILTERS} words={FILTER_WORDS} counts={counts} chosen={show} choose={(filter) => change({ state: filter })} />
      </div>
      {error !== null && all === undefined && <Unread what="The experiments" error={error} />}
      {all === undefined && error === null && <Skeleton height={260} radius={14} />}
      {found !== undefined && found.length > 0 && (
        <div className="experiment-grid">
          {found.slice(0, SHOWN).map((experiment) => (
            <ExperimentCard key={experiment.key} experiment={experiment} />
          ))}
        </div>
      )}
      {found !== undefined && found.length > SHOWN && <p className="dim more">{counted(found.length - SHOWN, "more experiment")}: filter them by a part of their name.</p>}
      {all?.length === 0 && (
        <div className="panel">
          <Empty icon={<IconFlask2 size={34} stroke={1.5} aria-hidden />} title={`No experiments in ${environment.key} yet`} action={newExperiment}>
            An experiment gives users one of several variants, measures what they do, and says which is better, and how sure that is.
          </Empty>
        </div>
      )}
      {all !== undefined && all.length > 0 && found?.length === 0 && (
        <div className="panel">
          <Empty icon={<IconSearch size={30} stroke={1.5} aria-hidden />} title="No experiment is like that">
            Search for a part of a name, hypothesis, owner or tag, or look among all experiments.
          </Empty>
        </div>
      )}
      <VisuallyHidden role="status">{found && counted(found.length, "experiment")}</VisuallyHidden>
      {create && refusal === undefined && (
        <Suspense>
          <CreateExperiment close={() => change({ create: undefined })} />
        </Suspense>
      )}
    </>
  );
}
