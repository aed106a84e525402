import type { ReactNode } from "react";
import type { Change } from "../api/client";
import { Ago } from "./Ago";
import { Diff } from "./Diff";
import { said } from "./said.ts";
import { Tag, type Tone } from "./Tag";

/** What somebody did; `alone` is how that is said of a release that tells it of itself. */
const KINDS: Record<string, { verb: string; tone: Tone; alone?: string }> = {
  created: { verb: "made", tone: "good" },
  updated: { verb: "changed", tone: "rollout" },
  deleted: { verb: "deleted", tone: "bad" },
  rolled_back: { verb: "brought back an earlier", tone: "warn" },
  killed: { verb: "killed", tone: "bad" },
  revived: { verb: "revived", tone: "good" },
  frozen: { verb: "froze", tone: "warn" },
  unfrozen: { verb: "unfroze", tone: "good" },
  scheduled: { verb: "scheduled a change of", tone: "rollout" },
  applied: { verb: "made a scheduled change of", tone: "rollout" },
  cancelled: { verb: "cancelled a change of", tone: "plain" },
  drafted: { verb: "planned", tone: "plain" },
  started: { verb: "started", tone: "rollout" },
  concluded: { verb: "concluded", tone: "good" },
  archived: { verb: "archived", tone: "plain" },
  unarchived: { verb: "took out of the archive", tone: "plain" },
  tested: { verb: "looked at", tone: "plain" },
  launched: { verb: "started", tone: "rollout" },
  shared: { verb: "moved the share of", tone: "rollout" },
  paused: { verb: "paused", tone: "warn" },
  resumed: { verb: "resumed", tone: "rollout" },
  approved: { verb: "approved a step of", tone: "good" },
  promoted: { verb: "promoted", tone: "rollout" },
  aborted: { verb: "took back", tone: "bad" },
  succeeded: { verb: "finished", tone: "good", alone: "succeeded" },
  taken_back: { verb: "took back", tone: "bad", alone: "was taken back" },
  erased: { verb: "erased what was said of", tone: "warn" },
};

/** The actor as people call it: an id tells tokens of one name apart, and is told on pointing. */
export function actorOf(actor: string): string {
  return actor.replace(/^token:/, "").replace(/^release:/, "release ").replace(/ \(tok_[^)]*\)$/, "");
}

interface Props {
  change: Change;
  /** What it is about, where that is not clear anyway. */
  about?: ReactNode;
  actions?: ReactNode;
}

/** An entry of the change log as a sentence, with what is different since. */
export function Entry({ change, about, actions }: Props) {
  const { verb, tone, alone = undefined } = KINDS[change.kind] ?? { verb: change.kind, tone: "plain" as Tone };
  const ofItself = change.actor === `release:${change.key}` ? alone : undefined;
  // What is made or deleted is told whole, which says little here.
  const diff = (change.diff ?? []).filter((field) => field.path !== "");
  return (
    <div className="entry">
      <div className="row wide top">
        <div className="grow">
          <p className="wrap">
            <b title={change.actor}>{actorOf(change.actor)}</b> {ofItself ?? <>{verb} {about ?? "it"}</>}
            {change.restored != null && <span className="dim num"> (as after {change.restored})</span>}
          </p>
          <p className="dim row" style={{ fontSize: 12 }}>
            <Tag tone={tone}>{change.kind.replace("_", " ")}</Tag>
            <span className="num">#{change.seq}</span>
            <Ago at={change.time} />
          </p>
        </div>
        {actions}
      </div>
      {change.reason && (
        <p className="reason wrap" dir="auto">
          {said(change.reason)}
        </p>
      )}
      {diff.length > 0 && <Diff changes={diff} />}
    </div>
  );
}
