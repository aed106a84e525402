import { Skeleton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { powerOf } from "../../api/experiments";
import { share } from "../../experiment/figures.ts";
import { daysFor } from "../../experiment/draft.ts";
import { counted, percent } from "../../flag/reading.ts";
import { Callout } from "../../parts/Callout";
import { NumberField } from "../../parts/NumberField";
import { Told } from "../../parts/Told";
import { usePlace } from "../../shell/place";

export interface Guess {
  /** In percent where it is a share, else as it is. */
  baseline: number | undefined;
  usersPerDay: number | undefined;
}

interface Props {
  name: string;
  definition: Record<string, unknown>;
  guess: Guess;
  change: (guess: Partial<Guess>) => void;
  /** Takes a number of users as the plan. */
  take?: ((users: number) => void) | undefined;
}

const powerQuery = (environment: string, key: string, definition: Record<string, unknown>, baseline: number | undefined) =>
  queryOptions({
    queryKey: ["power", environment, key, definition, baseline ?? null],
    queryFn: async () => {
      const kind = await powerOf(environment, key, definition);
      if (baseline === undefined) return kind;
      return powerOf(environment, key, definition, kind.baseline === "share" ? baseline / 100 : baseline);
    },
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });

/** How many users it takes and how many days that is; and why it could not be started. */
export function Power({ name, definition, guess, change: set, take }: Props) {
  const { environment } = usePlace();
  const [asked] = useDebouncedValue({ definition, baseline: guess.baseline }, 300, { leading: true });
  const { data, error } = useQuery(powerQuery(environment.key, name, asked.definition, asked.baseline));
  const isShare = data?.baseline !== "spread";
  return (
    <div className="stack">
      <div className="pair">
        <NumberField
          label={isShare ? "Who converts today" : "Spread of the goal today"} description={isShare ? "The share of users, without the change." : "Its standard deviation, divided by its mean."}
          min={0} max={isShare ? 100 : undefined} decimalScale={3} suffix={isShare ? "%" : ""} placeholder="not known" value={guess.baseline ?? ""} change={(baseline) => set({ baseline })} clear={() => set({ baseline: undefined })}
        />
        <NumberField label="New users each day" description="Who would see it for the first time." min={1} allowDecimal={false} thousandSeparator="," placeholder="not known" value={guess.usersPerDay ?? ""} change={(usersPerDay) => set({ usersPerDay })} clear={() => set({ usersPerDay: undefined })} />
      </div>
      {error !== null && (
        <Callout tone="bad" title="That cannot be planned">
          {error.message}
        </Callout>
      )}
      {data === undefined && error === null && <Skeleton height={90} radius={10} />}
      {data !== undefined && error === null && (
        <>
          <Rows rows={data.power} isShare={isShare} usersPerDay={guess.usersPerDay} take={take} />
          {data.obstacle && (
            <Callout tone="warn" title="It cannot be started as it is">
              <Told text={data.obstacle} />
            </Callout>
          )}
          {data.warnings.map((warning) => (
            <p key={warning.detail} className="dim wrap hint">
              <Told text={warning.detail} />. {warning.remedy}
            </p>
          ))}
        </>
      )}
    </div>
  );
}

interface RowsProps {
  rows: { baseline: number; effect: number; power?: number | null; needed: number }[];
  isShare: boolean;
  usersPerDay: number | undefined;
  take: ((users: number) => void) | undefined;
}

function Rows({ rows, isShare, usersPerDay, take }: RowsProps) {
  if (rows.length === 0) return <p className="dim">Choose a goal, and it is told how many users that takes.</p>;
  const hasPower = rows.some(({ power }) => power !== null && power !== undefined);
  return (
    <div className="scroll" role="region" aria-label="What it takes" tabIndex={0}>
      <table className="plain-table num power-table">
        <caption className="hidden">Users that find the smallest effect with a chance of 80%</caption>
        <thead>
          <tr>
            <th scope="col">{isShare ? "Converts today" : "Spread today"}</th>
            <th scope="col">To find</th>
            <th scope="col">Users, all variants</th>
            <th scope="col">Takes</th>
            {hasPower && <th scope="col">Chance with the plan</th>}
            {take !== undefined && <td />}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const days = daysFor(row.needed, usersPerDay);
            return (
              <tr key={row.baseline}>
                <td>{isShare ? percent(100 * row.baseline) : row.baseline}</td>
                <td>{percent(100 * row.effect)}</td>
                <td>
                  <b>{row.needed.toLocaleString()}</b>
                </td>
                <td>{days === undefined ? <span className="dim">say how many come</span> : counted(days, "day")}</td>
                {hasPower && <td>{row.power == null ? "–" : share(row.power)}</td>}
                {take !== undefined && (
                  <td>
                    <button type="button" className="text-button" onClick={() => take(row.needed)} aria-label={`Plan ${row.needed.toLocaleString()} users`}>
                      Plan these
                    </button>
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
