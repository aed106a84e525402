import { Menu, Textarea, TextInput } from "@mantine/core";
import { IconCopy, IconGripVertical } from "@tabler/icons-react";
import type { Rule } from "../../../api/client";
import { conditionsOf, treeOf, withConditions, withEnabled } from "../../../editor/condition.ts";
import type { DraftRule } from "../../../editor/draft.ts";
import type { Remark } from "../../../editor/remarks.ts";
import { sentenceOf } from "../../../flag/sentence.ts";
import { RuleText } from "../../../parts/RuleText";
import { Tag } from "../../../parts/Tag";
import { Conditions } from "./Conditions";
import { Outcome } from "./Outcome";
import { Remarks } from "./Remarks";
import { RuleTools } from "./RuleTools";

export interface RuleActs {
  change: (change: (rule: Rule) => Rule) => void;
  remove: () => void;
  duplicate: () => void;
  /** Moves it by so many places. */
  move: (by: number) => void;
  open: (isOpen: boolean) => void;
}

interface Props {
  own: DraftRule;
  place: number;
  count: number;
  isOpen: boolean;
  variants: string[] | undefined;
  remarks: Remark[];
  acts: RuleActs;
  /** Makes the handle take a pointer that drags. */
  grab: (event: React.PointerEvent<HTMLButtonElement>) => void;
  isDragged: boolean;
}

export function RuleCard(props: Props) {
  const { own, place, count, isOpen, variants, remarks, acts, isDragged } = props;
  const { rule } = own;
  const isOff = rule.enabled === false;
  // Keys of the whole card: also those that its inputs do not want.
  const keys = (event: React.KeyboardEvent) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by === undefined || !event.altKey) return;
    event.preventDefault();
    acts.move(by);
  };
  return (
    <li className={`rule panel is-edited ${isOff ? "is-resting" : ""} ${isDragged ? "is-dragged" : ""}`} data-rule={own.id} onKeyDown={keys}>
      <Handle {...props} />
      <div className="grow stack-small">
        <div className="row wide top">
          <div className="grow">
            <RuleText rule={rule} words={sentenceOf(rule)} tag={own.from === undefined ? <Tag tone="rollout">New</Tag> : undefined} />
          </div>
          <Tools {...props} />
        </div>
        {isOpen && (
          <div className="rule-form">
            <Conditions tree={treeOf(rule)} change={(tree) => acts.change((before) => withConditions(before, conditionsOf(tree)))} />
            <div className="named">
              <span className="dim">then</span>
              <Outcome value={rule.value} change={(value) => acts.change((before) => ({ ...before, value }))} variants={variants} />
            </div>
            <Words rule={rule} change={acts.change} />
          </div>
        )}
        <Remarks remarks={remarks} />
        <span className="hidden">{`Rule ${place + 1} of ${count}`}</span>
      </div>
    </li>
  );
}

function Handle({ place, acts, grab }: Props) {
  const keys = (event: React.KeyboardEvent) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by === undefined || event.altKey) return;
    event.preventDefault();
    acts.move(by);
  };
  return (
    <div className="rule-side">
      <button type="button" className="handle" aria-label={`Move rule ${place + 1}: arrow keys, or drag`} onKeyDown={keys} onPointerDown={grab}>
        <IconGripVertical size={16} aria-hidden />
      </button>
      <span className="rule-number num" aria-hidden>{place + 1}</span>
    </div>
  );
}

function Tools({ own: { rule }, place, count, isOpen, acts }: Props) {
  return (
    <RuleTools place={place} isOn={rule.enabled !== false} enable={(isOn) => acts.change((before) => withEnabled(before, isOn))} isOpen={isOpen} open={acts.open} remove={acts.remove}>
      <Menu.Item leftSection={<IconCopy size={15} />} onClick={acts.duplicate}>Duplicate</Menu.Item>
      <Menu.Item disabled={place === 0} onClick={() => acts.move(-1)}>Move up</Menu.Item>
      <Menu.Item disabled={place === count - 1} onClick={() => acts.move(1)}>Move down</Menu.Item>
    </RuleTools>
  );
}

/** What people read about the rule. */
function Words({ rule, change }: { rule: Rule; change: RuleActs["change"] }) {
  const put = (field: "name" | "description", text: string) =>
    change((before) => {
      const { [field]: _field, ...rest } = before;
      return text === "" ? rest : { ...rest, [field]: text };
    });
  return (
    <div className="pair">
      <TextInput size="xs" label="Name" placeholder="Beta testers" maxLength={128} value={rule.name ?? ""} onChange={(event) => put("name", event.currentTarget.value)} />
      <Textarea size="xs" label="Why it is there" autosize minRows={1} maxRows={6} maxLength={4096} value={rule.description ?? ""} onChange={(event) => put("description", event.currentTarget.value)} />
    </div>
  );
}
