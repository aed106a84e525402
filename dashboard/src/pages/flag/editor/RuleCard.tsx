import { ActionIcon, Button, Menu, Switch, Textarea, TextInput } from "@mantine/core";
import { IconCheck, IconCopy, IconDots, IconGripVertical, IconPencil, IconTrash } from "@tabler/icons-react";
import type { Rule } from "../../../api/client";
import { conditionsOf, treeOf } from "../../../editor/condition.ts";
import type { DraftRule } from "../../../editor/draft.ts";
import type { Remark } from "../../../editor/remarks.ts";
import { sentenceOf } from "../../../flag/sentence.ts";
import { Sentence } from "../../../parts/Sentence";
import { Tag } from "../../../parts/Tag";
import { Conditions } from "./Conditions";
import { Outcome } from "./Outcome";
import { Remarks } from "./Remarks";

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
            {(rule.name || isOff || own.from === undefined) && (
              <div className="row">
                {rule.name && <b className="wrap" dir="auto">{rule.name}</b>}
                {isOff && <Tag>Disabled</Tag>}
                {own.from === undefined && <Tag tone="rollout">New</Tag>}
              </div>
            )}
            <Sentence words={sentenceOf(rule)} />
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

function withConditions({ type: _type, ...rule }: Rule, conditions: Pick<Rule, "type" | "conditions">): Rule {
  return { ...rule, ...conditions };
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
  const name = `rule ${place + 1}`;
  return (
    <div className="row tools">
      <Switch size="xs" withThumbIndicator={false} checked={rule.enabled !== false} aria-label={`Rule ${place + 1} is enabled`} onChange={(event) => acts.change(withEnabled(event.currentTarget.checked))} />
      <Button size="compact-sm" variant="default" leftSection={isOpen ? <IconCheck size={14} aria-hidden /> : <IconPencil size={14} aria-hidden />} aria-expanded={isOpen} aria-label={isOpen ? `Done with ${name}` : `Edit ${name}`} onClick={() => acts.open(!isOpen)}>
        {isOpen ? "Done" : "Edit"}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size={26} variant="default" aria-label={`More for ${name}`}>
            <IconDots size={15} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconCopy size={15} />} onClick={acts.duplicate}>Duplicate</Menu.Item>
          <Menu.Item disabled={place === 0} onClick={() => acts.move(-1)}>Move up</Menu.Item>
          <Menu.Item disabled={place === count - 1} onClick={() => acts.move(1)}>Move down</Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={acts.remove}>Remove</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

const withEnabled = (isOn: boolean) => ({ enabled: _enabled, ...rule }: Rule): Rule => (isOn ? rule : { ...rule, enabled: false });

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
