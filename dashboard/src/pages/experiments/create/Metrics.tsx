import { MetricRows } from "../../../experiment/MetricRows";
import type { StepProps } from "./CreateExperiment";

export function Metrics({ draft, change }: StepProps) {
  return <MetricRows metrics={draft.metrics} change={(metrics) => change({ metrics })} />;
}
