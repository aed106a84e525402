/** Typing one part of a whole. */
import { useState } from "react";
import { withPart } from "./splitting.ts";

/** Sets a part, in percent, by its place. While it is typed, the others follow from what they were before: on its way it may take all there is. */
export function useTypedPart(parts: number[], change: (parts: number[]) => void, stored?: number[]): (place: number, percent: number) => void {
  const [typing, setTyping] = useState<{ place: number; from: number[]; to: number[] }>();
  return (place, percent) => {
    const isGoingOn = typing?.place === place && typing.to.join() === parts.join();
    const from = isGoingOn ? typing.from : parts;
    const to = withPart(from, place, percent * 100, stored);
    setTyping({ place, from, to });
    change(to);
  };
}
