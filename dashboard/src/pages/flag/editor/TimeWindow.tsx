import { Autocomplete, Checkbox, TextInput } from "@mantine/core";
import type { Window } from "../../../editor/condition.ts";
import { Moment } from "./Moment";

const DAYS = [["mon", "Mon"], ["tue", "Tue"], ["wed", "Wed"], ["thu", "Thu"], ["fri", "Fri"], ["sat", "Sat"], ["sun", "Sun"]] as const;
const ZONES = ["UTC", ...(typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : [])];

/** When a rule applies; what is left empty does not limit. */
export function TimeWindow({ window, change }: { window: Window; change: (window: Window) => void }) {
  const put = (part: Partial<Window>) =>
    change(Object.fromEntries(Object.entries({ ...window, ...part }).filter(([, value]) => value !== "" && value !== undefined)) as Window);
  const days = window.days;
  const check = (day: string, isIn: boolean) => {
    const next = DAYS.map(([name]) => name).filter((name) => (name === day ? isIn : (days?.includes(name) ?? true)));
    put({ days: next.length === DAYS.length ? undefined : next });
  };
  return (
    <div className="window">
      <div className="row days" role="group" aria-label="Days">
        {DAYS.map(([name, word]) => (
          <Checkbox key={name} size="xs" label={word} checked={days?.includes(name) ?? true} onChange={(event) => check(name, event.currentTarget.checked)} />
        ))}
      </div>
      <TextInput size="xs" label="Hours" placeholder="08:00-18:00" value={window.hours ?? ""} onChange={(event) => put({ hours: event.currentTarget.value })} />
      <Autocomplete size="xs" label="Time zone" placeholder="UTC" data={ZONES} limit={20} value={window.timezone ?? ""} onChange={(timezone) => put({ timezone })} />
      <Moment size="xs" label="From" isLabelled at={window.after ?? ""} change={(after) => put({ after })} />
      <Moment size="xs" label="Until" isLabelled at={window.before ?? ""} change={(before) => put({ before })} />
    </div>
  );
}
