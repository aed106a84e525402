import { Button, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import type { Flag, Rule } from "../../../api/client";
import { isSame, type Draft } from "../../../editor/draft.ts";
import { merge, type Clash, type Side } from "../../../editor/merging.ts";
import { sentenceOf } from "../../../flag/sentence.ts";
import { Callout } from "../../../parts/Callout";
import { Sentence } from "../../../parts/Sentence";

interface Props {
  draft: Draft;
  flag: Flag;
  change: (draft: Draft) => void;
}

/** Two people changed the same: each place is shown as it was and as both have it, and one of the two is chosen. */
export function Merge({ draft, flag, change }: Props) {
  const { clashes, taken, resolve } = merge(draft, flag);
  const [sides, setSides] = useState<Readonly<Record<string, Side>>>({});
  const open = clashes.filter(({ id }) => sides[id] === undefined).length;
  const all = (side: Side) => setSides(Object.fromEntries(clashes.map(({ id }) => [id, side])));
  return (
    <section className="stack" aria-label="Merge">
      <Callout tone="warn" title="Somebody changed the same meanwhile" role="alert">
        Nothing that you typed is lost. Choose for each place what is to hold; then go on, look at it, and save it.
        {taken.length > 0 && ` What only they changed is taken in: ${taken.join(", ")}.`}
      </Callout>
      {clashes.map((clash) => (
        <Place key={clash.id} clash={clash} side={sides[clash.id]} choose={(side) => setSides({ ...sides, [clash.id]: side })} />
      ))}
      <div className="row" style={{ flexWrap: "wrap" }}>
        <Button onClick={() => change(resolve(sides))} disabled={open > 0} title={open > 0 ? "Choose a side in each place first" : undefined}>
          {open > 0 ? `${open} to choose` : "Go on with this"}
        </Button>
        <Button variant="default" onClick={() => all("mine")}>All mine</Button>
        <Button variant="default" onClick={() => all("theirs")}>All theirs</Button>
      </div>
    </section>
  );
}

function Place({ clash, side, choose }: { clash: Clash; side: Side | undefined; choose: (side: Side) => void }) {
  const { label, base, mine, theirs, id } = clash;
  const isRule = id.startsWith("rule ");
  return (
    <article className="panel padded stack-small">
      <div className="row wide" style={{ flexWrap: "wrap" }}>
        <h3 className="wrap">{label}</h3>
        <SegmentedControl
          size="xs" aria-label={`${label}: which side holds`} value={side ?? ""} onChange={(value) => choose(value === "mine" ? "mine" : "theirs")}
          data={[{ value: "mine", label: "Mine" }, { value: "theirs", label: "Theirs" }]}
        />
      </div>
      <dl className="sides">
        <Shown word="It was" value={base} isRule={isRule} />
        <Shown word="Mine" value={mine} isRule={isRule} isChosen={side === "mine"} />
        <Shown word="Theirs" value={theirs} isRule={isRule} isChosen={side === "theirs"} />
      </dl>
    </article>
  );
}

function Shown({ word, value, isRule, isChosen = false }: { word: string; value: unknown; isRule: boolean; isChosen?: boolean }) {
  return (
    <div className={isChosen ? "is-chosen" : undefined}>
      <dt>{word}</dt>
      <dd className="wrap">{isRule && value !== undefined ? <RuleShown rule={value as Rule} /> : plainly(value)}</dd>
    </div>
  );
}

function RuleShown({ rule }: { rule: Rule }) {
  return (
    <>
      <Sentence words={sentenceOf(rule)} />
      {rule.name !== undefined && <p className="dim">Name: {rule.name}</p>}
      {rule.description !== undefined && <p className="dim">{rule.description}</p>}
      {rule.enabled === false && <p className="dim">Disabled</p>}
      {rule.priority !== undefined && !isSame(rule.priority, 0) && <p className="dim num">Priority {rule.priority}</p>}
    </>
  );
}

function plainly(value: unknown): string {
  if (value === undefined) return "not there";
  return typeof value === "string" ? value : JSON.stringify(value);
}
