import "../../styles/bulk.css";
import { Autocomplete, Button, Modal, Progress } from "@mantine/core";
import { IconCheck, IconCircleX, IconEqual, type Icon } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { Flag } from "../../api/client";
import { putAll } from "../../api/live";
import { changeMany, patchFor, type Change, type Result } from "../../flag/many.ts";
import { counted, tagsOf } from "../../flag/reading.ts";
import { useGuard } from "../../shell/guard";
import { usePlace, useRefusal } from "../../shell/place";
import type { Chosen } from "./useChosen";

interface Props {
  /** All flags of the environment. */
  flags: Flag[];
  /** Those that the list shows. */
  found: Flag[];
  chosen: Chosen;
}

const VERBS: Record<Change["kind"], { verb: string; about: string; danger?: boolean }> = {
  on: { verb: "Turn on", about: "Everybody gets what the rules and shares of each say." },
  off: { verb: "Turn off", about: "Everybody gets the off result of each.", danger: true },
  archive: { verb: "Archive", about: "Each is off for everybody, and out of the way. Its history stays.", danger: true },
  tag: { verb: "Add the tag to", about: "Nobody gets anything else." },
  untag: { verb: "Take the tag from", about: "Nobody gets anything else." },
};

/** Does one thing to all flags that are chosen, and tells of each how that went. */
export function Bulk({ flags, found, chosen }: Props) {
  const { environment } = usePlace();
  const client = useQueryClient();
  const guard = useGuard();
  const refusal = useRefusal();
  const [tag, setTag] = useState("");
  const [run, setRun] = useState<{ change: Change; all: number; results: Result[]; isOver: boolean }>();
  const picked = useMemo(() => flags.filter(({ key }) => chosen.keys.has(key)), [flags, chosen.keys]);
  const tags = useMemo(() => [...new Set(flags.flatMap(tagsOf))].sort(), [flags]);

  async function act(change: Change, which: Flag[]): Promise<void> {
    const { verb, about, danger } = VERBS[change.kind];
    const affected = which.filter((flag) => patchFor(flag, change) !== undefined);
    const consent = await guard({
      title: `${verb} ${counted(which.length, "flag")}`,
      about: <About flags={affected} all={which.length} text={about} />,
      verb: "tag" in change ? "Go on" : verb,
      always: true,
      ...(danger ? { danger } : {}),
      ...(danger && environment.protected ? { typed: environment.key } : {}),
    });
    if (consent === undefined) return;
    const results: Result[] = [];
    const show = (isOver: boolean) => setRun({ change, all: which.length, results: [...results], isOver });
    show(false);
    await changeMany(environment.key, which, change, consent.reason, (result) => {
      results.push(result);
      if (results.length % 20 === 0 || which.length < 50) show(false);
    });
    putAll(client, environment.key, results.flatMap(({ flag }) => flag ?? []));
    show(true);
  }

  const isNone = picked.length === 0;
  const why = refusal ?? (isNone ? "Choose flags first" : undefined);
  const button = (word: string, change: Change, needsTag = false) => {
    const own = why ?? (needsTag && tag.trim() === "" ? "Name the tag first" : undefined);
    return (
      <Button size="compact-md" variant="default" onClick={() => void act(change, picked)} disabled={own !== undefined} title={own}>
        {word}
      </Button>
    );
  };
  return (
    <section className="panel bulk" aria-label="What is done to the chosen flags">
      <b className="num" role="status">{counted(picked.length, "flag")} chosen</b>
      <Button size="compact-md" variant="subtle" onClick={() => chosen.put(found.map(({ key }) => key))}>
        All {found.length.toLocaleString()} shown
      </Button>
      <span className="grow" />
      {button("Turn on", { kind: "on" })}
      {button("Turn off", { kind: "off" })}
      {button("Archive", { kind: "archive" })}
      <Autocomplete size="xs" w={130} aria-label="Tag" placeholder="tag" data={tags} limit={8} value={tag} onChange={setTag} />
      {button("Add tag", { kind: "tag", tag: tag.trim() }, true)}
      {button("Remove tag", { kind: "untag", tag: tag.trim() }, true)}
      <Button size="compact-md" variant="default" onClick={chosen.end}>
        Done
      </Button>
      <Modal opened={run !== undefined} onClose={() => setRun(undefined)} title={<h2>{run && `${VERBS[run.change.kind].verb} ${counted(run.all, "flag")}`}</h2>} size={620} centered closeButtonProps={{ "aria-label": "Close" }}>
        {run !== undefined && (
          <Results
            all={run.all} results={run.results} isOver={run.isOver} close={() => setRun(undefined)}
            again={(keys) => {
              setRun(undefined);
              void act(run.change, flags.filter(({ key }) => keys.has(key)));
            }}
          />
        )}
      </Modal>
    </section>
  );
}

