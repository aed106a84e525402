import type { ReactNode } from "react";
import type { MembershipRule } from "../api/segments";
import type { Word } from "../flag/sentence.ts";
import { Sentence } from "./Sentence";
import { Tag } from "./Tag";

interface Props {
  rule: Pick<MembershipRule, "name" | "enabled">;
  words: Word[];
  /** What else is told beside its name. */
  tag?: ReactNode;
}

/** What a rule is called, and what it says. */
export function RuleText({ rule, words, tag }: Props) {
  const isOff = rule.enabled === false;
  return (
    <>
      {(rule.name || isOff || tag !== undefined) && (
        <div className="row">
          {rule.name && <b className="wrap" dir="auto">{rule.name}</b>}
          {isOff && <Tag>Disabled</Tag>}
          {tag}
        </div>
      )}
      <Sentence words={words} />
    </>
  );
}
