import { Button, NativeSelect, SegmentedControl, Tooltip, VisuallyHidden } from "@mantine/core";
import { useDisclosure, useLocalStorage } from "@mantine/hooks";
import { IconFlagPlus, IconLayoutGrid, IconList, IconPlus, IconSearch, IconSquareCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Outlet, useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, memo, Suspense, useDeferredValue, useMemo, useState, type ReactNode } from "react";
import type { Flag } from "../../api/client";
import { flagsQuery, overviewQuery, runsQuery, staleQuery } from "../../api/queries";
import { useFlagActs } from "../../flag/acts";
import { countsOf, find, FILTER_WORDS, FILTERS, SORT_WORDS, SORTS, type Filter, type Sort } from "../../flag/finding.ts";
import { counted } from "../../flag/reading.ts";
import { Empty } from "../../parts/Empty";
import { Filters, Find } from "../../parts/FilterBar";
import { Unread } from "../../parts/Unread";
import { movers } from "../../release/standing.ts";
import { useKeys } from "../../shell/keys";
import { usePlace, useRefusal } from "../../shell/place";
import { FlagList } from "./FlagList";
import { Stats } from "./Stats";
import { useChosen } from "./useChosen";

const FirstEvaluation = lazy(() => import("../../first/FirstEvaluation").then((module) => ({ default: module.FirstEvaluation })));
const CreateFlag = lazy(() => import("./CreateFlag").then((module) => ({ default: module.CreateFlag })));

const Bulk = lazy(() => import("./Bulk").then((module) => ({ default: module.Bulk })));

const NOTHING = new Map<string, string>();
const NO_FLAGS: Flag[] = [];
const NO_USAGE: Record<string, number[]> = {};

export function FlagsPage() {
  const { environment } = usePlace();
  const flags = useQuery(flagsQuery(environment.key));
  const { data: stale = NOTHING } = useQuery(staleQuery(environment.key));
  const { data: overview } = useQuery(overviewQuery(environment.key));
  const { data: runs } = useQuery(runsQuery(environment.key));
  const moving = useMemo(() => movers(runs ?? []), [runs]);
  const usage = overview?.items ?? NO_USAGE;
  const { q = "", show = "all", sort = "changed" } = useSearch({ from: "/flags" });
  // What is chosen shows at once; the list follows as soon as it can.
  const wanted = useDeferredValue(useMemo(() => ({ text: q, filter: show, sort }), [q, show, sort]));
  const [view, setView] = useLocalStorage<"cards" | "table">({ key: "hoist-view", defaultValue: "cards", getInitialValueInEffect: false });
  const drawn = useDeferredValue(view);
  const [isCreating, create] = useDisclosure(false);
  const refusal = useRefusal();
  const acts = useFlagActs();
  const isWaiting = useWaiting(overview?.total);
  const chosen = useChosen();
  useKeys({ c: () => refusal === undefined && create.open() });

  const all = flags.data;
  const found = useMemo(() => {
    const total = (key: string) => usage[key]?.reduce((sum, n) => sum + n, 0) ?? 0;
    return all && find([...all], wanted, stale, total);
  }, [all, wanted, stale, usage]);
  const counts = useMemo(() => countsOf(all ?? [], stale), [all, stale]);
  const newFlag = (
    <Tooltip label={refusal} disabled={refusal === undefined}>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={create.open} disabled={refusal !== undefined}>
        New flag
      </Button>
    </Tooltip>
  );

  return (
    <>
      <div className="page-head">
        <h1>Flags</h1>
        {newFlag}
      </div>
      <Stats flags={all ?? NO_FLAGS} />
      {isWaiting && (
        <Suspense>
          <FirstEvaluation key={environment.key} />
        </Suspense>
      )}
      <Bar counts={counts} view={view} setView={setView} isChoosing={chosen.isOn} choose={chosen.isOn ? chosen.end : chosen.begin} />
      {flags.error !== null && all === undefined && <Unread what="The flags" error={flags.error} />}
      {found !== undefined && found.length > 0 && <FlagList flags={found} view={drawn} acts={acts} stale={stale} usage={usage} moving={moving} chosen={chosen} />}
      {chosen.isOn && all !== undefined && found !== undefined && (
        <Suspense>
          <Bulk flags={all} found={found} chosen={chosen} />
        </Suspense>
      )}
      {all?.length === 0 && (
        <div className="panel">
          <Empty icon={<IconFlagPlus size={34} stroke={1.5} aria-hidden />} title={`No flags in ${environment.key} yet`} action={newFlag}>
            A flag is a value that your program asks for, and that you can change while it runs. Make the first one, off for everybody.
          </Empty>
        </div>
      )}
      {all !== undefined && all.length > 0 && found?.length === 0 && (
        <div className="panel">
          <Empty icon={<IconSearch size={30} stroke={1.5} aria-hidden />} title="No flag is like that">
            Search for a part of a key, description, owner or tag, or look among all flags.
          </Empty>
        </div>
      )}
      <VisuallyHidden role="status">{found && counted(found.length, "flag")}</VisuallyHidden>
      {isCreating && (
        <Suspense>
          <CreateFlag close={create.close} />
        </Suspense>
      )}
      <Outlet />
    </>
  );
}

