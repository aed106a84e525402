import { IconAlertTriangle, IconBulb, IconCircleX, type Icon } from "@tabler/icons-react";
import type { Remark } from "../../../editor/remarks.ts";

const ICONS: Record<Remark["tone"], Icon> = { bad: IconCircleX, warn: IconAlertTriangle, rollout: IconBulb };
const WORDS: Record<Remark["tone"], string> = { bad: "Fault", warn: "Warning", rollout: "Advice" };

/** What the server says of it, where it stands. */
export function Remarks({ remarks }: { remarks: Remark[] }) {
  if (remarks.length === 0) return null;
  return (
    <ul className="remarks">
      {remarks.map(({ tone, text, remedy }, place) => {
        const Icon = ICONS[tone];
        return (
          <li key={place} className={`remark tone-${tone}`}>
            <Icon size={15} aria-label={WORDS[tone]} />
            <span className="wrap">
              <b>{sentence(text)}</b> {remedy}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.:!?]$/.test(text) ? "" : "."}`;
