//! Evaluations as they are sent, and as the command line prints them.

use std::collections::BTreeMap;

use hoist_api::{Evaluation, Rule, Step};
use hoist_eval::{Metadata, Resolution};
use serde_json::Value;

/// A resolution as it is sent.
pub fn evaluation(key: &str, resolution: &Resolution<'_>) -> Evaluation {
    let Resolution { value, variant, reason, error, rule, metadata, .. } = resolution;
    Evaluation {
        key: key.chars().take(128).collect(),
        value: value.map(|payload| payload.value.clone()).unwrap_or_default(),
        variant: variant.map(str::to_owned),
        reason: reason.as_str().to_owned(),
        error_code: error.map(|error| error.as_str().to_owned()),
        rule: rule
            .map(|rule| Rule { index: rule.index, name: rule.name.as_deref().map(Into::into) }),
        metadata: facts(*metadata).map(|(name, value)| (name.to_owned(), value)).collect(),
    }
}

/// The facts beside a value, by name.
pub(crate) fn facts(metadata: Metadata<'_>) -> impl Iterator<Item = (&'static str, Value)> {
    let Metadata { killed, prerequisite, assignment } = metadata;
    let facts = [
        killed.then(|| ("killed", true.into())),
        prerequisite.map(|key| ("prerequisite", key.into())),
        assignment.map(|assignment| ("experiment", assignment.experiment.into())),
        assignment.map(|assignment| ("phase", assignment.phase.into())),
        assignment.map(|_| ("exposure", true.into())),
    ];
    facts.into_iter().flatten()
}

/// A step of an explanation as it is sent, with those within it.
pub fn step(step: &hoist_eval::Step) -> Step {
    let facts = match step.what.facts() {
        Value::Object(facts) => facts.into_iter().collect(),
        _ => BTreeMap::new(),
    };
    Step {
        step: step.what.name().to_owned(),
        holds: step.holds,
        text: step.sentence(),
        steps: step.steps.iter().map(self::step).collect(),
        facts,
    }
}
