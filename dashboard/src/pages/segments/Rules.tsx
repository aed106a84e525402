import type { MembershipRule } from "../../api/segments";
import { membershipOf } from "../../flag/sentence.ts";
import { Sentence } from "../../parts/Sentence";

interface Props {
  rules: MembershipRule[];
  change: (rules: MembershipRule[]) => void;
  refusal: string | undefined;
}

export function Rules({ rules }: Props) {
  return (
    <ol className="rules">
      {rules.map((rule, place) => (
        <li key={place} className="rule panel">
          <span className="rule-number num" aria-hidden>
            {place + 1}
          </span>
          <div className="grow">
            <Sentence words={membershipOf(rule)} />
          </div>
        </li>
      ))}
    </ol>
  );
}
