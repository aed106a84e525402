import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { experimentsQuery } from "../../api/experiments";
import { flagsQuery } from "../../api/queries";
import { usesBySegment, type Use } from "../../segment/uses.ts";
import { usePlace } from "../../shell/place";

/** Who names which segment; none while that is not known. */
export function useUses(): ReadonlyMap<string, Use[]> | undefined {
  const { environment } = usePlace();
  const { data: flags } = useQuery(flagsQuery(environment.key));
  const { data: experiments } = useQuery(experimentsQuery(environment.key));
  return useMemo(() => flags && experiments && usesBySegment(flags, experiments), [flags, experiments]);
}
