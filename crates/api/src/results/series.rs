//! Effects over time, each as it was known then.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Verdict;

/// The results of one phase at several times. None of them was ever computed anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ResultsSeries {
    /// The experiment or flag.
    pub key: String,
    /// Which phase.
    pub phase: u32,
    /// How far apart the points are.
    pub step: SeriesStep,
    /// The points, the oldest first.
    pub points: Vec<SeriesPoint>,
}

/// How far apart points are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SeriesStep {
    /// What was known at the last look of each hour.
    #[default]
    Hour,
    /// What was known at the last look of each day, which is one of UTC.
    Day,
}

/// What was known at one time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SeriesPoint {
    /// When.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub as_of: Timestamp,
    /// What was made of it.
    pub verdict: Verdict,
    /// Users who had been exposed.
    pub users: u64,
    /// The effects that there were.
    pub effects: Vec<SeriesEffect>,
}

/// An effect at one time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SeriesEffect {
    /// The metric.
    pub metric: String,
    /// What it is, such as `conversion`.
    #[serde(default)]
    pub kind: String,
    /// The variant.
    pub variant: String,
    /// Whether estimate and interval are relative to the control's value; else they are a
    /// difference in the metric's own unit.
    pub relative: bool,
    /// The best single guess.
    pub estimate: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// Two-sided, after all corrections.
    pub p_value: f64,
    /// Whether it was significant. Never where users were not split as planned.
    pub significant: bool,
}
