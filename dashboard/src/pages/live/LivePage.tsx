import "../../styles/live.css";
import { Button, Select } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { flagsQuery, overviewQuery } from "../../api/queries";
import { useWatched, type Watched } from "../../api/watch";
import { FirstEvaluation } from "../../first/FirstEvaluation";
import { counted } from "../../flag/reading.ts";
import { useNow } from "../../parts/Ago";
import { Callout } from "../../parts/Callout";
import { usePlace } from "../../shell/place";
import { EvaluationRows } from "./EvaluationRows";
import { NOTHING, perSecond, ROWS_MAX, SECONDS, withMore, type Recent } from "./recent.ts";

export function LivePage() {
  const { environment } = usePlace();
  const { key } = useSearch({ from: "/live" });
  return <Stream key={`${environment.key} ${key ?? ""}`} />;
}

function Stream() {
  const { environment } = usePlace();
  const { key } = useSearch({ from: "/live" });
  const navigate = useNavigate();
  const { data: flags = [] } = useQuery(flagsQuery(environment.key));
  const { data: overview } = useQuery(overviewQuery(environment.key));
  const [recent, setRecent] = useState<Recent>(NOTHING);
  const [isPaused, setPaused] = useState(false);
  const waiting = useRef<[Watched[], number, number][]>([]);
  const [behind, setBehind] = useState(0);
  const take = (items: Watched[], leftOut: number) => {
    if (!isPaused) return setRecent((before) => withMore(before, items, leftOut, Date.now()));
    // What arrives meanwhile is shown afterwards; no more of it than is ever shown.
    waiting.current = [...waiting.current, [items, leftOut, Date.now()] as [Watched[], number, number]].slice(-ROWS_MAX);
    setBehind((n) => n + items.length);
  };
  const { state, problem } = useWatched(environment.key, key, true, take);
  const pause = () => setPaused(true);
  const goOn = () => {
    const missed = waiting.current;
    waiting.current = [];
    setBehind(0);
    setPaused(false);
    setRecent((before) => missed.reduce((now, [items, leftOut, at]) => withMore(now, items, leftOut, at), before));
  };
  usePauseOnSelection(pause);
  const isQuiet = recent.rows.length === 0;
  const isNew = isQuiet && key === undefined && overview?.total === 0;
  return (
    <>
      <div className="page-head is-wrapping">
        <div className="row">
          <h1>Live stream</h1>
          <State state={isPaused ? "paused" : state} />
        </div>
        <div className="row">
          <Button variant="default" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setRecent(NOTHING)} disabled={isQuiet}>
            Clear
          </Button>
          <Button {...(isPaused ? { w: 170 } : {})} variant={isPaused ? "filled" : "default"} leftSection={isPaused ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />} onClick={isPaused ? goOn : pause} aria-pressed={isPaused}>
            {isPaused ? `Go on${behind > 0 ? `, ${behind.toLocaleString()} new` : ""}` : "Pause"}
          </Button>
        </div>
      </div>
      {problem !== undefined && (
        <div className="live-note">
          <Callout tone="bad" title="The evaluations cannot be watched" role="alert">
            {problem}
          </Callout>
        </div>
      )}
      <div className="bar">
        <Select
          className="find" searchable clearable limit={50} placeholder="Every flag" aria-label="Only evaluations of" data={flags.map((flag) => flag.key)} value={key ?? null}
          nothingFoundMessage="No flag is called that" onChange={(value) => void navigate({ to: "/live", search: (before) => ({ ...before, key: value ?? undefined }), replace: true })}
        />
        <p className="hint grow">
          Of this server every evaluation while you look, up to 100 a second; of SDKs the ones that they sample, every few seconds. People are told by a hash.
        </p>
      </div>
      {isNew ? <FirstEvaluation /> : (
        <>
          <Chart recent={recent} />
          <EvaluationRows rows={recent.rows} flags={flags} />
        </>
      )}
    </>
  );
}

const WORDS = { connecting: "Connecting", live: "Live", lost: "Not live", paused: "Paused" } as const;

function State({ state }: { state: keyof typeof WORDS }) {
  return (
    <span className={`live is-${state}`} role="status">
      <i aria-hidden />
      {WORDS[state]}
    </span>
  );
}

/** Whoever selects text wants it to stay where it is. */
function usePauseOnSelection(pause: () => void) {
  const latest = useRef(pause);
  latest.current = pause;
  useEffect(() => {
    const listen = () => {
      const selection = document.getSelection();
      const place = selection?.anchorNode?.parentElement;
      if (selection !== null && !selection.isCollapsed && place?.closest(".evaluations")) latest.current();
    };
    document.addEventListener("selectionchange", listen);
    return () => document.removeEventListener("selectionchange", listen);
  }, []);
}

/** How many there were in each of the last seconds. */
function Chart({ recent }: { recent: Recent }) {
  const now = useNow(1_000);
  const counts = perSecond(recent, now);
  const most = Math.max(...counts, 1);
  const total = counts.reduce((sum, n) => sum + n, 0);
  return (
    <figure className="panel padded per-second">
      <figcaption className="row wide">
        <b className="num">{counted(total, "evaluation")} in the last minute</b>
        <span className="dim num">{recent.leftOut > 0 && `${recent.leftOut.toLocaleString()} more were not sent`}</span>
      </figcaption>
      <svg viewBox={`0 0 ${SECONDS * 4} 40`} preserveAspectRatio="none" role="img" aria-label={`Evaluations in each of the last ${SECONDS} seconds, at most ${most}`}>
        {counts.map((n, place) => n > 0 && <rect key={place} x={place * 4} width={3} y={40 - (38 * n) / most} height={(38 * n) / most} rx={0.8} />)}
      </svg>
      <p className="axis">
        <span>a minute ago</span>
        <span>now</span>
      </p>
    </figure>
  );
}
