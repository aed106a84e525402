//! One run of a check that asks Prometheus.

use hoist_delivery::{Check, Counts, Due, Measured, Side, Source};
use jiff::Timestamp;

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
    /// The moment that all numbers are of.
    pub(in crate::releases) at: Timestamp,
}

/// Makes a run: all of it is asked at once, of one moment, so it takes no longer than one query may.
/// Samples that no query counts are left to whoever counts evaluations.
pub(in crate::releases) async fn measure(prometheus: &Prometheus, asked: &Asked<'_>) -> Measured {
    let Due { check, step, run, .. } = asked.due;
    let has_baseline = asked.has_baseline && asked.check.is_relative();
    let baseline = async {
        match has_baseline {
            true => side(prometheus, asked, Track::Stable).await,
            false => Ok(Side::default()),
        }
    };
    let sides = tokio::join!(side(prometheus, asked, Track::Canary), baseline);
    let (candidate, baseline, problem) = match sides {
        (Ok(candidate), Ok(baseline)) => (candidate, baseline, None),
        (Ok(candidate), Err(problem)) => (candidate, Side::default(), Some(problem)),
        (Err(problem), _) => (Side::default(), Side::default(), Some(problem)),
    };
    Measured { check, step, run, candidate, baseline, problem }
}

/// The numbers of one side.
async fn side(prometheus: &Prometheus, asked: &Asked<'_>, track: Track) -> Result<Side, String> {
    let Source::Prometheus { query, samples } = &asked.check.source else {
        return Err("it does not ask Prometheus".to_owned());
    };
    let problem = |what: &str, why: String| format!("Prometheus, {what} of {track}: {why}");
    // A test needs all counts of the step, anything else what came since the last run.
    let is_test = asked.check.sequential;
    let interval_ms = if is_test { asked.due.elapsed_ms } else { asked.check.interval_ms };
    let ask = async |template: &str| {
        prometheus.ask(&fill(template, track, asked.names, interval_ms)?, asked.at).await
    };
    let counted = async {
        match samples {
            Some(samples) => ask(samples).await.and_then(count).map(Some),
            None => Ok(None),
        }
    };
    let (value, samples) = tokio::join!(ask(query), counted);
    let value = value.map_err(|why| problem("query", why))?;
    let samples = samples.map_err(|why| problem("samples", why))?;
    match (is_test, samples) {
        (false, samples) => Ok(Side { value: Some(value), samples, counts: None }),
        (true, Some(units)) => {
            let hits = count(value).map_err(|why| problem("query", why))?;
            Ok(Side { counts: Some(Counts { hits, units }), ..Side::default() })
        }
        (true, None) => Err("a sequential test needs a query for `samples`".to_owned()),
    }
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
