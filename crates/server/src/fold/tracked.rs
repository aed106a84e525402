//! Which plans users are summed up by.

use hoist_experiment::Plan;
use jiff::Timestamp;

use crate::moment::Moment;

/// The plans of everything that is or was tracked in an environment: experiments that have a
/// start, from it on.
pub(super) fn tracked(moment: &Moment, now: Timestamp) -> Vec<Plan> {
    let documents = &moment.documents;
    let started = documents.experiments().iter().filter_map(|(key, experiment)| {
        let started = experiment.start_date.filter(|start| *start <= now)?;
        Plan::of_experiment(documents, key.as_str(), 1, started)
    });
    started.collect()
}
