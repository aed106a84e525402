/** Keeps what pages have read as fresh as the change log: the server tells how far it goes. */
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, ask, codeOf, type Change, type Flag, type Schemas } from "./client";
import { flagQuery, flagsQuery } from "./queries";

/** Whether changes arrive as they happen, and since when they do not. */
export interface Live {
  state: "connecting" | "live" | "lost";
  /** When the server was last heard of, in milliseconds since 1970. */
  heard: number | undefined;
}

/** Longer than the server is ever silent. */
const SILENCE_MS = 25_000;
const RETRY_MS = 2_000;
/** More changes than this are not followed one by one. */
const FOLLOWED = 50;
/** What has the journal of releases in it. */
const RELEASES = ["releases", "release-status", "release-checks"];

/** Follows an environment for as long as the component is there. */
export function useLive(environment: string | undefined): Live {
  const client = useQueryClient();
  const [live, setLive] = useState<Live>({ state: "connecting", heard: undefined });
  const seen = useRef<{ environment: string; seq: number; journal: number } | undefined>(undefined);
  useEffect(() => {
    if (environment === undefined) return;
    let source: EventSource;
    let timer: ReturnType<typeof setTimeout>;
    const lose = () => setLive(({ heard }) => ({ state: "lost", heard }));
    const again = (ms: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        lose();
        source.close();
        open();
      }, ms);
    };
    const open = () => {
      source = new EventSource(`/api/changes/stream?environment=${encodeURIComponent(environment)}`);
      again(SILENCE_MS);
      source.addEventListener("head", (event: MessageEvent<string>) => {
        const { seq, journal } = JSON.parse(event.data) as Schemas["HeadNotice"];
        setLive({ state: "live", heard: Date.now() });
        again(SILENCE_MS);
        const last = seen.current?.environment === environment ? seen.current : undefined;
        seen.current = { environment, seq, journal };
        if (last === undefined) return;
        // A log that goes back is another one: the server was restored.
        if (last.seq > seq) void client.invalidateQueries();
        else if (last.seq < seq) void follow(client, environment, last.seq, seq);
        if (last.journal !== journal) for (const name of RELEASES) void client.invalidateQueries({ queryKey: [name, environment] });
      });
      source.onerror = () => {
        lose();
        // Whoever is signed out meanwhile is told so by this.
        void client.invalidateQueries({ queryKey: ["session"] });
        if (source.readyState === EventSource.CLOSED) again(RETRY_MS);
      };
    };
    open();
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [client, environment]);
  return live;
}

/** Reads again what the entries behind a seq have changed. */
async function follow(client: QueryClient, environment: string, after: number, seq: number): Promise<void> {
  for (const name of ["status", "history", "changes", "stale", "experiments", "experiment", "experiment-history", "metrics", "results", "releases", "release", "release-status", "release-history", "release-runs"]) {
    void client.invalidateQueries({ queryKey: [name, environment] });
  }
  if (seq - after > FOLLOWED) {
    await client.invalidateQueries({ queryKey: ["flags", environment] });
    await client.invalidateQueries({ queryKey: ["flag", environment] });
    for (const collection of ["segments", "metrics", "experiments", "releases"]) void client.invalidateQueries({ queryKey: [collection, environment] });
    return;
  }
  const query = { environment, after, order: "asc" as const, limit: FOLLOWED };
  const changes = await ask(api.GET("/api/changes", { params: { query } })).catch(() => undefined);
  const items: Change[] = changes?.items ?? [];
  // Documents of other kinds are read again by their kind.
  for (const collection of new Set(items.map((change) => change.collection))) {
    if (collection !== "features") void client.invalidateQueries({ queryKey: [collection, environment] });
  }
  const keys = new Set(items.filter((change) => change.collection === "features").map((change) => change.key));
  await Promise.all([...keys].map((key) => refresh(client, environment, key)));
}

/** Reads a flag again, and puts it into the list; takes it out where it is no more. */
export async function refresh(client: QueryClient, environment: string, key: string): Promise<void> {
  try {
    put(client, environment, await client.fetchQuery({ ...flagQuery(environment, key), staleTime: 0 }));
  } catch (error) {
    if (codeOf(error) === "not_found") drop(client, environment, key);
  }
}

/** Puts a flag as it is now in place of what was read before. */
export function put(client: QueryClient, environment: string, flag: Flag): void {
  client.setQueryData(flagQuery(environment, flag.key).queryKey, flag);
  client.setQueryData(flagsQuery(environment).queryKey, (flags) => {
    if (flags === undefined) return undefined;
    const isKnown = flags.some((other) => other.key === flag.key);
    return isKnown ? flags.map((other) => (other.key === flag.key ? flag : other)) : [...flags, flag];
  });
}

export function drop(client: QueryClient, environment: string, key: string): void {
  client.removeQueries({ queryKey: flagQuery(environment, key).queryKey });
  client.setQueryData(flagsQuery(environment).queryKey, (flags) => flags?.filter((flag) => flag.key !== key));
}
