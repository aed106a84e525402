import "../../styles/segments.css";
import { Button, Skeleton, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconSearch, IconUsersGroup } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { segmentsQuery, type Segment } from "../../api/segments";
import { counted } from "../../flag/reading.ts";
import { Ago } from "../../parts/Ago";
import { Copy } from "../../parts/Copy";
import { Empty } from "../../parts/Empty";
import { Find } from "../../parts/FilterBar";
import { matcher } from "../../parts/matching.ts";
import { Unread } from "../../parts/Unread";
import { countOf } from "../../segment/draft.ts";
import type { Use } from "../../segment/uses.ts";
import { usePlace, useRefusal } from "../../shell/place";
import { CreateSegment } from "./CreateSegment";
import { Uses } from "./Uses";
import { useUses } from "./useUses";

export function SegmentsPage() {
  const { environment } = usePlace();
  const { data: segments, error } = useQuery(segmentsQuery(environment.key));
  const { q = "" } = useSearch({ from: "/segments" });
  const navigate = useNavigate();
  const uses = useUses();
  const [isCreating, create] = useDisclosure(false);
  const refusal = useRefusal();
  const found = useMemo(() => find(segments ?? [], q), [segments, q]);
  const newSegment = (
    <Tooltip label={refusal} disabled={refusal === undefined}>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={create.open} disabled={refusal !== undefined} title={refusal}>
        New segment
      </Button>
    </Tooltip>
  );
  return (
    <>
      <div className="page-head">
        <h1>Segments</h1>
        {newSegment}
      </div>
      {error !== null && segments === undefined && <Unread what="The segments" error={error} />}
      {segments === undefined && error === null && <Skeleton height={260} radius={14} />}
      {segments !== undefined && segments.length > 0 && (
        <div className="bar">
          <Find label="Filter segments" placeholder="Filter by key, text, tag" value={q} change={(text) => void navigate({ to: "/segments", search: { q: text || undefined }, replace: true })} />
          <span className="dim num" role="status">
            {counted(found.length, "segment")}
          </span>
        </div>
      )}
      {found.length > 0 && <SegmentTable segments={found} uses={uses} />}
      {segments?.length === 0 && (
        <div className="panel">
          <Empty icon={<IconUsersGroup size={34} stroke={1.5} aria-hidden />} title={`No segments in ${environment.key} yet`} action={newSegment}>
            A segment is a group of users with a name: a list of keys, rules, or both. Flags ask for it by that name, so it is changed in one place.
          </Empty>
        </div>
      )}
      {segments !== undefined && segments.length > 0 && found.length === 0 && (
        <div className="panel">
          <Empty icon={<IconSearch size={30} stroke={1.5} aria-hidden />} title="No segment is like that">
            Search for a part of a key, description, owner or tag.
          </Empty>
        </div>
      )}
      {isCreating && <CreateSegment close={create.close} />}
    </>
  );
}

function find(segments: Segment[], text: string): Segment[] {
  const matches = matcher(text);
  return segments
    .filter(({ key, description, owner, tags }) => matches([key, description, owner, ...[tags ?? []].flat()]))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

function SegmentTable({ segments, uses }: { segments: Segment[]; uses: ReadonlyMap<string, Use[]> | undefined }) {
  return (
    <div className="panel table">
      <div className="table-row segment-row is-head" aria-hidden>
        <span>Segment</span>
        <span className="optional">Who is in</span>
        <span className="optional">Used by</span>
        <span className="optional">Changed</span>
        <span />
      </div>
      {segments.map((segment) => (
        <article key={segment.key} className="table-row segment-row">
          <div style={{ minWidth: 0 }}>
            <h2>
              <Link to="/segments/$key" params={{ key: segment.key }} className="clip" style={{ display: "block" }}>
                {segment.key}
              </Link>
            </h2>
            <small className="clip" dir="auto">
              {segment.description ?? whoIsIn(segment)}
            </small>
          </div>
          <span className="optional num clip">{whoIsIn(segment)}</span>
          <span className="optional above-links">
            <Uses uses={uses?.get(segment.key)} isKnown={uses !== undefined} told={2} />
          </span>
          <span className="optional dim clip">
            <Ago at={segment.updated_at} />
          </span>
          <span className="above">
            <Copy text={segment.key} what={`the key ${segment.key}`} />
          </span>
        </article>
      ))}
    </div>
  );
}

function whoIsIn(segment: Segment): string {
  const [keys, out, rules] = [countOf(segment.include), countOf(segment.exclude), segment.rules?.length ?? 0];
  const parts = [keys > 0 && counted(keys, "key"), rules > 0 && counted(rules, "rule"), out > 0 && `${out.toLocaleString()} kept out`];
  return parts.filter(Boolean).join(", ") || "Nobody";
}
