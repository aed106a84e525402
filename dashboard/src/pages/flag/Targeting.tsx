import { Button, Skeleton } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import type { Flag, Rule } from "../../api/client";
import type { Run } from "../../api/releases";
import type { FlagActs } from "../../flag/acts";
import { inOrder } from "../../flag/order.ts";
import { day, percent, shareOf, typeOf, wordOf } from "../../flag/reading.ts";
import { sentenceOf, type Word } from "../../flag/sentence.ts";
import { useFlagRefusal } from "../../flag/FlagSwitch";
import { Share } from "../../flag/Share";
import { Callout } from "../../parts/Callout";
import { RuleText } from "../../parts/RuleText";
import { Sentence } from "../../parts/Sentence";
import { STATE_TONES, STATE_WORDS } from "../../release/reading.ts";
import { useMover } from "../../release/useMover.ts";
import { About } from "./About";
import { Definition } from "./Definition";
import type { Drafting } from "./editor/useDraft";
import { Split } from "./Split";

const Editor = lazy(() => import("./editor/Editor").then((module) => ({ default: module.Editor })));

interface Props {
  flag: Flag;
  acts: FlagActs;
  drafting: Drafting;
}

export function Targeting({ flag, acts, drafting }: Props) {
  return (
    <div className="stack">
      <About flag={flag} acts={acts} />
      {drafting.draft === undefined ? (
        <Reading flag={flag} acts={acts} begin={drafting.begin} />
      ) : (
        <Suspense fallback={<Skeleton height={320} radius={12} />}>
          <Editor flag={flag} draft={drafting.draft} drafting={drafting} />
        </Suspense>
      )}
    </div>
  );
}

function Reading({ flag, acts, begin }: { flag: Flag; acts: FlagActs; begin: () => void }) {
  const rules = inOrder(flag.rules ?? []);
  const refusal = useFlagRefusal(flag);
  const run = useMover(flag.key);
  return (
    <>
      {flag.requires !== undefined && flag.requires.length > 0 && (
        <section className="stack-small">
          <h3>Only while</h3>
          {flag.requires.map((one) => (
            <p key={one.flag} className="rule panel">
              <Sentence words={[{ kind: "name", text: one.flag }, { kind: "word", text: "is" }, { kind: "value", text: String(one.is) }]} />
            </p>
          ))}
        </section>
      )}
      <section className="stack-small">
        <div className="row wide top">
          <div>
            <h3>Rules</h3>
            <p className="dim">The first rule that matches decides. Whoever matches none gets the last line.</p>
          </div>
          <Button size="compact-sm" variant="default" leftSection={<IconPencil size={14} aria-hidden />} onClick={begin} disabled={refusal !== undefined} title={refusal}>
            Edit targeting
          </Button>
        </div>
        <ol className="rules">
          {rules.map((rule, place) => (
            <RuleCard key={place} rule={rule} place={place} />
          ))}
          <li className="rule panel is-default">
            <div className="grow stack-small">
              <Sentence words={otherwise(flag, run)} />
              {run !== undefined && <Moved run={run} />}
              {flag.type === "percentage" && run === undefined && <Share flag={flag} acts={acts} large />}
              {flag.type === "variant" && <Split flag={flag} acts={acts} />}
            </div>
          </li>
        </ol>
      </section>
      <Definition flag={flag} />
    </>
  );
}

function RuleCard({ rule, place }: { rule: Rule; place: number }) {
  const isOff = rule.enabled === false;
  return (
    <li className={isOff ? "rule panel is-resting" : "rule panel"}>
      <span className="rule-number num" aria-hidden>
        {place + 1}
      </span>
      <div className="grow">
        <RuleText rule={rule} words={sentenceOf(rule)} />
        {rule.description && (
          <p className="dim wrap" dir="auto">
            {rule.description}
          </p>
        )}
      </div>
    </li>
  );
}

/** While a release moves the share, nobody else does. */
function Moved({ run }: { run: Run }) {
  return (
    <Callout tone={STATE_TONES[run.status]} title={`A release moves this share: ${STATE_WORDS[run.status].toLowerCase()}, at ${run.step_name}`}>
      <Link to="/releases/$key" params={{ key: run.key }} className="strong-link wrap" dir="auto">
        {run.key}
      </Link>{" "}
      holds it until it is over. What it ends at is the share from then on; to stop it, pause it or take it back there.
    </Callout>
  );
}

function otherwise(flag: Flag, run: Run | undefined): Word[] {
  const word = (text: string): Word => ({ kind: "word", text });
  const value = (text: string): Word => ({ kind: "value", text });
  const by = flag.bucket_by ? [word("by"), { kind: "name" as const, text: flag.bucket_by }] : [];
  switch (typeOf(flag)) {
    case "percentage":
      return [word("Otherwise"), value(percent(run?.share ?? shareOf(flag, Date.now()) ?? 0)), word("of the users get it"), ...by];
    case "variant":
      return [word("Otherwise the split decides"), ...by];
    case "gradual": {
      const now = value(percent(Number((shareOf(flag, Date.now()) ?? 0).toFixed(2))));
      const end = flag.end_date ?? flag.curve?.at(-1)?.at;
      return [word("Otherwise"), now, word(`now, rising until ${end === undefined ? "its end" : day(Date.parse(end))}`), ...by];
    }
    case "targeted":
      return [word("Otherwise"), value("off")];
    default:
      return [word("Otherwise"), value("on"), word(`for everybody (${wordOf(typeOf(flag)).toLowerCase()} flag)`)];
  }
}
