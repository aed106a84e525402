//! Evaluations for people and tools.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Who asks, and what is known of them: `{"targetingKey": "user-1", "plan": "premium"}`.
type Context = BTreeMap<String, Value>;

/// What to evaluate.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EvaluateRequest {
    /// For whom.
    #[serde(default)]
    #[schemars(with = "Option<Context>")]
    pub context: Value,
    /// Which flags and experiments; absent, all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 10_000), extend("uniqueItems" = true))]
    pub keys: Option<Vec<String>>,
    /// By the rules of a past moment: a seq or an RFC 3339 time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Moment>")]
    pub at: Option<Value>,
    /// As if it were this time (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
}

#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it stands for a schema")]
enum Moment {
    Seq(u64),
    Time(String),
}

/// For whom to explain.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplainRequest {
    /// For whom.
    #[serde(default)]
    #[schemars(with = "Option<Context>")]
    pub context: Value,
    /// By the rules of a past moment: a seq or an RFC 3339 time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Moment>")]
    pub at: Option<Value>,
    /// As if it were this time (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
}

/// One evaluation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evaluation {
    /// The flag or experiment.
    pub key: String,
    /// Its value; null where there is none.
    pub value: Value,
    /// The variant's name.
    pub variant: Option<String>,
    /// Why: OpenFeature's name.
    pub reason: String,
    /// Why there is no value: OpenFeature's name.
    pub error_code: Option<String>,
    /// The rule that decided.
    pub rule: Option<Rule>,
    /// Facts beside the value.
    pub metadata: BTreeMap<String, Value>,
}

/// A rule of a flag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rule {
    /// Its place in the definition, from 0.
    pub index: u16,
    /// Its name.
    pub name: Option<String>,
}

/// Evaluations, all by the rules of one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evaluations {
    /// Seq of the rules.
    pub seq: u64,
    /// In the order in which they were asked for.
    pub items: Vec<Evaluation>,
}

/// One evaluation with its steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Explanation {
    /// Seq of the rules.
    pub seq: u64,
    /// The evaluation.
    #[serde(flatten)]
    pub evaluation: Evaluation,
    /// The steps that led to it, in the order in which they were taken.
    pub steps: Vec<Step>,
}

/// One step of an evaluation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// What kind of step: `rule`, `attribute`, `share` and so on.
    pub step: String,
    /// Whether it holds.
    pub holds: bool,
    /// It in a sentence.
    pub text: String,
    /// The steps within it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// What was looked at: expected and actual values, ranks and thresholds in 1/100 %.
    #[serde(flatten)]
    pub facts: BTreeMap<String, Value>,
}
