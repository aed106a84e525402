//! `hoist stats adjust`.

use anyhow::bail;
use hoist_stats::{Alpha, Corrected, Refusal, benjamini_hochberg, holm};
use serde::Serialize;
use serde_json::Value;

use super::Answer;
use super::answer::{Shown, TINY};
use super::fields::Fields;

#[derive(Debug, Serialize)]
pub(super) struct Family {
    alpha: f64,
    /// At which to compute all intervals again.
    level: f64,
    tests: Vec<Test>,
}

#[derive(Debug, Serialize)]
struct Test {
    name: String,
    p_value: Shown,
    adjusted: Shown,
    is_positive: bool,
}

impl Answer for Family {}

type Correction = fn(&[f64], Alpha) -> Result<Corrected, Refusal>;

pub(super) fn adjust(mut fields: Fields) -> anyhow::Result<Family> {
    let words: [(&str, Correction); 2] =
        [("holm", holm), ("benjamini_hochberg", benjamini_hochberg)];
    let correct = fields.word("method", &words)?;
    let alpha = fields.alpha(0.05)?;
    // What `compare` prints is taken back.
    let tiny = |value: &Value| (value == TINY).then_some(0.0);
    let is_p = |value: &Value| value.as_f64().or(tiny(value)).filter(|p| (0.0..=1.0).contains(p));
    let tests = fields.named("p_values", "a number from 0 to 1", is_p)?;
    fields.finish()?;
    if tests.is_empty() {
        bail!("the field `p_values` has to have a test or more");
    }
    let p_values: Vec<f64> = tests.iter().map(|(_, p_value)| *p_value).collect();
    let corrected = correct(&p_values, alpha)?;
    let tests = tests.into_iter().zip(corrected.p_values);
    let tests = tests.map(|((name, p_value), adjusted)| Test {
        name,
        p_value: Shown(p_value),
        adjusted: Shown(adjusted),
        is_positive: adjusted < alpha.get(),
    });
    Ok(Family { alpha: alpha.get(), level: corrected.level.get(), tests: tests.collect() })
}
