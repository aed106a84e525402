//! Explanations as JSON.

use hoist_api::Evaluation;
use hoist_eval::{Explanation, Step, What};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::output::evaluation;

/// An explanation by files, whose steps have more facts than those of a server.
#[derive(Serialize)]
pub(crate) struct Explained {
    #[serde(flatten)]
    pub(crate) evaluation: Evaluation,
    /// As a tree.
    steps: Vec<Value>,
}

impl Explained {
    pub(crate) fn new(key: &str, explanation: &Explanation<'_>) -> Self {
        let steps = explanation.steps.iter().map(step).collect();
        Self { evaluation: evaluation(key, &explanation.resolution), steps }
    }
}

/// One step: its kind, whether it holds, its facts, and the sentence that people read.
fn step(step: &Step) -> Value {
    let mut fields = Map::new();
    fields.insert("step".into(), step.what.name().into());
    fields.insert("holds".into(), step.holds.into());
    if let Value::Object(facts) = facts(&step.what) {
        fields.extend(facts);
    }
    fields.insert("text".into(), step.sentence().into());
    if !step.steps.is_empty() {
        fields.insert("steps".into(), step.steps.iter().map(self::step).collect());
    }
    fields.into()
}

/// What a step looked at. Ranks and thresholds are in 1/100 %.
fn facts(what: &What) -> Value {
    let time = |time: &Option<jiff::Timestamp>| time.map(|time| time.to_string());
    match what {
        What::UnknownKey
        | What::Killed
        | What::NotEnabled
        | What::Archived
        | What::NoRule
        | What::All
        | What::Any
        | What::Not
        | What::Running
        | What::Audience => Value::Null,
        What::MissingPrerequisite { key } => json!({"key": key}),
        What::Prerequisite { key, expected, actual, killed } => {
            json!({"key": key, "expected": expected, "actual": actual, "killed": killed})
        }
        What::Rule { index, name } => json!({"index": index, "name": name}),
        What::Attribute { name, expected, actual } => {
            json!({"attribute": name, "expected": expected, "actual": actual})
        }
        What::Segment { name, membership } => {
            json!({"segment": name, "membership": membership.name()})
        }
        What::Time { window, now } => json!({"expected": window, "actual": now.to_string()}),
        What::Share { threshold, rank } => json!({"threshold": threshold, "rank": rank}),
        What::Gradual { threshold, enters_at } => {
            json!({"threshold": threshold, "enters_at": time(enters_at)})
        }
        What::Split { rank, variant, range } => {
            json!({"variant": variant, "rank": rank, "from": range.start, "to": range.end})
        }
        What::NoBucketingValue { attribute } => json!({"attribute": attribute}),
        What::Shipped { variant } => json!({"variant": variant}),
        What::Window { start, end, now } => {
            json!({"start": time(start), "end": time(end), "actual": now.to_string()})
        }
        What::Traffic { layer, range, rank } => {
            json!({"layer": layer, "rank": rank, "from": range.start, "to": range.end})
        }
    }
}
