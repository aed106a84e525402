//! What would be right in a release.

use super::choices;
use crate::diagnostic::Problem;

impl Problem {
    pub(super) fn release_advice(&self) -> Option<String> {
        Some(match self {
            Self::TimeSpan { .. } => {
                "Write a whole number of seconds, minutes, hours or days, such as 30s, 5m, 2h or \
                 1d; at most 30d."
                    .into()
            }
            Self::StepsRise { .. } => "Each step is for more users than the one before it.".into(),
            Self::StepsEnd { .. } => {
                "End with a step of 100 %; to stop before, put a gate in front of it.".into()
            }
            Self::NoBaseline { .. } => {
                "Put a step before it, or bound the check by `max` or `min` alone.".into()
            }
            Self::UnknownStep { name, known } => choices(name, known),
            Self::DeadlineShort { .. } => "Leave time for waiting, or leave it out.".into(),
            Self::Url { .. } => "Write it as in http://shop-green/health.".into(),
            Self::CheckUnbounded => {
                "Give it `max`, `min`, `max_ratio` or `min_ratio`, such as max_ratio: 1.1.".into()
            }
            Self::BoundsCross { .. } => "Let the lower bound be the smaller one.".into(),
            Self::FloorWithoutRatio => {
                "Leave it out; where a fixed bound is meant write `max` or `min`.".into()
            }
            Self::NoDataLimitShort { .. } => "Let it be made at least once in that time.".into(),
            Self::ForeignCheckField { field, belongs_to, .. } => {
                format!("Leave `{field}` out, or make the source {belongs_to}.")
            }
            Self::Placeholder { found, known } => format!(
                "{} The names of a deployment are known where there is a `target`.",
                choices(found, known)
            ),
            Self::PlaceholderOpen { .. } => "End it with two braces, as in `{{track}}`.".into(),
            Self::TrackMissing => {
                "Put `{{track}}` where the query chooses a side; it is `canary` or `stable`.".into()
            }
            Self::SequentialNeeds { .. } => {
                "Add that, or leave `test` out and compare the bare values.".into()
            }
            Self::SequentialMetric { key, is_default: true, .. } => {
                format!(
                    "A release without `checks` has one of {key}: write `checks`, or `checks: []`."
                )
            }
            Self::SequentialMetric { .. } => {
                "Name a metric of kind conversion, or leave `test` out.".into()
            }
            Self::ReleaseFlag { .. } => {
                "Name a flag of type percentage, or one that is yet to be made.".into()
            }
            _ => return None,
        })
    }
}
