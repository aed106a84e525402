import type { Decision, Status } from "../../api/releases";
import { Ago } from "../../parts/Ago";
import { actorOf } from "../../parts/Entry";
import { Tag } from "../../parts/Tag";
import { DECISION_WORDS, figure, limitOf, reasonOf, VERDICT_WORDS } from "../../release/reading.ts";

/** What was decided, the newest first, with the numbers behind it. */
export function Decisions({ status }: { status: Status }) {
  return (
    <section className="panel entries" aria-label="What was decided">
      <h2 className="inset-title">What was decided</h2>
      {[...status.decisions].reverse().map((decision, place) => (
        <One key={`${decision.at} ${place}`} decision={decision} />
      ))}
    </section>
  );
}

function One({ decision }: { decision: Decision }) {
  const { word, tone } = DECISION_WORDS[decision.kind];
  return (
    <div className={`entry is-${decision.kind}`}>
      <p className="row" style={{ flexWrap: "wrap" }}>
        <Tag tone={tone}>{word}</Tag>
        {decision.share != null && <b className="num">{decision.share}%</b>}
        <span className="dim">
          {decision.by ? `${actorOf(decision.by)}, ` : ""}
          <Ago at={decision.at} />
        </span>
      </p>
      <p className="wrap" dir="auto">
        {reasonOf(decision)}
      </p>
      {decision.evidence.length > 0 && (
        <ul className="evidence num">
          {decision.evidence.map((found) => {
            const limit = limitOf(found);
            return (
              <li key={`${found.check} ${found.run}`} className="wrap">
                <span className={`tone-${VERDICT_WORDS[found.verdict].tone} toned`}>{VERDICT_WORDS[found.verdict].word}</span>{" "}
                <span dir="auto">{found.check}</span> <b>{found.value == null ? "no value" : figure(found.value)}</b>
                {limit && <span className="dim">, {limit.word} {figure(limit.at)}</span>}
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
