//! Flagsmith's engine.
//!
//! It evaluates all flags of an environment and no single one, so each flag has an environment of
//! its own beside the one with all. Who is asked for is part of the environment: it is moved in and
//! out, which costs nothing.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hint::black_box;

use flagsmith_flag_engine::engine::get_evaluation_result;
use flagsmith_flag_engine::engine_eval::context::IdentityContext;
use flagsmith_flag_engine::engine_eval::{EngineEvaluationContext, EvaluationResult, FlagResult};
use hoist_bench::evaluator::Evaluator;
use hoist_bench::flags::{Condition, Flag, Kind, Person, SHARE, SPLIT};
use serde_json::{Map, Value, json};

/// Environments.
pub struct Flagsmith {
    single: HashMap<String, EngineEvaluationContext>,
    all: EngineEvaluationContext,
}

fn evaluate(
    environment: &mut EngineEvaluationContext,
    user: &RefCell<Option<IdentityContext>>,
) -> EvaluationResult {
    environment.identity = user.take();
    let result = get_evaluation_result(environment);
    user.replace(environment.identity.take());
    result
}

impl Flagsmith {
    fn result(
        &mut self,
        flag: &str,
        user: &RefCell<Option<IdentityContext>>,
    ) -> Option<FlagResult> {
        evaluate(self.single.get_mut(flag)?, user).flags.remove(flag)
    }
}

impl Evaluator for Flagsmith {
    type User = RefCell<Option<IdentityContext>>;
    type Handle = ();
    type Name<'a> = String;

    const NAME: &'static str = "flagsmith-flag-engine";

    fn new(flags: &[Flag]) -> Result<Self, String> {
        let single = flags
            .iter()
            .map(|flag| Ok((flag.key.clone(), environment(std::slice::from_ref(flag))?)));
        Ok(Self { single: single.collect::<Result<_, String>>()?, all: environment(flags)? })
    }

    fn user(&self, person: &Person) -> Self::User {
        let traits = json!({
            "country": person.country,
            "plan": person.plan,
            "logins": person.logins,
            "version": person.version,
        });
        let identity = json!({"identifier": person.id, "key": person.id, "traits": traits});
        RefCell::new(serde_json::from_value(identity).ok())
    }

    fn is_on(&mut self, flag: &str, user: &Self::User) -> bool {
        self.result(flag, user).is_some_and(|result| result.value.value == "true")
    }

    fn variant(&mut self, flag: &str, user: &Self::User) -> String {
        self.result(flag, user).map(|result| result.value.value).unwrap_or_default()
    }

    fn all(&mut self, user: &Self::User) -> usize {
        let result = evaluate(&mut self.all, user);
        black_box(&result).flags.len()
    }
}

/// Rules are segments that override features: flags with the same rule have it in common.
fn environment(flags: &[Flag]) -> Result<EngineEvaluationContext, String> {
    let mut features = Map::new();
    let mut segments = Map::new();
    for flag in flags {
        features.insert(flag.key.clone(), feature(flag));
        let rules: Vec<Vec<Value>> = match &flag.kind {
            Kind::Rules(rules) => {
                rules.iter().map(|rule| rule.iter().map(condition).collect()).collect()
            }
            Kind::List(ids) => vec![vec![test("$.identity.identifier", "IN", &json!(ids))]],
            _ => Vec::new(),
        };
        for (number, conditions) in rules.into_iter().enumerate() {
            let segment = segments.entry(format!("segment-{number}")).or_insert_with(|| {
                let rules = json!([{"type": "ALL", "conditions": conditions}]);
                let name = format!("segment-{number}");
                json!({"key": name, "name": name, "rules": rules, "overrides": []})
            });
            if let Some(overrides) = segment["overrides"].as_array_mut() {
                let priority = number;
                overrides.push(json!({
                    "key": flag.key,
                    "name": flag.key,
                    "enabled": true,
                    "value": true,
                    "priority": priority,
                }));
            }
        }
    }
    let document = json!({
        "environment": {"key": "bench", "name": "bench"},
        "features": features,
        "segments": segments,
    });
    serde_json::from_value(document).map_err(|error| error.to_string())
}

fn feature(flag: &Flag) -> Value {
    let (value, variants) = match &flag.kind {
        Kind::Boolean => (json!(true), Vec::new()),
        Kind::Share => (json!(false), vec![json!({"value": true, "weight": SHARE})]),
        Kind::Split => {
            let variants = SPLIT.map(|(name, weight)| json!({"value": name, "weight": weight}));
            (json!(SPLIT[0].0), variants.to_vec())
        }
        Kind::Rules(_) | Kind::List(_) => (json!(false), Vec::new()),
    };
    json!({
        "key": flag.key,
        "name": flag.key,
        "enabled": true,
        "value": value,
        "variants": variants,
    })
}

fn condition(condition: &Condition) -> Value {
    match condition {
        Condition::Country(values) => test("country", "IN", &json!(values)),
        Condition::Plan(values) => test("plan", "IN", &json!(values)),
        Condition::LoginsOver(than) => test("logins", "GREATER_THAN", &json!(than.to_string())),
        Condition::VersionFrom(version) => {
            test("version", "GREATER_THAN_INCLUSIVE", &json!(format!("{version}:semver")))
        }
    }
}

fn test(property: &str, operator: &str, value: &Value) -> Value {
    json!({"property": property, "operator": operator, "value": value})
}