/** Whether nothing was evaluated when somebody came here: it stays so, so that they see the first one arrive. */
function useWaiting(total: number | undefined): boolean {
  const { environment } = usePlace();
  const [waiting, setWaiting] = useState<string>();
  if (total === 0 && waiting !== environment.key) setWaiting(environment.key);
  return waiting === environment.key;
}

interface BarProps {
  counts: Record<Filter, number>;
  view: "cards" | "table";
  setView: (view: "cards" | "table") => void;
  isChoosing: boolean;
  choose: () => void;
}

const Bar = memo(function Bar({ counts, view, setView, isChoosing, choose }: BarProps) {
  const { q = "", show = "all", sort = "changed" } = useSearch({ from: "/flags" });
  const navigate = useNavigate();
  const change = (next: { q?: string | undefined; show?: Filter; sort?: Sort }) =>
    void navigate({ to: "/flags", search: (before) => ({ ...before, ...next }), replace: true });
  return (
    <div className="bar">
      <Find label="Filter flags" placeholder="Filter by key, text, tag" value={q} change={(text) => change({ q: text || undefined })} />
      <Filters label="Which flags" filters={FILTERS} words={FILTER_WORDS} counts={counts} chosen={show} choose={(filter) => change({ show: filter })} />
      <div className="grow" />
      <Button variant={isChoosing ? "filled" : "default"} leftSection={<IconSquareCheck size={16} aria-hidden />} aria-pressed={isChoosing} onClick={choose}>
        Choose
      </Button>
      <NativeSelect
        className="sort"
        w={172}
        aria-label="Order"
        data={SORTS.map((value) => ({ value, label: SORT_WORDS[value] }))}
        value={sort}
        onChange={(event) => change({ sort: SORTS.find((one) => one === event.currentTarget.value) ?? "changed" })}
      />
      <SegmentedControl
        aria-label="View"
        value={view}
        onChange={(value) => setView(value === "table" ? "table" : "cards")}
        data={[
          { value: "cards", label: <Choice icon={<IconLayoutGrid size={16} aria-hidden />} word="Cards" /> },
          { value: "table", label: <Choice icon={<IconList size={16} aria-hidden />} word="Table" /> },
        ]}
      />
    </div>
  );
});

function Choice({ icon, word }: { icon: ReactNode; word: string }) {
  return (
    <span style={{ display: "grid", placeItems: "center", height: 18 }}>
      {icon}
      <VisuallyHidden>{word}</VisuallyHidden>
    </span>
  );
}
