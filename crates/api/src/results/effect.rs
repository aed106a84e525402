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
    /// Whether the p-value is small enough: where the interval leaves out zero or, of a guardrail,
    /// its margin.
    pub significant: bool,
    /// How often such an interval has the truth in it, after all corrections.
    pub confidence: f64,
    /// Whether all this is relative to the control's value.
    pub relative: bool,
    /// What it means, by the way that is good for the metric.
    pub outcome: Outcome,
    /// The p-value before it was corrected for other tests.
    pub uncorrected_p_value: f64,
    /// Of the estimate.
    pub standard_error: f64,
    /// Users of both variants together.
    pub users: u64,
    /// How the interval was computed, by its name, such as `hybrid`.
    pub method: String,
    /// How estimate and standard error were computed, by its name, such as `delta`.
    pub formula: String,
    /// Whether it was adjusted by what users did before their exposure.
    pub adjusted: bool,
    /// How many tests are part of it that were computed once and logged.
    pub tests: u32,
    /// Users of both variants whose windows were closed when the last of them was computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tested_users: Option<u64>,
    /// What is known by now where the effect is that of a test that was computed before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub later: Option<LaterEffect>,
    /// Of the Bayesian method: how likely the variant is better.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chance_to_win: Option<f64>,
    /// Of the Bayesian method: what shipping it is expected to cost, on the scale of the estimate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_loss: Option<f64>,
    /// The difference in the metric's own unit; null where there is none.
    pub absolute: Option<AbsoluteEffect>,
    /// Where the number comes from.
    pub why: Why,
}

/// What is known by now beside a test that was computed before. Nothing is decided by it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LaterEffect {
    /// Users of both variants together.
    pub users: u64,
    /// The best single guess.
    pub estimate: f64,
    /// Whether it is relative to the control's value; else it is a difference.
    pub relative: bool,
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
}

impl Outcome {
    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::Undecided => "undecided",
        }
    }
}

/// Whether a guardrail holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GuardrailState {
    /// It is not worse than the margin.
    NonInferior,
    /// It is worse than the margin.
    Inferior,
    /// It may be either: that nothing is significant does not make it safe.
    Inconclusive,
}

impl GuardrailState {
    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::NonInferior => "non_inferior",
            Self::Inferior => "inferior",
            Self::Inconclusive => "inconclusive",
        }
    }
}

/// Where a number comes from: what anybody can put in to get it out again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Why {
    /// The formulas, in words.
    pub formula: String,
    /// Commands, each with the JSON object that it reads: the first makes estimate and standard
    /// error of moments, others what is read of them. Empty where the number is not made of
    /// moments.
    pub steps: Vec<WhyStep>,
    /// Where the p-value was corrected for other tests: the role of that correction among
    /// `corrections`, in which this test is called `METRIC VARIANT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_with: Option<String>,
}

/// How the p-values of all tests of a role were corrected for each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Correction {
    /// `goal` or `secondary`.
    pub role: String,
    /// The command, and the p-values that it reads.
    #[serde(flatten)]
    pub step: WhyStep,
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
