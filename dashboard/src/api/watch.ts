/** Evaluations as they happen, for as long as somebody looks. */
import { useEffect, useRef, useState } from "react";
import { api, ask, Refused, type Schemas } from "./client";

export type Watched = Schemas["WatchedEvaluation"];

export interface Watching {
  state: "connecting" | "live" | "lost";
  /** Why it cannot be watched, in the server's words. */
  problem: string | undefined;
}

/** Longer than the server is ever silent. */
const SILENCE_MS = 25_000;
const RETRY_MS = 3_000;

/** Tells each batch that arrives; `isOn` ends the stream where it is false. */
export function useWatched(environment: string, key: string | undefined, isOn: boolean, arrived: (items: Watched[], leftOut: number) => void): Watching {
  const [watching, setWatching] = useState<Watching>({ state: "connecting", problem: undefined });
  const latest = useRef(arrived);
  latest.current = arrived;
  useEffect(() => {
    if (!isOn) return;
    let source: EventSource;
    let timer: ReturnType<typeof setTimeout>;
    let isOver = false;
    const query = { environment, ...(key === undefined ? {} : { key }) };
    const again = (ms: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        source.close();
        open();
      }, ms);
    };
    const open = () => {
      source = new EventSource(`/api/evaluations/stream?${new URLSearchParams(query)}`);
      again(SILENCE_MS);
      source.addEventListener("evaluations", (event: MessageEvent<string>) => {
        setWatching({ state: "live", problem: undefined });
        again(SILENCE_MS);
        const { items, left_out: leftOut } = JSON.parse(event.data) as Schemas["WatchedEvaluations"];
        if (items.length + leftOut > 0) latest.current(items, leftOut);
      });
      source.onerror = () => {
        setWatching(({ problem }) => ({ state: "lost", problem }));
        if (source.readyState !== EventSource.CLOSED) return;
        again(RETRY_MS);
        // A browser does not tell why a stream was refused, so it is asked for once more.
        void why(query).then((problem) => !isOver && problem !== undefined && setWatching({ state: "lost", problem }));
      };
    };
    open();
    return () => {
      isOver = true;
      clearTimeout(timer);
      source.close();
    };
  }, [environment, key, isOn]);
  return watching;
}

async function why(query: { environment: string; key?: string }): Promise<string | undefined> {
  const gone = new AbortController();
  try {
    await ask(api.GET("/api/evaluations/stream", { params: { query }, parseAs: "stream", signal: gone.signal }));
    return undefined;
  } catch (error) {
    return error instanceof Refused ? error.message : undefined;
  } finally {
    gone.abort();
  }
}
