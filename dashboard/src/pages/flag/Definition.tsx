import type { Flag } from "../../api/client";
import { Copy } from "../../parts/Copy";

const SERVERS_OWN = new Set(["version", "created_at", "updated_at", "killed", "managed_by", "managed_at", "warnings", "stale"]);

/** The definition as it can be written into a file or sent back. */
export function Definition({ flag }: { flag: Flag }) {
  const own = Object.fromEntries(Object.entries(flag).filter(([name]) => !SERVERS_OWN.has(name)));
  const text = JSON.stringify(own, null, 2);
  return (
    <details className="definition">
      <summary>The whole definition</summary>
      <div className="code">
        <span className="code-copy">
          <Copy text={text} what="the definition" />
        </span>
        <pre className="mono" tabIndex={0} aria-label="The definition as JSON">
          {text}
        </pre>
      </div>
    </details>
  );
}
