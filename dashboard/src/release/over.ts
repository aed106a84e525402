/** When a run has nothing more to do. Pure. */
import type { Run } from "../api/releases";

export const isOver = (state: Run["status"]) => state === "succeeded" || state === "rolled_back";
