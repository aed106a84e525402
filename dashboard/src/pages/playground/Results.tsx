import { Button, Switch } from "@mantine/core";
import { IconArrowsLeftRight, IconChevronDown, IconChevronRight, IconEqual, IconSearch } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useRulesOf, type Side } from "../../api/playground";
import type { Rules } from "../../flag/order.ts";
import { counted } from "../../flag/reading.ts";
import { reasonWords } from "../../flag/reasons.ts";
import { Empty } from "../../parts/Empty";
import { Find } from "../../parts/FilterBar";
import { Tag } from "../../parts/Tag";
import type { Evaluation, Pair } from "../../playground/compare.ts";
import { usePlace } from "../../shell/place";
import { Trace } from "./Trace";

/** Rows that are shown at a time. */
const PAGE = 200;

interface Props {
  pairs: Pair[];
  one: Side;
  other: Side | undefined;
  seqs: [number, number | undefined];
}

export function Results({ pairs, one, other, seqs }: Props) {
  const { open } = useSearch({ from: "/playground" });
  const navigate = useNavigate();
  const { environment } = usePlace();
  const rulesOf = [useRulesOf(environment.key, one), useRulesOf(environment.key, other)] as const;
  const [text, setText] = useState("");
  const [isOnlyDifferent, setOnlyDifferent] = useState(false);
  const [shown, setShown] = useState(PAGE);
  const differing = pairs.filter((pair) => pair.differs).length;
  const wanted = text.trim().toLowerCase();
  const found = pairs.filter((pair) => pair.key.toLowerCase().includes(wanted) && (!isOnlyDifferent || other === undefined || pair.differs));
  const turn = (key: string) =>
    void navigate({ to: "/playground", search: (before) => ({ ...before, open: open === key ? undefined : key }), replace: true, resetScroll: false });
  return (
    <section aria-label="Results" className="answers">
      <div className="bar">
        <Find label="Filter results" placeholder="Filter by key" value={text} change={setText} />
        {other !== undefined && <Switch label="Only what differs" checked={isOnlyDifferent} onChange={(event) => setOnlyDifferent(event.currentTarget.checked)} />}
        <span className="dim num" role="status">
          {counted(found.length, "result")}
          {other !== undefined && `, ${differing.toLocaleString()} ${differing === 1 ? "differs" : "differ"}`}
        </span>
      </div>
      {found.length === 0 ? (
        <div className="panel">
          <Empty icon={<IconSearch size={30} stroke={1.5} aria-hidden />} title={isOnlyDifferent ? "Nothing differs" : "Nothing is called that"}>
            {isOnlyDifferent ? "Both sides get the same of everything." : "Search for a part of a key."}
          </Empty>
        </div>
      ) : (
        <div className="panel table">
          <div className={other === undefined ? "answer-row is-head" : "answer-row is-head is-two"} aria-hidden>
            <span>Flag</span>
            <span>{other === undefined ? "Value" : `One, after entry ${seqs[0]}`}</span>
            {other === undefined ? <span>Why</span> : <span>The other, after entry {seqs[1]}</span>}
          </div>
          {found.slice(0, shown).map((pair) => (
            <Row key={pair.key} pair={pair} one={one} other={other} rules={[rulesOf[0](pair.key), rulesOf[1](pair.key)]} isOpen={open === pair.key} turn={turn} />
          ))}
        </div>
      )}
      {found.length > shown && (
        <Button variant="default" onClick={() => setShown(shown + PAGE)} style={{ alignSelf: "center" }}>
          Show {Math.min(PAGE, found.length - shown)} more
        </Button>
      )}
    </section>
  );
}

interface RowProps {
  pair: Pair;
  one: Side;
  other: Side | undefined;
  /** Of the flag, on each side. */
  rules: [Rules, Rules];
  isOpen: boolean;
  turn: (key: string) => void;
}

function Row({ pair, one, other, rules, isOpen, turn }: RowProps) {
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <div className={pair.differs ? "answer differs" : "answer"}>
      <div className={other === undefined ? "answer-row" : "answer-row is-two"}>
        <h2 className="clip">
          <button type="button" className="answer-open" aria-expanded={isOpen} onClick={() => turn(pair.key)}>
            <Chevron size={15} aria-hidden />
            <span className="clip">{pair.key}</span>
            {pair.differs && <Tag tone="warn"><IconArrowsLeftRight size={12} aria-hidden /> differs</Tag>}
            {other !== undefined && !pair.differs && <IconEqual size={14} className="same" aria-label="the same" />}
          </button>
        </h2>
        <Outcome of={pair.one} rules={rules[0]} isCompared={other !== undefined} />
        {other === undefined ? <span className="dim clip">{why(pair.one, rules[0])}</span> : <Outcome of={pair.other} rules={rules[1]} isCompared />}
      </div>
      {isOpen && (
        <div className={other === undefined ? "traces" : "traces is-two"}>
          <Trace of={pair.one} side={one} title={other && "One"} />
          {other !== undefined && <Trace of={pair.other} side={other} title="The other" />}
        </div>
      )}
    </div>
  );
}

const why = (one: Evaluation | undefined, rules: Rules) => (one === undefined ? "" : reasonWords(one.reason, one.rule?.index, rules, one.rule?.name));

function Outcome({ of, rules, isCompared }: { of: Evaluation | undefined; rules: Rules; isCompared: boolean }) {
  if (of === undefined) return <span className="dim">Not there</span>;
  return (
    <span className="outcome">
      <b className="mono clip" title={shown(of)}>{shown(of)}</b>
      {isCompared && <small className="dim clip">{why(of, rules)}</small>}
    </span>
  );
}

/** The variant says more than a long value; a value of a few letters says enough. */
function shown({ value, variant, error_code: code }: Evaluation): string {
  if (code) return code;
  const text = JSON.stringify(value);
  if (variant && typeof value !== "boolean") return text === JSON.stringify(variant) ? variant : `${variant}: ${text}`;
  return text;
}
