import { ActionIcon, Autocomplete, Button, Menu, SegmentedControl, Select } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { BLANKS, isMany, type All, type Leaf, type Node } from "../../../editor/condition.ts";
import { fits, OPERATORS, operatorOf } from "../../../editor/operator.ts";
import { NumberField } from "../../../parts/NumberField";
import { useSeen } from "./seen";
import { Operand } from "./Operand";
import { TimeWindow } from "./TimeWindow";
import { Values } from "./Values";

/** Deeper than this nobody nests by hand; documents may. */
const DEPTH = 3;

interface Props {
  tree: All;
  change: (tree: All) => void;
  depth?: number;
}

/** Tests that all have to hold, or of which one is enough. */
export function Conditions({ tree, change, depth = 0 }: Props) {
  const put = (items: Node[]) => change({ ...tree, items });
  return (
    <div className={depth === 0 ? "conditions" : "conditions is-nested"}>
      {(tree.items.length > 1 || depth > 0) && (
        <SegmentedControl
          size="xs" aria-label="How many have to hold" value={tree.kind} onChange={(kind) => change({ ...tree, kind: kind === "any" ? "any" : "all" })}
          data={[{ value: "all", label: "All of these" }, { value: "any", label: "Any of these" }]}
        />
      )}
      {tree.items.length === 0 && depth === 0 && <p className="dim">No condition: the rule is for everybody.</p>}
      {tree.items.map((item, place) => (
        <Condition
          key={place} node={item} depth={depth} word={place === 0 ? "If" : tree.kind === "all" ? "and" : "or"}
          change={(node) => put(tree.items.with(place, node))} remove={() => put(tree.items.toSpliced(place, 1))}
        />
      ))}
      <AddCondition add={(node) => put([...tree.items, node])} depth={depth} />
    </div>
  );
}

function AddCondition({ add, depth }: { add: (node: Node) => void; depth: number }) {
  const offered = depth < DEPTH ? BLANKS : BLANKS.slice(0, -1);
  return (
    <Menu position="bottom-start" width={260}>
      <Menu.Target>
        <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} aria-hidden />} className="begin">
          Add a condition
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {offered.map(({ word, about, blank }) => (
          <Menu.Item key={word} onClick={() => add(blank())}>
            {word} <span className="dim">{about}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface ConditionProps {
  node: Node;
  word: string;
  depth: number;
  change: (node: Node) => void;
  remove: () => void;
}

function Condition({ node, word, depth, change, remove }: ConditionProps) {
  const { not: isTurned = false, ...plain } = node;
  const put = (next: Leaf | All, not = isTurned) => change(not ? { ...next, not: true } : next);
  return (
    <div className="condition" role="group" aria-label={`Condition: ${word}`}>
      <span className="condition-word dim">{word}</span>
      <button type="button" className="turn" aria-pressed={isTurned} title="Turn it round: it holds where this does not" onClick={() => put(plain, !isTurned)}>
        not
      </button>
      <div className="grow">
        {isMany(node) ? (
          <Conditions tree={node} change={(tree) => put({ kind: tree.kind, items: tree.items })} depth={depth + 1} />
        ) : (
          <LeafInput leaf={node} change={(leaf) => put(leaf)} />
        )}
      </div>
      <ActionIcon size={30} variant="subtle" color="gray" aria-label="Remove the condition" onClick={remove}>
        <IconTrash size={15} />
      </ActionIcon>
    </div>
  );
}

function LeafInput({ leaf, change }: { leaf: Leaf; change: (leaf: Leaf) => void }) {
  const { segments } = useSeen();
  switch (leaf.kind) {
    case "attribute":
      return <AttributeInput leaf={leaf} change={change} />;
    case "user":
      return <Named word="targeting key is any of"><Values label="Targeting keys" values={leaf.keys} change={(keys) => change({ ...leaf, keys })} placeholder="user-42, ana@example.com" /></Named>;
    case "group":
      return <Named word="group is any of"><Values label="Groups" values={leaf.groups} change={(groups) => change({ ...leaf, groups })} placeholder="support, beta" /></Named>;
    case "segment":
      return <Named word="in any segment of"><Values label="Segments" values={leaf.segments} change={(names) => change({ ...leaf, segments: names })} offered={segments} placeholder="staff" /></Named>;
    case "percentage":
      return (
        <Named word="among the first">
          <NumberField size="xs" w={120} min={0} max={100} decimalScale={2} suffix="% of users" aria-label="Share in percent" value={leaf.percentage} change={(percentage) => change({ ...leaf, percentage })} />
        </Named>
      );
    case "time":
      return <TimeWindow window={leaf.window} change={(window) => change({ ...leaf, window })} />;
  }
}

function Named({ word, children }: { word: string; children: React.ReactNode }) {
  return (
    <div className="named">
      <span>{word}</span>
      <div className="grow">{children}</div>
    </div>
  );
}

type Attribute = Extract<Leaf, { kind: "attribute" }>;

const CHOICES = ["Text", "Number", "Yes or no", "Time", "Other"].map((group) => ({
  group,
  items: OPERATORS.filter((one) => one.group === group).map(({ id, word }) => ({ value: id, label: word })),
}));

function AttributeInput({ leaf, change }: { leaf: Attribute; change: (leaf: Attribute) => void }) {
  const { names, values } = useSeen();
  const choose = (id: string | null) => {
    const operator = operatorOf(id ?? leaf.operator);
    // What is typed stays wherever the other operator can hold it.
    change({ ...leaf, operator: operator.id, operand: fits(operator, leaf.operand) ? leaf.operand : operator.blank });
  };
  return (
    <div className="attribute">
      <Autocomplete size="xs" aria-label="Attribute" placeholder="attribute" data={names} limit={10} value={leaf.name} onChange={(name) => change({ ...leaf, name })} spellCheck={false} classNames={{ input: "mono" }} />
      <Select size="xs" aria-label="How it is compared" allowDeselect={false} data={CHOICES} value={leaf.operator} onChange={choose} maxDropdownHeight={320} />
      <Operand key={leaf.operator} name={leaf.name} operator={leaf.operator} operand={leaf.operand} change={(operand) => change({ ...leaf, operand })} offered={values.get(leaf.name)} />
    </div>
  );
}
