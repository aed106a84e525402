import { Button, Skeleton } from "@mantine/core";
import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { api, ask } from "../../api/client";
import type { Experiment } from "../../api/experiments";
import { Callout } from "../../parts/Callout";
import { Entry } from "../../parts/Entry";
import { usePlace } from "../../shell/place";

const pastQuery = (environment: string, key: string) =>
  infiniteQueryOptions({
    queryKey: ["experiment-history", environment, key],
    queryFn: ({ pageParam: cursor }) => {
      const query = { environment, limit: 30, ...(cursor ? { cursor } : {}) };
      return ask(api.GET("/api/experiments/{key}/history", { params: { path: { key }, query } }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
  });

/** What happened to it, the newest first. */
export function Past({ experiment }: { experiment: Experiment }) {
  const { environment } = usePlace();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(pastQuery(environment.key, experiment.key));
  if (error !== null && data === undefined) {
    return (
      <Callout tone="bad" title="The history cannot be read">
        {error.message}
      </Callout>
    );
  }
  if (data === undefined) return <Skeleton height={200} radius={12} />;
  return (
    <div className="stack-small">
      {data.pages.flatMap((page) => page.items).map((entry) => (
        <Entry key={entry.seq} change={entry} />
      ))}
      {hasNextPage && (
        <Button variant="default" size="compact-md" onClick={() => void fetchNextPage()} loading={isFetchingNextPage} style={{ alignSelf: "center" }}>
          Older
        </Button>
      )}
    </div>
  );
}