/** More keys than this are counted, not told. */
const TOLD = 8;

function About({ flags, all, text }: { flags: Flag[]; all: number; text: string }) {
  const told = flags.slice(0, TOLD).map(({ key }) => key).join(", ");
  const more = flags.length > TOLD ? ` and ${(flags.length - TOLD).toLocaleString()} more` : "";
  return (
    <div className="stack-small">
      <p>{text}</p>
      <p className="mono wrap">{flags.length === 0 ? "All of them are so already." : told + more}</p>
      {flags.length > 0 && flags.length < all && <p className="dim num">{counted(all - flags.length, "flag is", "flags are")} so already.</p>}
    </div>
  );
}

interface ResultsProps {
  all: number;
  results: Result[];
  isOver: boolean;
  again: (keys: ReadonlySet<string>) => void;
  close: () => void;
}

const STATES: Record<Result["state"], { icon: Icon; word: string; tone: string; order: number }> = {
  failed: { icon: IconCircleX, word: "failed", tone: "tone-bad", order: 0 },
  done: { icon: IconCheck, word: "done", tone: "tone-good", order: 1 },
  same: { icon: IconEqual, word: "was so already", tone: "tone-plain", order: 2 },
};
/** More results than this are counted: what failed comes first. */
const SHOWN = 200;

function Results({ all, results, isOver, again, close }: ResultsProps) {
  const failed = results.filter(({ state }) => state === "failed");
  const count = (state: Result["state"]) => results.filter((one) => one.state === state).length;
  const sorted = [...results].sort((a, b) => STATES[a.state].order - STATES[b.state].order);
  return (
    <div className="stack">
      {!isOver && <Progress value={(100 * results.length) / all} size={8} radius={4} aria-label={`${results.length} of ${all} flags`} />}
      <p role="status" className="num">
        {isOver ? `${count("done").toLocaleString()} done, ${count("same").toLocaleString()} as they were, ${failed.length.toLocaleString()} failed.` : `${results.length.toLocaleString()} of ${all.toLocaleString()}`}
      </p>
      <ul className="bulk-results" tabIndex={0} aria-label="What became of each flag">
        {sorted.slice(0, SHOWN).map(({ key, state, why }) => {
          const { icon: StateIcon, word, tone } = STATES[state];
          return (
            <li key={key} className={tone}>
              <StateIcon size={15} aria-hidden />
              <span className="mono wrap">{key}</span>
              <span className="wrap dim">{why ?? word}</span>
            </li>
          );
        })}
      </ul>
      {sorted.length > SHOWN && <p className="dim num">and {(sorted.length - SHOWN).toLocaleString()} more</p>}
      <div className="row" style={{ justifyContent: "flex-end" }}>
        {isOver && failed.length > 0 && (
          <Button variant="default" onClick={() => again(new Set(failed.map(({ key }) => key)))}>
            Try {counted(failed.length, "flag")} again
          </Button>
        )}
        <Button onClick={close} disabled={!isOver} title={isOver ? undefined : "It is not over yet"}>
          Close
        </Button>
      </div>
    </div>
  );
}
