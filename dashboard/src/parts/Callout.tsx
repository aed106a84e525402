import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Tone } from "./Tag";

interface Props {
  tone: Tone;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  role?: "alert" | "status";
}

export function Callout({ tone, title, children, actions, role }: Props) {
  const Icon = tone === "bad" || tone === "warn" ? IconAlertTriangle : tone === "good" ? IconCircleCheck : IconInfoCircle;
  return (
    <div className={`callout tone-${tone}`} role={role}>
      <Icon size={18} aria-hidden />
      <div className="grow wrap">
        <strong>{title}</strong>
        {children !== undefined && <div className="dim">{children}</div>}
        {actions !== undefined && <div className="actions">{actions}</div>}
      </div>
    </div>
  );
}
