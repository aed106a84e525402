import { useQuery } from "@tanstack/react-query";
import { runsQuery } from "../api/queries";
import type { Run } from "../api/releases";
import { usePlace } from "../shell/place";
import { movers } from "./standing.ts";

/** The release that moves the share of a flag now; none where that is its own. */
export function useMover(flag: string): Run | undefined {
  const { environment } = usePlace();
  const { data } = useQuery({ ...runsQuery(environment.key), select: (runs) => movers(runs).get(flag) });
  return data;
}
