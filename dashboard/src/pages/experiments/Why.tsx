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
      {told.map(({ metric, variant, effect }) => (
        <section key={`${metric.metric} ${variant}`} className="stack-small">
          <h3 className="wrap num">
            {metric.metric} by <span dir="auto">{variant}</span>: {change(effect.estimate, effect.relative, metric.kind)} {interval(effect, metric.kind)}
          </h3>
          <Commands effect={effect} />
        </section>
      ))}
      {(results.corrections ?? []).map((correction) => (
        <section key={correction.role} className="stack-small">
          <h3>All metrics of the role {correction.role}, corrected for each other</h3>
          <Command step={correction} />
        </section>
      ))}
      <p className="dim wrap">
        All of it from single users: <code className="mono">hoist experiments results {results.key} --export</code>, then <code className="mono">hoist experiments results --file</code>.
      </p>
    </div>
  );
}

function Commands({ effect }: { effect: Effect }) {
  const { formula, steps } = effect.why;
  return (
    <>
      <p className="dim wrap">{formula}</p>
      {steps.map((step) => (
        <Command key={step.command} step={step} />
      ))}
      {steps.length === 0 && <p className="dim">No command gives it: it is not made of sums, or the sums behind it are gone by now.</p>}
    </>
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
