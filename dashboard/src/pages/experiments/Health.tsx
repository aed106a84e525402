import type { ReactNode } from "react";
import { useQuery } from "@tanstack/react-query";
import type { Experiment, Results } from "../../api/experiments";
import { statusQuery } from "../../api/queries";
import { pValue, share } from "../../experiment/figures.ts";
import { verdictWord } from "../../experiment/verdict.ts";
import { counted } from "../../flag/reading.ts";
import { Ago } from "../../parts/Ago";
import { Callout } from "../../parts/Callout";
import { Told } from "../../parts/Told";
import { usePlace } from "../../shell/place";

interface Props {
  experiment: Experiment;
  results: Results;
}

/** Why the numbers cannot be believed comes first, then what to make of them; that they are sound goes without much saying. */
export function Health({ experiment, results }: Props) {
  const { health, method } = results;
  return (
    <div className="callouts">
      {health.issues.length > 0 && <Issues results={results} />}
      <Conclusion experiment={experiment} results={results} />
      {health.issues.length === 0 && <Sound results={results} />}
      {!method.peek_proof && (
        <Callout tone="warn" title="Not to be read before the planned end">
          <Told text={method.about} />
        </Callout>
      )}
      <Late results={results} />
    </div>
  );
}

function Issues({ results }: { results: Results }) {
  const { issues, srm } = results.health;
  const title = srm.ok ? counted(issues.length, "thing to know before you believe it", "things to know before you believe it") : "Users were not split as planned";
  return (
    <Callout tone={srm.ok ? "warn" : "bad"} title={title}>
      {issues.map((issue) => (
        <p key={issue} className="callout-line wrap">
          <Told text={issue} />
        </p>
      ))}
      {!srm.ok && <SplitTable results={results} />}
    </Callout>
  );
}

function SplitTable({ results }: { results: Results }) {
  return (
    <table className="split-table num">
      <caption className="hidden">Users of each variant, and how many there should be</caption>
      <thead>
        <tr>
          <th scope="col">Variant</th>
          <th scope="col">Users</th>
          <th scope="col">Planned</th>
          <th scope="col">Of the plan</th>
        </tr>
      </thead>
      <tbody>
        {results.health.srm.variants.map(({ variant, users, expected }) => (
          <tr key={variant}>
            <th scope="row" dir="auto">
              {variant}
            </th>
            <td>{users.toLocaleString()}</td>
            <td>{expected ? Math.round(expected).toLocaleString() : "–"}</td>
            <td>{expected ? share(users / expected) : "–"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Sound({ results }: { results: Results }) {
  const { srm, multiple_exposure: twice } = results.health;
  const users = counted(results.sample.observed, "user");
  if (srm.refusal) {
    return (
      <Callout tone="rollout" title="The split is not judged">
        {users}. <Told text={srm.refusal === "split_not_fixed" ? "What it should be is not fixed: rules decide who gets what." : "There are too few users to tell."} />
      </Callout>
    );
  }
  return (
    <Callout tone="good" title="Users are split as planned">
      <span className="num">
        {users}, {srm.variants.map(({ variant, users: own }) => `${own.toLocaleString()} ${variant}`).join(", ")}.
        {srm.p_value !== null && srm.p_value !== undefined && ` SRM p = ${pValue(srm.p_value)}.`}
        {twice.users > 0 && ` ${counted(twice.users, "user")} saw several variants and count nowhere.`}
      </span>
    </Callout>
  );
}

function Conclusion({ experiment, results }: Props) {
  const word = verdictWord(results);
  const { conclusion } = results;
  if (conclusion) {
    const reason = experiment.life?.reason;
    return (
      <Callout tone="good" title={`Concluded: everybody gets ${conclusion.everybody_gets}`}>
        <Told text={conclusion.detail} /> <Ago at={conclusion.at} />
        {reason && (
          <Line>
            “<span dir="auto">{reason}</span>”
          </Line>
        )}
        <Line>
          By the numbers of now: <Told text={results.reason} />
        </Line>
      </Callout>
    );
  }
  return (
    <Callout tone={word.tone === "plain" ? "rollout" : word.tone} title={word.text}>
      <Told text={results.reason} />
      {results.recommendation !== "" && (
        <Line>
          <Told text={results.recommendation} />
        </Line>
      )}
    </Callout>
  );
}

const Line = ({ children }: { children: ReactNode }) => <p className="callout-line wrap">{children}</p>;

/** Events that are stored and not in these numbers yet. */
function Late({ results }: { results: Results }) {
  const { environment } = usePlace();
  const { data: status } = useQuery(statusQuery(environment.key));
  const waiting = status?.events?.waiting_users ?? 0;
  const cut = results.sample.cut_off ?? 0;
  if (waiting === 0 && cut === 0) return null;
  return (
    <Callout tone="rollout" title={waiting > 0 ? "Events are still being summed up" : "Windows may have been cut off by the end"}>
      {waiting > 0 && <span className="num">{counted(waiting, "user")} with events that are not in these numbers yet. </span>}
      {cut > 0 && <span className="num">The windows of at most {counted(cut, "user")} were open when it ended, by whole days (UTC): what they did afterwards does not count.</span>}
    </Callout>
  );
}
