//! One run of a check that asks Prometheus.

use hoist_delivery::{Check, Counts, Due, Measured, Side, Source};

use super::Prometheus;
use crate::releases::query::{Names, Track, fill};

/// A run of a check that is to be made.
#[derive(Clone, Copy, Debug)]
pub(in crate::releases) struct Asked<'a> {
    /// Which.
    pub(in crate::releases) due: Due,
    /// What it says.
    pub(in crate::releases) check: &'a Check,
    /// What its queries are about.
    pub(in crate::releases) names: Names<'a>,
    /// Whether anybody is on the baseline's side.
    pub(in crate::releases) has_baseline: bool,
}

/// Makes a run. Samples that no query counts are left to whoever counts evaluations.
pub(in crate::releases) async fn measure(prometheus: &Prometheus, asked: &Asked<'_>) -> Measured {
    let Due { check, step, run, .. } = asked.due;
    let mut measured = Measured { check, step, run, ..Measured::default() };
    match side(prometheus, asked, Track::Canary, None).await {
        Ok((candidate, at)) => {
            measured.candidate = candidate;
            if asked.has_baseline && asked.check.is_relative() {
                // Of the same moment, by the clock that gave it.
                match side(prometheus, asked, Track::Stable, Some(at)).await {
                    Ok((baseline, _)) => measured.baseline = baseline,
                    Err(problem) => measured.problem = Some(problem),
                }
            }
        }
        Err(problem) => measured.problem = Some(problem),
    }
    measured
}

/// The numbers of one side, and when they were so.
async fn side(
    prometheus: &Prometheus,
    asked: &Asked<'_>,
    track: Track,
    at: Option<f64>,
) -> Result<(Side, f64), String> {
    let Source::Prometheus { query, samples } = &asked.check.source else {
        return Err("it does not ask Prometheus".to_owned());
    };
    let problem = |what: &str, why: String| format!("Prometheus, {what} of {track}: {why}");
    // A test needs all counts of the step, anything else what came since the last run.
    let is_test = asked.check.sequential;
    let interval_ms = if is_test { asked.due.elapsed_ms } else { asked.check.interval_ms };
    let ask = async |template: &str, at| {
        prometheus.ask(&fill(template, track, asked.names, interval_ms)?, at).await
    };
    let value = ask(query, at).await.map_err(|why| problem("query", why))?;
    let at = at.unwrap_or(value.at);
    let samples = match samples {
        None => None,
        Some(samples) => {
            let found = ask(samples, Some(at)).await.and_then(|found| count(found.value));
            Some(found.map_err(|why| problem("samples", why))?)
        }
    };
    let side = match (is_test, samples) {
        (false, samples) => Side { value: Some(value.value), samples, counts: None },
        (true, Some(units)) => {
            let hits = count(value.value).map_err(|why| problem("query", why))?;
            let counts = Some(Counts { hits, units });
            Side { counts, ..Side::default() }
        }
        (true, None) => return Err("a sequential test needs a query for `samples`".to_owned()),
    };
    Ok((side, at))
}

/// A count: `increase()` extrapolates, so what it gives is hardly ever whole.
fn count(value: f64) -> Result<u64, String> {
    const EXACT_MAX: f64 = 9_007_199_254_740_992.0;
    let whole = value.round();
    if !(0.0..=EXACT_MAX).contains(&whole) {
        return Err(format!("it gives {value}, which is no count"));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 2^53")]
    Ok(whole as u64)
}
