/** What people do to an experiment on any page: ask first where that is due, do it, show it. */
import { useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { overtaken } from "../api/client";
import {
  analyse, archiveExperiment, concludeExperiment, deleteExperiment, experimentQuery, experimentsQuery, monitorNow, resultsQuery, startExperiment,
  type Experiment,
} from "../api/experiments";
import { statusQuery } from "../api/queries";
import { complain, tell } from "../parts/toast";
import { useGuard, type Consent, type Question } from "../shell/guard";
import { usePlace, useRefusal } from "../shell/place";
import { nameOf } from "./reading.ts";

/** Reads again what a step in the life of an experiment has changed. */
export async function reread(client: QueryClient, environment: string, key: string): Promise<void> {
  for (const name of ["results", "series", "experiment-history"]) void client.invalidateQueries({ queryKey: [name, environment, key] });
  await Promise.all([
    client.invalidateQueries({ queryKey: experimentQuery(environment, key).queryKey }),
    client.invalidateQueries({ queryKey: experimentsQuery(environment).queryKey }),
    client.invalidateQueries({ queryKey: statusQuery(environment).queryKey }),
  ]);
}

/** Why nobody may move an experiment on here; none where it can be. */
export function useLifeRefusal(): string | undefined {
  const { environment } = usePlace();
  const { data: status } = useQuery(statusQuery(environment.key));
  const viewer = useRefusal();
  if (viewer !== undefined) return viewer;
  if (status?.experiments.frozen) return "Experiments are frozen: nothing is started or concluded until somebody unfreezes them.";
  return undefined;
}

export function useExperimentActs() {
  const client = useQueryClient();
  const guard = useGuard();
  const { environment } = usePlace();
  const place = environment.key;

  /** Does something after having asked. Gives whether it was done. */
  async function act(experiment: Experiment, question: Question, work: (consent: Consent) => Promise<unknown>, done: string): Promise<boolean> {
    const consent = await guard(question);
    if (consent === undefined) return false;
    try {
      await work(consent);
      tell(done);
      return true;
    } catch (error) {
      consent.failed?.();
      complain(overtaken(error, nameOf(experiment)));
      return false;
    } finally {
      await reread(client, place, experiment.key);
    }
  }

  return {
    start(experiment: Experiment, baseline?: number) {
      const about = "Users are given variants from now on, by a plan that is fixed: whatever changes what is compared begins another phase.";
      return act(experiment, { title: `Start ${nameOf(experiment)}`, about, verb: "Start", always: true },
        ({ reason }) => startExperiment({ environment: place, key: experiment.key, reason }, baseline), `${nameOf(experiment)} runs.`);
    },
    archive(experiment: Experiment, back: boolean) {
      const title = back ? `Take ${nameOf(experiment)} out of the archive` : `Archive ${nameOf(experiment)}`;
      const about = back ? "It stands among those that are concluded again." : "It is out of the way. What it found, and what everybody gets, stays.";
      return act(experiment, { title, about, verb: back ? "Take it out" : "Archive" },
        ({ reason }) => archiveExperiment({ environment: place, key: experiment.key, reason }, back), back ? "It is out of the archive." : "It is archived.");
    },
    remove(experiment: Experiment) {
      const about = "What was found is not shown any more. Whoever still asks for it gets their own default.";
      return act(experiment, { title: `Delete ${nameOf(experiment)}`, about, verb: "Delete", danger: true, always: true, typed: experiment.key },
        ({ reason }) => deleteExperiment({ environment: place, key: experiment.key, version: experiment.version, reason }), `${nameOf(experiment)} is deleted.`);
    },
    /** Ends it. Whoever calls has asked already. */
    async conclude(experiment: Experiment, ship: string, reason: string) {
      const concluded = await concludeExperiment({ environment: place, key: experiment.key, reason }, ship);
      await reread(client, place, experiment.key);
      return concluded;
    },
    async analyse(experiment: Experiment, phase: number | undefined) {
      try {
        const results = await analyse(place, experiment.key, phase);
        client.setQueryData(resultsQuery(place, experiment.key, phase).queryKey, results);
        void client.invalidateQueries({ queryKey: ["series", place, experiment.key] });
        return true;
      } catch (error) {
        complain(error);
        return false;
      }
    },
    async monitor(experiment: Experiment) {
      const found = await monitorNow({ environment: place, key: experiment.key });
      await reread(client, place, experiment.key);
      return found;
    },
  };
}

export type ExperimentActs = ReturnType<typeof useExperimentActs>;
