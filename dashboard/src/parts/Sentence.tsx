import type { Word } from "../flag/sentence.ts";

export function Sentence({ words }: { words: Word[] }) {
  return (
    <p className="sentence">
      {words.map(({ kind, text }, place) => (
        <span key={place}>
          <span className={kind}>{text}</span>{" "}
        </span>
      ))}
    </p>
  );
}
