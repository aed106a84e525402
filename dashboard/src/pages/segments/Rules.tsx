import "../../styles/editor.css";
import { Button, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { flagsQuery } from "../../api/queries";
import { segmentsQuery, type MembershipRule } from "../../api/segments";
import { conditionsOf, treeOf, withConditions, withEnabled } from "../../editor/condition.ts";
import { seenIn } from "../../editor/seen.ts";
import { membershipOf } from "../../flag/sentence.ts";
import { RuleText } from "../../parts/RuleText";
import { usePlace } from "../../shell/place";
import { Conditions } from "../flag/editor/Conditions";
import { RuleTools } from "../flag/editor/RuleTools";
import { SeenContext } from "../flag/editor/seen";

interface Props {
  rules: MembershipRule[];
  change: (rules: MembershipRule[]) => void;
  refusal: string | undefined;
}

/** The rules of a segment: whoever one of them matches is in, so their order means nothing. */
export function Rules({ rules, change, refusal }: Props) {
  const [open, setOpen] = useState<number>();
  const { environment } = usePlace();
  const { data: flags = [] } = useQuery(flagsQuery(environment.key));
  const { data: segments = [] } = useQuery(segmentsQuery(environment.key));
  const seen = useMemo(() => ({ ...seenIn(flags), segments: segments.map(({ key }) => key) }), [flags, segments]);
  const add = () => {
    change([...rules, { type: "property", conditions: {} }]);
    setOpen(rules.length);
  };
  return (
    <SeenContext value={seen}>
      {rules.length > 0 && (
        <ol className="rules">
          {rules.map((rule, place) => (
            <RuleCard
              key={place} rule={rule} place={place} isOpen={open === place} refusal={refusal} turn={() => setOpen(open === place ? undefined : place)}
              change={(next) => change(rules.with(place, next))}
              remove={() => {
                change(rules.toSpliced(place, 1));
                setOpen(undefined);
              }}
            />
          ))}
        </ol>
      )}
      <Button size="compact-md" variant="default" leftSection={<IconPlus size={14} aria-hidden />} className="begin" onClick={add} disabled={refusal !== undefined} title={refusal}>
        Add a rule
      </Button>
    </SeenContext>
  );
}

interface CardProps {
  rule: MembershipRule;
  place: number;
  isOpen: boolean;
  refusal: string | undefined;
  turn: () => void;
  change: (rule: MembershipRule) => void;
  remove: () => void;
}

function RuleCard({ rule, place, isOpen, refusal, turn, change, remove }: CardProps) {
  const isOff = rule.enabled === false;
  return (
    <li className={isOff ? "rule panel is-resting" : "rule panel"}>
      <span className="rule-number num" aria-hidden>
        {place + 1}
      </span>
      <div className="grow stack-small">
        <div className="row wide top">
          <div className="grow">
            <RuleText rule={rule} words={[{ kind: "word", text: "In if" }, ...membershipOf(rule)]} />
          </div>
          {refusal === undefined && <RuleTools place={place} isOn={!isOff} enable={(isOn) => change(withEnabled(rule, isOn))} isOpen={isOpen} open={turn} remove={remove} />}
        </div>
        {isOpen && (
          <div className="rule-form" inert={refusal !== undefined}>
            <Conditions tree={treeOf({ ...rule, value: true })} change={(tree) => change(withConditions(rule, conditionsOf(tree)))} />
            <TextInput size="xs" label="Name" placeholder="Enterprise" maxLength={128} value={rule.name ?? ""} onChange={(event) => change(called(rule, event.currentTarget.value))} />
          </div>
        )}
      </div>
    </li>
  );
}

const called = ({ name: _name, ...rule }: MembershipRule, name: string): MembershipRule => (name === "" ? rule : { ...rule, name });
