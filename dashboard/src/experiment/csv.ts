/** Results as comma-separated values (RFC 4180), with all digits: the columns of `hoist experiments results --csv`. Pure. */
import type { Results } from "../api/experiments";

const COLUMNS = [
  "metric", "role", "kind", "variant", "users", "conversions", "sum", "mean", "std_dev", "split_ok", "relative", "estimate",
  "low", "high", "p_value", "significant", "confidence", "outcome", "guardrail", "refusal",
];

/** A cell. What a spreadsheet would take for a formula is a text: names come from anybody. */
function cell(value: unknown): string {
  const text = value === null || value === undefined ? "" : String(value);
  const isFormula = typeof value === "string" && /^[=+\-@\t\r]/.test(text);
  if (!isFormula && !/[",\r\n]/.test(text)) return text;
  return `"${isFormula ? "'" : ""}${text.replaceAll('"', '""')}"`;
}

export function csvOf(results: Results): string {
  const rows = results.metrics.flatMap((metric) =>
    metric.variants.map(({ variant, users, conversions, sum, mean, std_dev, effect, guardrail, refusal }) => [
      metric.metric, metric.role, metric.kind, variant, users, conversions, sum, mean, std_dev, results.health.srm.ok, effect?.relative,
      effect?.estimate, effect?.low, effect?.high, effect?.p_value, effect?.significant, effect?.confidence, effect?.outcome, guardrail, refusal,
    ]),
  );
  return [COLUMNS, ...rows].map((row) => `${row.map(cell).join(",")}\n`).join("");
}
