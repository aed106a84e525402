/** What people do to a release: ask first, do it, show how it stands then. */
import { useQueryClient } from "@tanstack/react-query";
import { runsQuery } from "../api/queries";
import { command, releaseStatusQuery, type Status, type Verb } from "../api/releases";
import { complain, tell } from "../parts/toast";
import { useGuard, type Question } from "../shell/guard";
import { usePlace, useRefusal } from "../shell/place";
import { isOver } from "./over.ts";

interface Told {
  title: string;
  about: string;
  verb: string;
  done: string;
  danger?: boolean;
}

const TOLD: Record<Verb, Told> = {
  start: { title: "Start", about: "The share of its flag goes from step to step, as long as the checks hold.", verb: "Start", done: "runs." },
  pause: { title: "Pause", about: "It stays at this share until somebody resumes it. Checks go on, and can still take it back.", verb: "Pause", done: "is paused." },
  resume: { title: "Resume", about: "It goes on; what failed before is forgiven.", verb: "Resume", done: "goes on." },
  promote: { title: "Promote", about: "It goes to the next step as soon as the checks hold, whatever the step's time and gate say.", verb: "Promote", done: "goes on as soon as the checks hold." },
  approve: { title: "Approve", about: "The step may begin once the one before it is done.", verb: "Approve", done: "may go on." },
  abort: { title: "Take back", about: "The share goes to 0 and the flag is killed: everybody gets the off result until somebody revives it.", verb: "Take it back", done: "is being taken back.", danger: true },
  leave: { title: "Leave the traffic of", about: "It ends though its router was not told to send everybody to the stable version. Nobody tries that again: see to the router by hand.", verb: "Leave it", done: "ends; its traffic stays as it is.", danger: true },
};

export function useReleaseActs() {
  const client = useQueryClient();
  const guard = useGuard();
  const { environment } = usePlace();
  return async (key: string, verb: Verb, more: { step?: string; revive?: boolean } = {}) => {
    const { title, about, verb: word, done, danger } = TOLD[verb];
    const told = more.revive ? `${about} The flag is killed, and revived by this.` : about;
    const question: Question = { title: `${title} ${key}`, about: told, verb: word, always: true, danger: danger === true };
    const consent = await guard(question);
    if (consent === undefined) return;
    try {
      const status = await command(verb, { environment: environment.key, key, reason: consent.reason }, more);
      client.setQueryData(releaseStatusQuery(environment.key, key).queryKey, status);
      tell(`${key} ${done}`);
    } catch (error) {
      consent.failed?.();
      complain(error);
    }
    void client.invalidateQueries({ queryKey: releaseStatusQuery(environment.key, key).queryKey });
    void client.invalidateQueries({ queryKey: runsQuery(environment.key).queryKey });
  };
}

/** Why a release cannot be told something now; none where it can. */
export function useVerbRefusal(): (verb: Verb, status: Status | null) => string | undefined {
  const viewer = useRefusal();
  return (verb, status) => viewer ?? whyNot(verb, status);
}

function whyNot(verb: Verb, status: Status | null): string | undefined {
  if (verb === "start") return status === null || isOver(status.status) ? undefined : "It runs already.";
  if (status === null) return "It was not started.";
  if (isOver(status.status)) return "It is over.";
  if (verb !== "leave" && status.status === "rolling_back") return "It is being taken back.";
  if (verb === "pause" && status.status === "paused") return "It is paused.";
  if (verb === "resume" && status.status !== "paused") return "It is not paused.";
  return undefined;
}
