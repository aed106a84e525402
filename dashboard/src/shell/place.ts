/** Where somebody is: the environment, and what they may do there. */
import { createContext, useContext } from "react";
import type { Environment, Session } from "../api/client";
import type { Live } from "../api/live";

export interface Place {
  environment: Environment;
  environments: Environment[];
  session: Session;
  live: Live;
}

export const PlaceContext = createContext<Place | undefined>(undefined);

export function usePlace(): Place {
  const place = useContext(PlaceContext);
  if (place === undefined) throw new Error("There is no place here.");
  return place;
}

/** Why somebody may change nothing here; none where they may. */
export function useRefusal(): string | undefined {
  const { session } = usePlace();
  return session.kind === "viewer" ? "Your token is of kind viewer: it may only read." : undefined;
}
