import { Button, Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { Callout } from "../../parts/Callout";

interface Props {
  title: string;
  about: ReactNode;
  /** What can be made here, and why not where it cannot. */
  make?: { word: string; open: () => void; refusal: string | undefined };
  children: ReactNode;
}

/** A part of the settings: what it is about, what is there, and what can be made. */
export function Section({ title, about, make, children }: Props) {
  return (
    <section className="panel settings-section">
      <div className="row wide top padded-head">
        <div className="grow">
          <h2>{title}</h2>
          <p className="dim">{about}</p>
          {make?.refusal !== undefined && <p className="hint">{make.refusal}</p>}
        </div>
        {make !== undefined && (
          <Button size="compact-md" onClick={make.open} disabled={make.refusal !== undefined} title={make.refusal}>
            {make.word}
          </Button>
        )}
      </div>
      {children}
    </section>
  );
}

interface StateProps<T> {
  of: { data: T | undefined; error: Error | null };
  what: string;
  children: (data: T) => ReactNode;
}

/** What was read; while it was not, why. */
export function Read<T>({ of: { data, error }, what, children }: StateProps<T>) {
  if (data !== undefined) return <>{children(data)}</>;
  if (error === null) return <Skeleton height={84} radius={10} m={16} />;
  return (
    <div className="padded-head">
      <Callout tone="bad" title={`${what} cannot be read`}>
        {error.message}
      </Callout>
    </div>
  );
}
