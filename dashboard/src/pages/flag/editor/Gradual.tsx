import { ActionIcon, Button, SegmentedControl } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { withFields, type Draft, type Point } from "../../../editor/draft.ts";
import { NumberField } from "../../../parts/NumberField";
import { Moment } from "./Moment";

const DAY_MS = 86_400_000;

/** A share that rises: from nobody to everybody between two moments, or through points in between. */
export function Gradual({ draft, change }: { draft: Draft; change: (draft: Draft) => void }) {
  const { start_date: start = "", end_date: end = "", curve } = draft.fields;
  const choose = (kind: string) => {
    if (kind === "curve") change(withFields(draft, { start_date: undefined, end_date: undefined, curve: [{ at: start, percentage: 0 }, { at: end, percentage: 100 }] }));
    else change(withFields(draft, { curve: undefined, start_date: curve?.[0]?.at ?? "", end_date: curve?.at(-1)?.at ?? "" }));
  };
  return (
    <div className="stack-small">
      <div className="row wide" style={{ flexWrap: "wrap" }}>
        <span>Otherwise a share that rises over time</span>
        <SegmentedControl
          size="xs" aria-label="How it rises" value={curve === undefined ? "line" : "curve"} onChange={choose}
          data={[{ value: "line", label: "From 0 to 100%" }, { value: "curve", label: "By points" }]}
        />
      </div>
      {curve === undefined ? (
        <div className="pair">
          <Moment label="Start" isLabelled at={start} change={(at) => change(withFields(draft, { start_date: at }))} />
          <Moment label="End" isLabelled at={end} change={(at) => change(withFields(draft, { end_date: at }))} />
        </div>
      ) : (
        <Points points={curve} change={(points) => change(withFields(draft, { curve: points }))} />
      )}
    </div>
  );
}

function Points({ points, change }: { points: Point[]; change: (points: Point[]) => void }) {
  const last = points.at(-1);
  const add = () => {
    const after = Date.parse(last?.at ?? "");
    change([...points, { at: new Date((Number.isNaN(after) ? Date.now() : after) + DAY_MS).toISOString(), percentage: last?.percentage ?? 100 }]);
  };
  return (
    <div className="stack-small">
      <ol className="points">
        {points.map((point, place) => (
          <li key={place}>
            <Moment size="xs" label={`Moment of point ${place + 1}`} at={point.at} change={(at) => change(points.with(place, { ...point, at }))} />
            <NumberField size="xs" w={96} min={0} max={100} decimalScale={2} suffix="%" aria-label={`Share at point ${place + 1}`} value={point.percentage} change={(percentage) => change(points.with(place, { ...point, percentage }))} />
            <ActionIcon size={28} variant="subtle" color="gray" aria-label={`Remove point ${place + 1}`} disabled={points.length === 1} title={points.length === 1 ? "One point has to stay" : undefined} onClick={() => change(points.toSpliced(place, 1))}>
              <IconTrash size={15} />
            </ActionIcon>
          </li>
        ))}
      </ol>
      <Button size="compact-sm" variant="default" className="begin" leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
        Add a point
      </Button>
    </div>
  );
}
