import { Skeleton } from "@mantine/core";
import { IconChartDots } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Flag, Schemas } from "../../api/client";
import { analyticsQuery } from "../../api/queries";
import { count, percent } from "../../flag/reading.ts";
import { whysOf } from "../../flag/reasons.ts";
import { Ago } from "../../parts/Ago";
import { Callout } from "../../parts/Callout";
import { Empty } from "../../parts/Empty";
import { Fact } from "../../parts/Fact";
import { partClass } from "../../parts/SplitBar";
import { usePlace } from "../../shell/place";
import { HourBars } from "./HourBars";

export function Analytics({ flag }: { flag: Flag }) {
  const { environment } = usePlace();
  const { data, error } = useQuery(analyticsQuery(environment.key, flag.key));
  if (error !== null && data === undefined) return <Callout tone="bad" title="The analytics cannot be read">{error.message}</Callout>;
  if (data === undefined) return <Skeleton height={240} radius={12} />;
  if (data.total === 0) {
    return (
      <Empty icon={<IconChartDots size={32} stroke={1.5} aria-hidden />} title="Not evaluated in the last 24 hours">
        {data.last_evaluated_at ? <>It was last evaluated <Ago at={data.last_evaluated_at} />.</> : "Ask for it in your program, as “Use it in code” shows. Its first evaluation appears here."}
      </Empty>
    );
  }
  const [first] = Object.entries(data.results).sort(([, a], [, b]) => b - a);
  return (
    <div className="stack">
      <dl className="facts is-large">
        <Fact name="Evaluations, 24 h">{count(data.total)}</Fact>
        <Fact name="Without a value">{count(data.errors)}</Fact>
        {first !== undefined && <Fact name={`Served ${first[0]}`}>{percent((100 * first[1]) / data.total)}</Fact>}
        {data.last_evaluated_at && (
          <Fact name="Last evaluated">
            <Ago at={data.last_evaluated_at} />
          </Fact>
        )}
      </dl>
      <HourBars flag={flag} analytics={data} />
      <Reasons flag={flag} analytics={data} />
    </div>
  );
}

function Reasons({ flag, analytics }: { flag: Flag; analytics: Schemas["Analytics"] }) {
  const rows = whysOf(flag.rules ?? [], analytics);
  const total = rows.reduce((sum, { n }) => sum + n, 0) || 1;
  return (
    <section className="stack-small">
      <h3>Why people got their value</h3>
      <ul className="reasons">
        {rows.map(({ id, name, n }, place) => (
          <li key={id}>
            <span className="clip" title={name}>
              {name}
            </span>
            <span className={`reason-bar ${partClass(place + 1)}`} aria-hidden>
              <i style={{ width: `${(100 * n) / total}%` }} />
            </span>
            <b className="num">{percent(Number(((100 * n) / total).toFixed(1)))}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}
