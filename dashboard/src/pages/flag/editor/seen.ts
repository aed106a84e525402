/** What the rules of the environment speak of, for all inputs below. */
import { createContext, useContext } from "react";
import type { Seen } from "../../../editor/seen.ts";

export interface Known extends Seen {
  segments: string[];
}

const NOTHING: Known = { names: [], values: new Map(), segments: [] };

export const SeenContext = createContext<Known>(NOTHING);
export const useSeen = () => useContext(SeenContext);
