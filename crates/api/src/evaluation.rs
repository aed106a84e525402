//! Evaluations for people and tools.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Killed;

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
    /// As if its definition were this one, whole. Nothing of it is stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, Value>>")]
    pub draft: Option<Value>,
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
// The API's description has another `Rule`: the one that documents hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "DecidingRule")]
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
    /// The time of the evaluation: with `seq` as `at` and this as `now`, it is repeated exactly.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub now: Timestamp,
    /// In the order in which they were asked for.
    pub items: Vec<Evaluation>,
    /// Where all were asked for: those of which it cannot be told any more, since documents of that
    /// moment were erased.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub erased: Vec<String>,
}

/// One evaluation with its steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Explanation {
    /// Seq of the rules.
    pub seq: u64,
    /// The time of the evaluation: with `seq` as `at` and this as `now`, it is repeated exactly.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub now: Timestamp,
    /// The evaluation.
    #[serde(flatten)]
    pub evaluation: Evaluation,
    /// Where it is killed: by whom, since when and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub killed: Option<Killed>,
    /// The steps that led to it, in the order in which they were taken.
    pub steps: Vec<Step>,
    /// What would change it; only for who is out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counterfactual: Option<Counterfactual>,
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

/// What would change the result of a user who is out. Each claim was evaluated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Counterfactual {
    /// What is in the way, whatever the rules say; all of it has to go first.
    pub obstacles: Vec<Obstacle>,
    /// The variant that the user gets once the obstacles are gone; null without obstacles.
    pub freed: Option<String>,
    /// What changes it, each by itself, once the obstacles are gone: the smallest changes of the
    /// context, then shares, then the time.
    pub alternatives: Vec<Alternative>,
}

/// Something that is in the way. A prerequisite may be met by another context: its counterfactual
/// says so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Obstacle {
    /// What it is: `killed`, `not_enabled`, `prerequisite` and so on.
    pub obstacle: String,
    /// It in a sentence.
    pub text: String,
    /// Of a prerequisite: what would meet it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counterfactual: Option<Box<Counterfactual>>,
    /// The prerequisite with the variant that it has to have, the layer, the end of the window.
    #[serde(flatten)]
    pub facts: BTreeMap<String, Value>,
}

/// Something that changes the result by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Alternative {
    /// It in a sentence.
    pub text: String,
    /// The variant that the user then gets.
    pub variant: String,
    /// The rule that then decides.
    pub rule: Option<Rule>,
    /// What has to change, all of it.
    pub changes: Vec<AlternativeChange>,
}

/// A change of an attribute or a share, or waiting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AlternativeChange {
    /// What kind of change: `attribute`, `share` or `time`.
    pub change: String,
    /// The attribute or share with its value now and then (`from`, `to`; shares in 1/100 %), or
    /// the time (`at`).
    #[serde(flatten)]
    pub facts: BTreeMap<String, Value>,
}
