import "../../styles/editor.css";
import { ActionIcon, Button, Menu, Switch, TextInput } from "@mantine/core";
import { IconCheck, IconDots, IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { flagsQuery } from "../../api/queries";
import { segmentsQuery, type MembershipRule } from "../../api/segments";
import { conditionsOf, treeOf } from "../../editor/condition.ts";
import { seenIn } from "../../editor/seen.ts";
import { membershipOf } from "../../flag/sentence.ts";
import { Sentence } from "../../parts/Sentence";
import { Tag } from "../../parts/Tag";
import { usePlace } from "../../shell/place";
import { Conditions } from "../flag/editor/Conditions";
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
  const name = `rule ${place + 1}`;
  return (
    <li className={isOff ? "rule panel is-resting" : "rule panel"}>
      <span className="rule-number num" aria-hidden>
        {place + 1}
      </span>
      <div className="grow stack-small">
        <div className="row wide top">
          <div className="grow">
            {(rule.name || isOff) && (
              <div className="row">
                {rule.name && <b className="wrap" dir="auto">{rule.name}</b>}
                {isOff && <Tag>Disabled</Tag>}
              </div>
            )}
            <Sentence words={[{ kind: "word", text: "In if" }, ...membershipOf(rule)]} />
          </div>
          {refusal === undefined && (
            <div className="row tools">
              <Switch size="xs" withThumbIndicator={false} checked={!isOff} aria-label={`Rule ${place + 1} is enabled`} onChange={(event) => change(enabled(rule, event.currentTarget.checked))} />
              <Button size="compact-sm" variant="default" leftSection={isOpen ? <IconCheck size={14} aria-hidden /> : <IconPencil size={14} aria-hidden />} aria-expanded={isOpen} aria-label={isOpen ? `Done with ${name}` : `Edit ${name}`} onClick={turn}>
                {isOpen ? "Done" : "Edit"}
              </Button>
              <Menu position="bottom-end">
                <Menu.Target>
                  <ActionIcon size={26} variant="default" aria-label={`More for ${name}`}>
                    <IconDots size={15} />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={remove}>
                    Remove
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            </div>
          )}
        </div>
        {isOpen && (
          <div className="rule-form">
            <Conditions tree={treeOf({ ...rule, value: true })} change={(tree) => change(withConditions(rule, conditionsOf(tree)))} />
            <TextInput size="xs" label="Name" placeholder="Enterprise" maxLength={128} value={rule.name ?? ""} onChange={(event) => change(called(rule, event.currentTarget.value))} />
          </div>
        )}
      </div>
    </li>
  );
}

const enabled = ({ enabled: _enabled, ...rule }: MembershipRule, isOn: boolean): MembershipRule => (isOn ? rule : { ...rule, enabled: false });
const called = ({ name: _name, ...rule }: MembershipRule, name: string): MembershipRule => (name === "" ? rule : { ...rule, name });
const withConditions = ({ type: _type, ...rule }: MembershipRule, conditions: Pick<MembershipRule, "type" | "conditions">): MembershipRule => ({ ...rule, ...conditions });
