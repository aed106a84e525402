//! Unleash's engine, as its SDKs and Edge use it.
//!
//! A boolean is a gradual rollout to everybody: what Unleash's own pages make of a new flag.

use std::collections::HashMap;
use std::hint::black_box;

use hoist_bench::evaluator::Evaluator;
use hoist_bench::flags::{Condition, Flag, Kind, Person, SHARE, SPLIT};
use serde_json::{Value, json};
use unleash_yggdrasil::{ClientFeatures, Context, EngineState, UpdateMessage};

/// An engine.
pub struct Yggdrasil(EngineState);

impl Evaluator for Yggdrasil {
    type User = Context;
    type Handle = ();
    type Name<'a> = String;

    const NAME: &'static str = "unleash-yggdrasil";

    fn new(flags: &[Flag]) -> Result<Self, String> {
        let features: Vec<Value> = flags.iter().map(feature).collect();
        let document = json!({"version": 2, "features": features});
        let features: ClientFeatures =
            serde_json::from_value(document).map_err(|error| error.to_string())?;
        let engine = EngineState::default();
        match engine.take_state(UpdateMessage::FullResponse(features)) {
            Some(warnings) => Err(format!("{warnings:?}")),
            None => Ok(Self(engine)),
        }
    }

    fn user(&self, person: &Person) -> Context {
        let properties = HashMap::from([
            ("country".to_owned(), person.country.to_owned()),
            ("plan".to_owned(), person.plan.to_owned()),
            ("logins".to_owned(), person.logins.to_string()),
            ("version".to_owned(), person.version.to_owned()),
        ]);
        let user_id = Some(person.id.clone());
        Context { user_id, properties: Some(properties), ..Context::default() }
    }

    fn is_on(&mut self, flag: &str, user: &Context) -> bool {
        self.0.is_enabled(flag, user, &None)
    }

    fn variant(&mut self, flag: &str, user: &Context) -> String {
        self.0.get_variant(flag, user, &None).name
    }

    fn all(&mut self, user: &Context) -> usize {
        let all = self.0.resolve_all(user, &None).unwrap_or_default();
        black_box(&all).len()
    }
}

fn feature(flag: &Flag) -> Value {
    let strategies = match &flag.kind {
        Kind::Boolean | Kind::Split => vec![rollout(flag, 100)],
        Kind::Share => vec![rollout(flag, SHARE)],
        Kind::Rules(rules) => {
            let constraints = rules.iter().map(|rule| rule.iter().map(constraint).collect());
            constraints.map(|constraints: Vec<Value>| strategy(&constraints)).collect()
        }
        Kind::List(ids) => {
            vec![strategy(&[json!({"contextName": "userId", "operator": "IN", "values": ids})])]
        }
    };
    let variants = match &flag.kind {
        Kind::Split => SPLIT.map(|(name, weight)| json!({"name": name, "weight": weight})).to_vec(),
        _ => Vec::new(),
    };
    json!({
        "name": flag.key,
        "enabled": true,
        "strategies": strategies,
        "variants": variants,
    })
}

fn rollout(flag: &Flag, percent: u32) -> Value {
    let percent = percent.to_string();
    let parameters = json!({"rollout": percent, "stickiness": "default", "groupId": flag.key});
    json!({"name": "flexibleRollout", "parameters": parameters})
}

fn strategy(constraints: &[Value]) -> Value {
    json!({"name": "default", "constraints": constraints})
}

fn constraint(condition: &Condition) -> Value {
    match condition {
        Condition::Country(values) => {
            json!({"contextName": "country", "operator": "IN", "values": values})
        }
        Condition::Plan(values) => {
            json!({"contextName": "plan", "operator": "IN", "values": values})
        }
        Condition::LoginsOver(than) => {
            json!({"contextName": "logins", "operator": "NUM_GT", "value": than.to_string()})
        }
        Condition::VersionFrom(version) => {
            json!({"contextName": "version", "operator": "SEMVER_GTE", "value": version})
        }
    }
}
