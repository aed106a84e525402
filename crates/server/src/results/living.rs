//! Where in its life an experiment is, beside what it has found. Pure.

use hoist_api::{Conclusion, Results};
use hoist_ruleset::ExperimentStatus;
use jiff::Timestamp;

use crate::moment::Moment;
use crate::plan::to_the_second;

/// Results of an experiment with its life: of one that is over, what everybody gets stands in place
/// of what could be done.
pub(crate) fn living(mut results: Results, moment: &Moment, now: Timestamp) -> Results {
    let status = moment.status_of(&results.key, now);
    results.status = status.map(|status| status.as_ref().to_owned());
    let Some(life) = moment.lives.get(&results.key) else { return results };
    results.conclusion = conclusion(moment, &results.key, results.phase, now);
    let last = life.body.state.phase;
    if results.conclusion.is_none() && results.phase < last {
        let is_over = life.body.conclusion.is_some();
        let what = if is_over { "which was concluded" } else { "which goes on" };
        results.recommendation = format!("This phase is over: look at phase {last}, {what}.");
    }
    over(results)
}

/// Results with what everybody gets in place of what could be done, where it is over.
#[must_use]
pub fn over(results: Results) -> Results {
    let Some(end) = &results.conclusion else { return results };
    let (at, gets) = (to_the_second(end.at), &end.everybody_gets);
    let recommendation = format!(
        "It was concluded at {at}: everybody gets `{gets}`, and nothing is left to be done."
    );
    Results { recommendation, ..results }
}

/// What an experiment that is over was concluded with, by the phase that it was in. It says nothing
/// of those before.
pub(crate) fn conclusion(
    moment: &Moment,
    key: &str,
    phase: u32,
    now: Timestamp,
) -> Option<Conclusion> {
    let is_over = matches!(
        moment.status_of(key, now),
        Some(ExperimentStatus::Concluded | ExperimentStatus::Archived)
    );
    let body = &moment.lives.get(key)?.body;
    body.conclusion.clone().filter(|_| is_over && body.state.phase == phase)
}
