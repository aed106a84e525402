//! What releases name: a flag whose share they move, and metrics that are compared.

use crate::diagnostic::Problem;
use crate::document::{CheckTest, MetricGuess, MetricKind, ReleaseCheck};
use crate::read::Body;

/// The problem where a release cannot move the share of what it names.
pub(super) fn never_moves(key: &str, target: &Body) -> Option<Problem> {
    let what = match target {
        Body::Flag(flag) => format!("a flag of type {}", flag.strategy.name()),
        _ => "an experiment".to_owned(),
    };
    let problem = Problem::ReleaseFlag { key: key.to_owned(), target: what };
    (!target.has_share()).then_some(problem)
}

/// The problem where a check counts conversions of a metric that has none.
pub(super) fn never_counts(
    check: &ReleaseCheck,
    is_default: bool,
    metric: Option<&Body>,
) -> Option<Problem> {
    let key = check.metric()?;
    let kind = match metric {
        Some(Body::Metric(metric)) if metric.kind == MetricKind::Conversion => return None,
        Some(Body::Metric(metric)) => format!("a metric of kind {}", metric.kind.name()),
        _ if MetricGuess::of(key).is_share => return None,
        _ => "by its name a mean".to_owned(),
    };
    let problem = Problem::SequentialMetric { key: key.to_string(), kind, is_default };
    (check.test == CheckTest::Sequential).then_some(problem)
}
