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

        conversion_rate, short: lift by the delta method, read by the hybrid rule
          echo '{"metric":"proportion","control":{"units":10000,"successes":2500},"candidate":{"units":10000,"successes":2750}}' | hoist stats compare
          echo '{"method":"hybrid"}' | hoist stats sequential

        bounce_rate, short: lift by the delta method, read by the hybrid rule
          echo '{"metric":"proportion","control":{"units":10000,"successes":2500},"candidate":{"units":10000,"successes":2750}}' | hoist stats compare
          echo '{"method":"hybrid"}' | hoist stats sequential
        "#);
    }
}
