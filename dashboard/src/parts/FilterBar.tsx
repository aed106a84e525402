import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";

interface FindProps {
  /** What is looked through, as one hears it. */
  label: string;
  placeholder: string;
  value: string;
  change: (text: string) => void;
}

/** Where a list is searched. */
export function Find({ label, placeholder, value, change }: FindProps) {
  // The address says it some time later, and the next letter may come before: until then it stands as it is typed.
  const [typed, setTyped] = useState<string>();
  const [told, setTold] = useState(value);
  if (told !== value) {
    setTold(value);
    if (typed === value) setTyped(undefined);
  }
  const type = (text: string) => {
    setTyped(text);
    change(text);
  };
  return (
    <TextInput
      className="find" leftSection={<IconSearch size={15} aria-hidden />} placeholder={placeholder} aria-label={label}
      value={typed ?? value} onChange={(event) => type(event.currentTarget.value)} onBlur={() => setTyped(undefined)}
    />
  );
}

interface FiltersProps<Filter extends string> {
  label: string;
  filters: readonly Filter[];
  words: Record<Filter, string>;
  counts: Record<Filter, number>;
  chosen: Filter;
  choose: (filter: Filter) => void;
}

/** What a list can be narrowed to; what would show nothing is not offered. */
export function Filters<Filter extends string>({ label, filters, words, counts, chosen, choose }: FiltersProps<Filter>) {
  return (
    <div className="filters" role="group" aria-label={label}>
      {filters
        .filter((filter) => counts[filter] > 0 || filter === "all" || filter === chosen)
        .map((filter) => (
          <button key={filter} type="button" aria-pressed={filter === chosen} onClick={() => choose(filter)}>
            {words[filter]}
            <small>{counts[filter].toLocaleString()}</small>
          </button>
        ))}
    </div>
  );
}
