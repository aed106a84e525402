/** What a flag of a type begins with, beside its name. Pure. */
import type { Flag } from "../api/client";
import type { FlagType } from "./reading.ts";

const DAY_MS = 86_400_000;
const FORTNIGHT_MS = 14 * DAY_MS;

/** The fields that a type cannot be without; everything can be changed afterwards. */
export function beginning(type: FlagType, now: number): Partial<Pick<Flag, "percentage" | "variants" | "start_date" | "end_date">> {
  switch (type) {
    case "percentage":
      return { percentage: 0 };
    case "variant":
      return { variants: [{ name: "control", weight: 50, is_control: true }, { name: "new", weight: 50 }] };
    case "gradual": {
      const start = Math.ceil(now / DAY_MS) * DAY_MS;
      return { start_date: new Date(start).toISOString(), end_date: new Date(start + FORTNIGHT_MS).toISOString() };
    }
    default:
      return {};
  }
}
