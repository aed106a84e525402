/** Keeps what pages have read as fresh as the change log: the server tells how far it goes. */
import { isCancelledError, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, ask, codeOf, isPassing, type Change, type Environment, type Flag, type Schemas } from "./client";
import { flagQuery, flagsQuery } from "./queries";

/** Whether changes arrive as they happen, and since when they do not. */
export interface Live {
  state: "connecting" | "live" | "lost";
  /** When what was read was last as the server has it, in milliseconds since 1970. */
  heard: number | undefined;
}

/** How far an environment's log went when all that was read of it was as it is, and when that was. */
export type Head = Omit<Schemas["HeadNotice"], "journal"> & { heard: number; journal?: number };

const CONNECTING: Live = { state: "connecting", heard: undefined };
/** Longer than the server is ever silent. */
const SILENCE_MS = 25_000;
const RETRY_MS = 2_000;
/** More changes than this are not followed one by one. */
const FOLLOWED = 50;
/** What has the journal of releases in it. */
const RELEASES = ["release-runs", "release-status", "release-checks"];
/** What any entry may have changed. */
const DERIVED = ["status", "history", "changes", "stale", "experiments", "experiment", "experiment-history", "metrics", "results", "releases", "release", "release-status", "release-history", "release-runs"];
const DOCUMENTS = ["flags", "flag", "segments", "metrics", "experiments", "releases"];

/** By environment. What was read stays while somebody is elsewhere or signed out, so this does. */
const heads = new WeakMap<QueryClient, Map<string, Head>>();

function headsOf(client: QueryClient): Map<string, Head> {
  const known = heads.get(client) ?? new Map<string, Head>();
  heads.set(client, known);
  return known;
}

/** Forgets all that was read, and how new it was, save for who reads it. */
export function forgetAll(client: QueryClient): void {
  heads.delete(client);
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" });
}

/** What is read of an environment after this was read, is at least as new as that. `heard` is when. */
export function beginAt(client: QueryClient, { key, log, seq }: Pick<Environment, "key" | "log" | "seq">, heard: number): void {
  const known = headsOf(client);
  if (!known.has(key)) known.set(key, { log, seq, heard });
}

/** Follows an environment for as long as the component is there; `read` is when it was read itself. */
export function useLive(place: Environment | undefined, read: number): Live {
  const client = useQueryClient();
  const [live, setLive] = useState(CONNECTING);
  const environment = place?.key;
  // Before what is below reads anything of it.
  if (place !== undefined) beginAt(client, place, read);
  useEffect(() => {
    if (environment === undefined) return;
    let source: EventSource;
    let timer: ReturnType<typeof setTimeout>;
    let waiting: Head | undefined;
    let isBusy = false;
    let isOver = false;
    let isLost = false;
    const lose = () => {
      isLost = true;
      if (!isOver) setLive({ state: "lost", heard: headsOf(client).get(environment)?.heard });
    };
    const again = (ms: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        lose();
        source.close();
        open();
      }, ms);
    };
    // One head after the other: what an earlier one reads must not land upon what a later one has read.
    const advance = async () => {
      if (isBusy) return;
      isBusy = true;
      for (let head = waiting; head !== undefined && !isOver; head = waiting) {
        waiting = undefined;
        const isDone = await catchUp(client, environment, head).then(() => true, () => false);
        // The next head tries again, from where this one began.
        if (!isDone) lose();
        else if (!isOver && source.readyState === EventSource.OPEN) {
          setLive({ state: "live", heard: head.heard });
          // After an outage everything has another chance, else what was only too much at once.
          void readFailed(client, isLost ? undefined : isPassing);
          isLost = false;
        }
      }
      isBusy = false;
    };
    const open = () => {
      source = new EventSource(`/api/changes/stream?environment=${encodeURIComponent(environment)}`);
      again(SILENCE_MS);
      source.addEventListener("head", (event: MessageEvent<string>) => {
        waiting = { ...(JSON.parse(event.data) as Schemas["HeadNotice"]), heard: Date.now() };
        again(SILENCE_MS);
        void advance();
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
      isOver = true;
      clearTimeout(timer);
      source.close();
      // That one is live says nothing of the next.
      setLive(CONNECTING);
    };
  }, [client, environment]);
  return live;
}

/** Reads again what pages show and could not be read. */
export const readFailed = (client: QueryClient, isWorthIt: (error: unknown) => boolean = () => true): Promise<void> =>
  client.refetchQueries({ type: "active", fetchStatus: "idle", predicate: ({ state }) => (state.status === "error" || state.isInvalidated) && isWorthIt(state.error) });

/** Makes what was read of an environment what it is at a head. Throws where that cannot be read now: then it is as it was. */
export async function catchUp(client: QueryClient, environment: string, head: Head): Promise<void> {
  const known = headsOf(client);
  const last = known.get(environment);
  // A log that goes back is another one: the server was restored.
  if (last === undefined || last.log !== head.log || last.seq > head.seq) await startAnew(client, environment);
  else if (last.seq < head.seq) await follow(client, environment, last.seq, head.seq);
  if (last?.journal !== head.journal) for (const name of RELEASES) void client.invalidateQueries({ queryKey: [name, environment] });
  known.set(environment, head);
}

