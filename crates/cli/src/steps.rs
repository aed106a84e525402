//! Explanations as JSON.

use hoist_eval::{Explanation, Step};
use serde_json::{Map, Value};

use crate::output::resolution;

/// An explanation as JSON: the resolution, and its steps as a tree.
pub(crate) fn explanation(key: &str, explanation: &Explanation<'_>) -> Value {
    let mut fields = resolution(key, &explanation.resolution);
    fields.insert("steps".into(), explanation.steps.iter().map(step).collect());
    fields.into()
}

/// One step: its kind, whether it holds, its facts, and the sentence that people read.
fn step(step: &Step) -> Value {
    let mut fields = Map::new();
    fields.insert("step".into(), step.what.name().into());
    fields.insert("holds".into(), step.holds.into());
    if let Value::Object(facts) = step.what.facts() {
        fields.extend(facts);
    }
    fields.insert("text".into(), step.sentence().into());
    if !step.steps.is_empty() {
        fields.insert("steps".into(), step.steps.iter().map(self::step).collect());
    }
    fields.into()
}
