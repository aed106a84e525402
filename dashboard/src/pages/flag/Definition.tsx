import type { Flag } from "../../api/client";
import { definitionOf } from "../../editor/draft.ts";
import { Copy } from "../../parts/Copy";

/** The definition as it can be written into a file or sent back. */
export function Definition({ flag }: { flag: Flag }) {
  const text = JSON.stringify({ key: flag.key, ...definitionOf(flag) }, null, 2);
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
