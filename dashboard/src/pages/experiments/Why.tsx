import type { Effect, Results } from "../../api/experiments";
import { change, interval } from "../../experiment/figures.ts";
import { Copy } from "../../parts/Copy";

interface Step {
  command: string;
  input: unknown;
}

/** What anybody can type to get the same numbers. */
const typed = ({ command, input }: Step) => `echo '${JSON.stringify(input).replaceAll("'", "'\\''")}' | ${command}`;

export function Why({ results }: { results: Results }) {
  const told = results.metrics.flatMap((metric) => metric.variants.flatMap(({ variant, effect }) => (effect ? [{ metric, variant, effect }] : [])));
  if (told.length === 0) return <p className="dim">There is no effect yet that a command could give again.</p>;
  return (
    <div className="stack">
      <p className="dim">Each effect has the commands that give it again, on any machine, without this server.</p>
      <div>
        {told.map(({ metric, variant, effect }, place) => (
          <details key={`${metric.metric} ${variant}`} className="definition why" open={place === 0}>
            <summary className="wrap num">
              {metric.metric} by <span dir="auto">{variant}</span>: {change(effect.estimate, effect.relative, metric.kind)} <span className="dim">{interval(effect, metric.kind)}</span>
            </summary>
            <Commands effect={effect} />
          </details>
        ))}
        {(results.corrections ?? []).map((correction) => (
          <details key={correction.role} className="definition why">
            <summary>All metrics of the role {correction.role}, corrected for each other</summary>
            <Command step={correction} />
          </details>
        ))}
      </div>
      <p className="dim wrap">
        All of it from single users: <code className="mono">hoist experiments results {results.key} --export</code>, then <code className="mono">hoist experiments results --file</code>.
      </p>
    </div>
  );
}

function Commands({ effect }: { effect: Effect }) {
  const { formula, steps } = effect.why;
  return (
    <div className="stack-small">
      <p className="dim wrap">{formula}</p>
      {steps.map((step) => (
        <Command key={step.command} step={step} />
      ))}
      {steps.length === 0 && <p className="dim">No command gives it: it is not made of sums, or the sums behind it are gone by now.</p>}
    </div>
  );
}

function Command({ step }: { step: Step }) {
  const text = typed(step);
  return (
    <div className="code">
      <pre className="mono command" tabIndex={0} aria-label={step.command}>
        {text}
      </pre>
      <span className="code-copy">
        <Copy text={text} what="the command" />
      </span>
    </div>
  );
}
