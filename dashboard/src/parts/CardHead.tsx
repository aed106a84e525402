import type { ReactNode } from "react";

interface Props {
  icon: ReactNode;
  /** The link to it. */
  name: ReactNode;
  /** What stands below its name. */
  about: ReactNode;
  /** How it stands, or what changes that. */
  children: ReactNode;
}

/** What a card in a grid begins with. */
export function CardHead({ icon, name, about, children }: Props) {
  return (
    <div className="row top" style={{ gap: 12 }}>
      {icon}
      <div className="grow">
        <h2>{name}</h2>
        {about}
      </div>
      {children}
    </div>
  );
}

/** The key of what is shown under another name. */
export function CardKey({ children }: { children: ReactNode }) {
  return (
    <span className="mono dim clip" style={{ display: "block" }}>
      {children}
    </span>
  );
}
