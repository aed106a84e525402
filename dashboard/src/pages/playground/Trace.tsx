import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { explanationQuery, useRulesOf, type Side } from "../../api/playground";
import { flagsQuery } from "../../api/queries";
import { Callout } from "../../parts/Callout";
import { Steps, WhatElse } from "../../parts/Steps";
import type { Evaluation } from "../../playground/compare.ts";
import { usePlace } from "../../shell/place";

interface Props {
  of: Evaluation | undefined;
  side: Side;
  title: string | undefined;
}

/** How a result came about, and what would change it. */
export function Trace({ of, side, title }: Props) {
  if (of === undefined) return <p className="dim">It is not there at that moment.</p>;
  return <TraceOf evaluation={of} side={side} title={title} />;
}

function TraceOf({ evaluation: { key }, side, title }: { evaluation: Evaluation; side: Side; title: string | undefined }) {
  const { environment } = usePlace();
  const { data: flags } = useQuery(flagsQuery(environment.key));
  const rules = useRulesOf(environment.key, side)(key);
  const isFlag = flags?.some((flag) => flag.key === key);
  const asFlag = useQuery({ ...explanationQuery(environment.key, key, "flag", side), enabled: flags !== undefined && (isFlag === true || side.at !== undefined) });
  const isOther = flags !== undefined && !isFlag && (side.at === undefined || asFlag.error !== null);
  const asExperiment = useQuery({ ...explanationQuery(environment.key, key, "experiment", side), enabled: isOther });
  const { data, error } = isOther ? asExperiment : asFlag;
  if (error !== null && data === undefined) return <Callout tone="bad" title="It cannot be explained">{error.message}</Callout>;
  if (data === undefined) return <Skeleton height={90} radius={10} />;
  return (
    <div className="stack-small trace">
      <h3>
        {title ? `${title}: how it came to that` : "How it came to that"}
        {isFlag && (
          <Link to="/flags/$key" params={{ key }} className="strong-link">
            Open the flag
          </Link>
        )}
      </h3>
      <Steps steps={data.steps} rules={rules} />
      <WhatElse counterfactual={data.counterfactual} rules={rules} />
    </div>
  );
}
