/** What the server says of a draft, by the place that it speaks of. Pure. */
import type { Schemas } from "../api/client";

export interface Remark {
  tone: "bad" | "warn" | "rollout";
  text: string;
  remedy: string;
  /** The field, such as `rules` or `variants`; empty for the whole. */
  field: string;
  /** The rule's place, where it speaks of one. */
  rule?: number | undefined;
}

/** A path within a document of a file, `features.key.rules[1].value`, or within one that stands alone. */
function placed(path: string, key: string): Pick<Remark, "field" | "rule"> {
  const prefix = `features.${key}`;
  const own = path.startsWith(prefix) ? path.slice(prefix.length).replace(/^\./, "") : path;
  const rule = /^rules\[(\d+)\]/.exec(own)?.[1];
  return { field: /^[^.[]*/.exec(own)?.[0] ?? "", ...(rule === undefined ? {} : { rule: Number(rule) }) };
}

export const ofDiagnostics = (diagnostics: Schemas["Diagnostic"][], key: string): Remark[] =>
  diagnostics.map(({ path, message, advice }) => ({ tone: "bad", text: message, remedy: advice, ...placed(path, key) }));

export const ofFindings = (findings: Schemas["PlanFinding"][], key: string): Remark[] =>
  findings
    .filter((one) => one.collection === "features" && one.key === key)
    .map(({ path, detail, remedy, severity }) => ({ tone: severity === "warning" ? "warn" : "rollout", text: detail, remedy, ...placed(path, key) }));
