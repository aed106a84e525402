import type { ReactNode } from "react";

/** A name and what it is, in a list of facts. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="num wrap" dir="auto">
        {children}
      </dd>
    </div>
  );
}
