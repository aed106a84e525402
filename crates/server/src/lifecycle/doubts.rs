//! What is doubtful about the plan of an experiment that runs.

use hoist_api::Warning;
use hoist_ruleset::document::{Method, MetricGuess, MetricRole};
use hoist_ruleset::{DocumentKind, Documents};

use crate::moment::Moment;

/// What whoever starts an experiment should know.
pub(crate) fn doubts(moment: &Moment, key: &str) -> Vec<Warning> {
    let Some(experiment) = moment.documents.experiments().get(key) else { return Vec::new() };
    let goals = experiment.metrics.iter().filter(|one| one.role == MetricRole::Goal).count();
    let is_planned = experiment.sample_size.is_some() || experiment.end_date.is_some();
    let is_peeked_at = matches!(experiment.method, Method::Fixed | Method::Bayesian);
    let is_killed = moment.kill_of(DocumentKind::Experiment, key).is_some();
    let found = [
        (goals == 0).then_some((
            "no_goal",
            "metrics",
            "no metric is a goal, so nothing decides",
            "Give one of them `role: goal`.",
        )),
        (!is_planned).then_some((
            "no_planned_end",
            "sample_size",
            "it has neither `sample_size` nor `end_date`: it ends by an early stop or by hand alone",
            "Give it a `sample_size`; `power` tells which.",
        )),
        is_peeked_at.then_some((
            "not_peek_proof",
            "method",
            "by this method, who looks before the planned end sees effects that are not there",
            "Look once, at the planned sample, or use `hybrid`.",
        )),
        is_killed.then_some((
            "killed",
            "",
            "it is killed: everybody gets the control, and nobody is counted",
            "Revive it with `hoist revive`.",
        )),
    ];
    let guesses = guesses(&moment.documents, key);
    let warning = |(code, path, detail, remedy): (&str, &str, &str, &str)| Warning {
        code: code.to_owned(),
        severity: "warning".to_owned(),
        path: path.to_owned(),
        detail: detail.to_owned(),
        remedy: remedy.to_owned(),
    };
    found.into_iter().flatten().map(warning).chain(guesses).collect()
}

/// What is guessed of the metrics of an experiment that have no document.
pub(crate) fn guesses(documents: &Documents, key: &str) -> Vec<Warning> {
    let Some(experiment) = documents.experiments().get(key) else { return Vec::new() };
    let bare = experiment.metrics.iter().map(|used| &used.metric);
    let bare = bare.filter(|metric| !documents.metrics().contains_key(metric.as_str()));
    let warning = |metric| Warning {
        code: "metric_guessed".to_owned(),
        severity: "advice".to_owned(),
        path: "metrics".to_owned(),
        detail: format!("guessed from its name: {}", MetricGuess::of(metric)),
        remedy: "If that is not what is meant, make a metric of that name.".to_owned(),
    };
    bare.map(warning).collect()
}
