//! Evaluations as they are sent, and as the command line prints them.

use std::collections::BTreeMap;

use hoist_api::{Alternative, AlternativeChange, Counterfactual, Evaluation, Obstacle, Rule, Step};
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
    Step {
        step: step.what.name().to_owned(),
        holds: step.holds,
        text: step.sentence(),
        steps: step.steps.iter().map(self::step).collect(),
        facts: by_name(step.what.facts()),
    }
}

/// What would change a result, as it is sent.
pub fn counterfactual(counterfactual: &hoist_eval::Counterfactual) -> Counterfactual {
    let hoist_eval::Counterfactual { obstacles, freed, alternatives } = counterfactual;
    Counterfactual {
        obstacles: obstacles.iter().map(obstacle).collect(),
        freed: freed.clone(),
        alternatives: alternatives.iter().map(alternative).collect(),
    }
}

fn obstacle(obstacle: &hoist_eval::Obstacle) -> Obstacle {
    let within = match obstacle {
        hoist_eval::Obstacle::Prerequisite { counterfactual: Some(within), .. } => Some(within),
        _ => None,
    };
    Obstacle {
        obstacle: obstacle.name().to_owned(),
        text: obstacle.sentence(),
        counterfactual: within.map(|within| Box::new(counterfactual(within))),
        facts: by_name(obstacle.facts()),
    }
}

fn alternative(alternative: &hoist_eval::Alternative) -> Alternative {
    let change = |change: &hoist_eval::Change| AlternativeChange {
        change: change.name().to_owned(),
        facts: by_name(change.facts()),
    };
    Alternative {
        text: alternative.sentence(),
        variant: alternative.variant.clone(),
        rule: alternative.rule.clone().map(|(index, name)| Rule { index, name }),
        changes: alternative.changes.iter().map(change).collect(),
    }
}

fn by_name(facts: Value) -> BTreeMap<String, Value> {
    match facts {
        Value::Object(facts) => facts.into_iter().collect(),
        _ => BTreeMap::new(),
    }
}
