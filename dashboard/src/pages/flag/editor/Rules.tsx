import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { conditionsOf, BLANKS } from "../../../editor/condition.ts";
import { addRule, moveRule, removeRule, variantsIn, withRule, type Draft } from "../../../editor/draft.ts";
import type { Remark } from "../../../editor/remarks.ts";
import { RuleCard, type RuleActs } from "./RuleCard";
import { useDrag } from "./useDrag";

/** The most rules that a flag may have. */
const MOST = 100;

interface Props {
  draft: Draft;
  change: (draft: Draft) => void;
  remarks: Remark[];
}

export function Rules({ draft, change, remarks }: Props) {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const [said, say] = useState("");
  // Pointers move faster than the page is drawn: each move is one of the newest draft.
  const latest = useRef(draft);
  latest.current = draft;
  const put = (next: Draft) => {
    latest.current = next;
    change(next);
  };
  const { list, dragged, grab } = useDrag((id, to) => put(moveRule(latest.current, id, to)));
  const show = (id: number, isOpen: boolean) => setOpen((now) => new Set(isOpen ? [...now, id] : [...now].filter((one) => one !== id)));
  const names = draft.fields.type === "variant" ? variantsIn(draft.fields).map(({ name }) => name) : undefined;

  const actsOf = (id: number, place: number): RuleActs => ({
    change: (how) => put(withRule(latest.current, id, how)),
    remove: () => put(removeRule(latest.current, id)),
    duplicate: () => {
      const own = latest.current.rules[place];
      if (own !== undefined) put(addRule(latest.current, { ...own.rule, ...(own.rule.name ? { name: `${own.rule.name} (copy)`.slice(0, 128) } : {}) }, id));
    },
    move: (by) => {
      const to = place + by;
      if (to < 0 || to >= draft.rules.length) return;
      put(moveRule(latest.current, id, to));
      say(`Rule ${to + 1} of ${draft.rules.length}`);
      keepFocus(id);
    },
    open: (isOpen) => show(id, isOpen),
  });
  // Moving an item takes the focus from it in some browsers.
  const keepFocus = (id: number) => {
    const focused = document.activeElement;
    requestAnimationFrame(() => {
      const item = list.current?.querySelector(`[data-rule="${id}"]`);
      if (focused instanceof HTMLElement && item?.contains(focused)) focused.focus();
      item?.scrollIntoView({ block: "nearest" });
    });
  };
  const add = () => {
    const blank = BLANKS[0]?.blank();
    const rule = { ...conditionsOf({ kind: "all", items: blank ? [blank] : [] }), value: names?.[0] ?? true };
    show(latest.current.next, true);
    put(addRule(latest.current, rule));
    const { next } = draft;
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-rule="${next}"] input[placeholder="attribute"]`)?.focus());
  };
  return (
    <>
      <ol className="rules" ref={list}>
        {draft.rules.map((own, place) => (
          <RuleCard
            key={own.id} own={own} place={place} count={draft.rules.length} isOpen={open.has(own.id)} variants={names} remarks={remarks.filter(({ rule }) => rule === place)}
            acts={actsOf(own.id, place)} grab={grab(own.id)} isDragged={dragged === own.id}
          />
        ))}
      </ol>
      <span className="hidden" role="status">{said}</span>
      <Button size="compact-md" variant="default" className="begin" leftSection={<IconPlus size={15} aria-hidden />} onClick={add} disabled={draft.rules.length >= MOST} title={draft.rules.length >= MOST ? `A flag has at most ${MOST} rules` : undefined}>
        Add a rule
      </Button>
    </>
  );
}
