import type { Schemas } from "../../../api/client";
import { counted, percent } from "../../../flag/reading.ts";
import { Callout } from "../../../parts/Callout";
import { Diff } from "../../../parts/Diff";

/** What saving changes, in fields and in users, as the server tells it. */
export function Review({ plan, flag }: { plan: Schemas["Plan"]; flag: string }) {
  const fields = plan.documents.find(({ key, collection }) => key === flag && collection === "features")?.fields ?? [];
  return (
    <div className="stack-small">
      <div className="review">
        <Diff changes={fields} />
      </div>
      <Moves plan={plan} flag={flag} />
      {plan.obstacles.map((text) => (
        <Callout key={text} tone="warn" title="It would be refused now">
          {text}
        </Callout>
      ))}
    </div>
  );
}

function Moves({ plan, flag }: { plan: Schemas["Plan"]; flag: string }) {
  const own = plan.movements.find(({ key, collection }) => key === flag && collection === "features");
  const exact = own?.exact.map(sentence) ?? [];
  const others = plan.movements.filter((one) => one !== own && one.moved.users > 0).map(({ key }) => key);
  return (
    <>
      {own !== undefined && plan.recorded.users > 0 && (
        <p className="num">
          {own.moved.users === 0 ? "Nobody" : counted(own.moved.users, "user")} of {counted(plan.recorded.users, "user")} who were recorded {own.moved.users === 1 ? "gets" : "get"} something else
          {own.estimate ? `: about ${percent(100 * own.estimate.part)} of all.` : "."}
        </p>
      )}
      {exact.map((text) => (
        <p key={text} className="dim wrap">
          {text}
        </p>
      ))}
      {others.length > 0 && <p className="wrap">Users move in {others.slice(0, 5).join(", ")} too, which depend on it.</p>}
    </>
  );
}

const WHOM = { everybody: "everybody", rule: "those whom the rule matches", others: "those whom no rule matches" };

/** What the hash alone says, whoever was recorded. */
function sentence({ of, rule, moves }: Schemas["ExactPart"]): string {
  const whom = of === "rule" && rule ? `those who match rule ${rule.index + 1}` : WHOM[of];
  const parts = moves.map(({ from, to, ranks }) => `${percent(ranks / 100)} from ${from} to ${to}`);
  return `Of ${whom}: ${parts.join(", ")}.`;
}
