//! Why numbers are so: for each effect the commands that give it again.

use hoist_api::{Correction, Results, WhyStep};
use serde_json::Value;

use crate::output::printable;

/// A block for each effect.
pub(super) fn text(results: &Results) -> String {
    let mut text = String::new();
    for metric in &results.metrics {
        for variant in &metric.variants {
            let Some(effect) = &variant.effect else { continue };
            let title = format!("{}, {}: {}", metric.metric, variant.variant, effect.why.formula);
            text.push_str(&format!("\n{}\n", printable(&title)));
            text.extend(effect.why.steps.iter().map(step));
        }
    }
    for Correction { role, step: adjust } in &results.corrections {
        text.push_str(&format!("\np-values of each {} metric\n", printable(role)));
        text.push_str(&step(adjust));
    }
    text
}

fn step(WhyStep { command, input }: &WhyStep) -> String {
    format!("  echo {} | {}\n", quoted(input), printable(command))
}

/// JSON as one word of a shell.
fn quoted(input: &Value) -> String {
    format!("'{}'", input.to_string().replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::sample;
    use super::*;

    #[test]
    fn each_effect_has_its_commands() {
        assert_snapshot!(text(&sample::decided()), @r#"

        conversion_rate, short: (m1 - m0)/m0, and all lifts L for which m1 - (1 + L) m0 is no further from 0 than its critical value times the standard error that it has if L is true (Koopman's score); standard error of no effect, sqrt(m (1 - m)(1/n0 + 1/n1))/m0, m the share of both
          echo '{"metric":"proportion","alpha":0.05,"control":{"units":10000,"successes":2500},"candidate":{"units":10000,"successes":2750}}' | hoist stats compare
          echo '{"metric":"proportion","alpha":0.05,"control":{"units":10000,"successes":2500},"candidate":{"units":10000,"successes":2750},"scale":"lift","level":0.05,"method":"hybrid","planned_units":20000,"fixed":{"metric":"proportion","scale":"lift","control":{"units":10000,"successes":2500},"candidate":{"units":10000,"successes":2750}}}' | hoist stats sequential

        revenue, short: (m1 - m0)/|m0|; standard error by the delta method, sqrt(v1/n1/m0^2 + v0/n0 m1^2/m0^4), or sqrt(v0/n0 + v1/n1)/|m0| and Fieller's interval where m0 is under 20 of its own
          echo '{"metric":"mean","alpha":0.025,"control":{"units":10000,"mean":12.497,"variance":546.020593059306},"candidate":{"units":10000,"mean":13.735999999999999,"variance":582.968600860086}}' | hoist stats compare
          echo '{"metric":"mean","alpha":0.05,"control":{"units":10000,"mean":12.497,"variance":546.020593059306},"candidate":{"units":10000,"mean":13.735999999999999,"variance":582.968600860086},"scale":"lift","level":0.025,"method":"hybrid","planned_units":20000,"fixed":{"units":20000,"estimate":0.09914379451068249,"standard_error":0.02820748361306377,"degrees_of_freedom":19976.60441563081}}' | hoist stats sequential

        bounce_rate, short: (m1 - m0)/m0, and all lifts L for which m1 - (1 + L) m0 is no further from 0 than its critical value times the standard error that it has if L is true (Koopman's score); standard error of no effect, sqrt(m (1 - m)(1/n0 + 1/n1))/m0, m the share of both; a guardrail is held against its margin: the p-value is one-sided, that of a change of +10 % being the true one, divided by the part of alpha of whichever is smaller, 0.8 for the one test and 0.2 for the sequence, and the interval is at twice its level, 0.1
          echo '{"metric":"proportion","alpha":0.1,"control":{"units":10000,"successes":4000},"candidate":{"units":10000,"successes":3990}}' | hoist stats compare
          echo '{"metric":"proportion","alpha":0.05,"control":{"units":10000,"successes":4000},"candidate":{"units":10000,"successes":3990},"scale":"lift","level":0.1,"method":"hybrid","planned_units":20000,"fixed":{"metric":"proportion","scale":"lift","control":{"units":10000,"successes":4000},"candidate":{"units":10000,"successes":3990}},"margin":0.1,"better":"smaller"}' | hoist stats sequential

        p-values of each secondary metric
          echo '{"method":"benjamini_hochberg","alpha":0.05,"p_values":{"revenue short":0.0005513145068203521,"wait short":1.0}}' | hoist stats adjust
        "#);
    }
}
