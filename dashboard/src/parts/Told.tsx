import { said } from "./said.ts";

/** A sentence of the server, whose names stand between backticks. */
export function Told({ text }: { text: string }) {
  return (
    <>
      {said(text).split("`").map((part, place) =>
        place % 2 === 1 ? (
          <code key={place} className="mono told-name" dir="auto">
            {part}
          </code>
        ) : (
          part
        ),
      )}
    </>
  );
}
