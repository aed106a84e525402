import { Select } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { Experiment, Results } from "../../api/experiments";

/** Phases are analysed apart; the last one is shown unless another is chosen. */
export function PhasePicker({ experiment, results }: { experiment: Experiment; results: Results | undefined }) {
  const { phase } = useSearch({ from: "/experiments/$key" });
  const navigate = useNavigate();
  const last = experiment.life?.phase ?? 1;
  if (last < 2 || results === undefined) return null;
  const known = Array.from({ length: last }, (_, place) => last - place);
  return (
    <Select
      w={150} aria-label="Phase" allowDeselect={false} value={String(phase ?? last)}
      data={known.map((one) => ({ value: String(one), label: one === last ? `Phase ${one}, the last` : `Phase ${one}` }))}
      onChange={(value) =>
        void navigate({
          to: "/experiments/$key",
          params: { key: experiment.key },
          search: (before) => ({ ...before, phase: Number(value) === last ? undefined : Number(value) }),
          replace: true,
        })
      }
    />
  );
}
