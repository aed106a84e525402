import type { ReactNode } from "react";

export interface Choice<Id extends string> {
  id: Id;
  word: string;
  about: string;
  icon?: ReactNode;
}

interface Props<Id extends string> {
  legend: string;
  choices: readonly Choice<Id>[];
  chosen: Id | null;
  choose: (id: Id) => void;
  className?: string;
  /** Whether the dialog begins here. */
  isFirst?: boolean;
}

/** One of several, each with what it means. */
export function Choices<Id extends string>({ legend, choices, chosen, choose, className = "types", isFirst = false }: Props<Id>) {
  return (
    <fieldset className={className}>
      <legend>{legend}</legend>
      {choices.map(({ id, word, about, icon }, place) => (
        <label key={id} className={id === chosen ? "is-chosen" : undefined}>
          <input type="radio" name={legend} value={id} checked={id === chosen} onChange={() => choose(id)} data-autofocus={(isFirst && place === 0) || undefined} />
          {icon}
          <span className="wrap">
            <b dir="auto">{word}</b>
            <small>{about}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