/** Versions of another log say nothing: flags of before must not count as newer. */
async function startAnew(client: QueryClient, environment: string): Promise<void> {
  for (const name of ["flags", "flag"]) void client.resetQueries({ queryKey: [name, environment] });
  await client.invalidateQueries();
}

/** Reads again what the entries behind a seq have changed. */
async function follow(client: QueryClient, environment: string, after: number, seq: number): Promise<void> {
  const changes = seq - after > FOLLOWED ? undefined : await changesAfter(environment, after);
  for (const name of DERIVED) void client.invalidateQueries({ queryKey: [name, environment] });
  if (changes === undefined) {
    await Promise.all(DOCUMENTS.map((name) => readAgain(client, [name, environment])));
    return;
  }
  // Documents of other kinds are read again by their kind.
  for (const collection of new Set(changes.map((change) => change.collection))) {
    if (collection !== "features") void readAgain(client, [collection, environment]);
  }
  const keys = new Set(changes.filter((change) => change.collection === "features").map((change) => change.key));
  await Promise.all([...keys].map((key) => reread(client, environment, key)));
}

/** None where they are not told, as after an erasure. */
async function changesAfter(environment: string, after: number): Promise<Change[] | undefined> {
  const query = { environment, after, order: "asc" as const, limit: FOLLOWED };
  try {
    return (await ask(api.GET("/api/changes", { params: { query } }))).items;
  } catch (error) {
    if (isPassing(error)) throw error;
    return undefined;
  }
}

/** Also what is on its way for the first time: it was asked for before. */
async function readAgain(client: QueryClient, queryKey: string[]): Promise<void> {
  await client.cancelQueries({ queryKey });
  await client.invalidateQueries({ queryKey });
}

/** Reads a flag again, and puts it into the list; takes it out where it is no more. */
async function reread(client: QueryClient, environment: string, key: string): Promise<void> {
  const query = flagQuery(environment, key);
  await client.cancelQueries({ queryKey: query.queryKey });
  try {
    put(client, environment, await client.fetchQuery({ ...query, staleTime: 0 }));
  } catch (error) {
    if (codeOf(error) === "not_found") drop(client, environment, key);
    // Whoever has cancelled it has asked later.
    else if (isPassing(error) && !isCancelledError(error)) throw error;
  }
}

/** The same for whoever has changed it: where it cannot be read, the next head tries again. */
export const refresh = (client: QueryClient, environment: string, key: string): Promise<void> =>
  reread(client, environment, key).catch(() => undefined);

/** Puts a flag as it is now in place of what was read before; not in place of a newer one. */
export function put(client: QueryClient, environment: string, flag: Flag): void {
  amend<Flag>(client, flagQuery(environment, flag.key).queryKey, (known) => newer(known, flag));
  amend<Flag[]>(client, flagsQuery(environment).queryKey, (flags) => {
    const isKnown = flags?.some((other) => other.key === flag.key);
    return isKnown ? flags?.map((other) => (other.key === flag.key ? newer(other, flag) : other)) : flags && [...flags, flag];
  });
}

/** The same for many at once: one by one, 10,000 flags would be put in their place 10,000 times. Those that are gone meanwhile stay so. */
export function putAll(client: QueryClient, environment: string, flags: Flag[]): void {
  const byKey = new Map(flags.map((flag) => [flag.key, flag]));
  amend<Flag[]>(client, flagsQuery(environment).queryKey, (known) => known?.map((flag) => newer(flag, byKey.get(flag.key) ?? flag)));
  for (const flag of flags) amend<Flag>(client, flagQuery(environment, flag.key).queryKey, (known) => known && newer(known, flag));
}

export function drop(client: QueryClient, environment: string, key: string): void {
  client.removeQueries({ queryKey: flagQuery(environment, key).queryKey });
  amend<Flag[]>(client, flagsQuery(environment).queryKey, (flags) => flags?.filter((flag) => flag.key !== key));
}

/** A kill is no new version, so of two that are the same the later one counts. */
const newer = (known: Flag | undefined, given: Flag): Flag => (known !== undefined && known.version > given.version ? known : given);

/** Changes what was read. What is on its way was asked for before, so it is changed too once it is there. */
function amend<T>(client: QueryClient, queryKey: readonly unknown[], change: (known: T | undefined) => T | undefined): void {
  const query = client.getQueryCache().find({ queryKey });
  const isOld = query?.state.isInvalidated === true;
  client.setQueryData<T>(queryKey, change);
  // One part that is new makes not all of it so.
  if (isOld) query?.invalidate();
  if (query?.state.fetchStatus === "fetching") void query.fetch().then(() => client.setQueryData<T>(queryKey, change), () => undefined);
}
