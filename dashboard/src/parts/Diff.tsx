import type { FieldChange } from "../api/client";

const shown = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** More fields than this are counted, not told. */
const TOLD = 12;

export function Diff({ changes }: { changes: FieldChange[] }) {
  const more = changes.length - TOLD;
  return (
    <ul className="diff mono">
      {changes.slice(0, TOLD).map(({ path, before, after }) => (
        <li key={path}>
          <span className="path">{path || "all"}</span>
          {before !== undefined && <del>{shown(before)}</del>}
          {before !== undefined && after !== undefined && <span aria-label="becomes">→</span>}
          {after !== undefined && <ins>{shown(after)}</ins>}
        </li>
      ))}
      {more > 0 && <li className="path">and {more} more fields</li>}
    </ul>
  );
}
