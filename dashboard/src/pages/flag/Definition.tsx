import type { Flag } from "../../api/client";
import { definitionOf } from "../../editor/draft.ts";
import { Snippet } from "../../parts/Snippet";

/** The definition as it can be written into a file or sent back. */
export function Definition({ flag }: { flag: Flag }) {
  const text = JSON.stringify({ key: flag.key, ...definitionOf(flag) }, null, 2);
  return (
    <details className="definition">
      <summary>The whole definition</summary>
      <Snippet text={text} what="the definition" label="The definition as JSON" />
    </details>
  );
}
