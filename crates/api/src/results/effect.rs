//! How far a variant is from the control, and why anybody may say so.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How far a variant is from the control.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MetricEffect {
    /// The best single guess: a change of 5 % is 0.05 where it is relative.
    pub estimate: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// Two-sided, after all corrections.
    pub p_value: f64,
    /// Whether the interval leaves out zero, which is where the p-value is small enough.
    pub significant: bool,
    /// How often such an interval has the truth in it, after all corrections.
    pub confidence: f64,
    /// Whether all this is relative to the control's value.
    pub relative: bool,
    /// What it means for the metric.
    pub outcome: Outcome,
    /// The method by its name, such as `hybrid`.
    pub method: String,
    /// Whether it was adjusted by what users did before their exposure.
    pub adjusted: bool,
    /// Whether its one fixed test was computed, and so is part of it.
    #[serde(default)]
    pub fixed_test: bool,
    /// The difference in the metric's own unit; null where there is none.
    pub absolute: Option<AbsoluteEffect>,
    /// Where the number comes from.
    pub why: Why,
}

/// A difference in a metric's own unit: that of one look, as the numbers are now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AbsoluteEffect {
    /// Variant minus control.
    pub estimate: f64,
    /// Its standard error.
    pub standard_error: f64,
}

/// What an effect means for its metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is better than the control.
    Better,
    /// It is worse.
    Worse,
    /// It may be either.
    Undecided,
    /// Of a guardrail: not worse than its margin.
    NonInferior,
    /// Of a guardrail: worse than its margin.
    Inferior,
}

impl Outcome {
    /// Its name in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::Undecided => "undecided",
            Self::NonInferior => "not inferior",
            Self::Inferior => "inferior",
        }
    }
}

/// Where a number comes from: what anybody can put in to get it out again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Why {
    /// The formulas by name, such as `lift by the delta method`.
    pub formula: String,
    /// Commands, each with the JSON object that it reads. The last one gives the number.
    pub steps: Vec<WhyStep>,
}

/// One command, and what it reads from standard input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WhyStep {
    /// Such as `hoist stats compare`.
    pub command: String,
    /// The moments and levels that it takes.
    #[schemars(with = "serde_json::Map<String, Value>")]
    pub input: Value,
}
