//! FeatureProbe's SDK, without a server and without events.

use std::hint::black_box;

use feature_probe_server_sdk::{FPUser, FeatureProbe as Client, load_json};
use hoist_bench::evaluator::Evaluator;
use hoist_bench::flags::{Condition, Flag, Kind, Person, SHARE, SPLIT};
use serde_json::{Value, json};

/// A client, and the keys of its flags: there is no call for all of them.
pub struct FeatureProbe {
    client: Client,
    keys: Vec<String>,
}

impl Evaluator for FeatureProbe {
    type User = FPUser;
    type Handle = ();
    type Name<'a> = String;

    const NAME: &'static str = "feature-probe-server-sdk";

    fn new(flags: &[Flag]) -> Result<Self, String> {
        let definitions = flags.iter().map(|flag| (flag.key.clone(), definition(flag)));
        let definitions: serde_json::Map<_, _> = definitions.collect();
        let document = json!({"segments": {}, "toggles": definitions});
        let repository = load_json(&document.to_string()).map_err(|error| error.to_string())?;
        let client = Client::new_with("server-bench".to_owned(), repository);
        Ok(Self { client, keys: flags.iter().map(|flag| flag.key.clone()).collect() })
    }

    fn user(&self, person: &Person) -> FPUser {
        FPUser::new()
            .stable_rollout(person.id.clone())
            .with("id", person.id.as_str())
            .with("country", person.country)
            .with("plan", person.plan)
            .with("logins", &person.logins.to_string())
            .with("version", person.version)
    }

    fn is_on(&mut self, flag: &str, user: &FPUser) -> bool {
        self.client.bool_value(flag, user, false)
    }

    fn variant(&mut self, flag: &str, user: &FPUser) -> String {
        self.client.string_value(flag, user, String::new())
    }

    fn all(&mut self, user: &FPUser) -> usize {
        let value = |key: &String| self.client.json_value(key, user, Value::Null);
        let values: Vec<Value> = self.keys.iter().map(value).collect();
        black_box(&values).len()
    }
}

fn definition(flag: &Flag) -> Value {
    let mut rules = Vec::new();
    let default = match &flag.kind {
        Kind::Boolean => json!({"select": 1}),
        Kind::Share => split(&[100 - SHARE, SHARE]),
        Kind::Split => split(&SPLIT.map(|(_, weight)| weight)),
        Kind::Rules(all) => {
            rules
                .extend(all.iter().map(|rule| on(&rule.iter().map(condition).collect::<Vec<_>>())));
            json!({"select": 0})
        }
        Kind::List(ids) => {
            rules.push(on(&[test("string", "id", "is one of", &json!(ids))]));
            json!({"select": 0})
        }
    };
    let variants = match flag.kind {
        Kind::Split => json!(SPLIT.map(|(name, _)| name)),
        _ => json!([false, true]),
    };
    json!({
        "key": flag.key,
        "enabled": true,
        "version": 1,
        "forClient": false,
        "disabledServe": {"select": 0},
        "defaultServe": default,
        "rules": rules,
        "variations": variants,
    })
}

fn on(conditions: &[Value]) -> Value {
    json!({"serve": {"select": 1}, "conditions": conditions})
}

/// Weights in percent, in the order of the variants.
fn split(weights: &[u32]) -> Value {
    let ranges = weights.iter().scan(0, |start, weight| {
        let range = [*start, *start + weight * 100];
        *start = range[1];
        Some([range])
    });
    json!({"split": {"distribution": ranges.collect::<Vec<_>>()}})
}

fn condition(condition: &Condition) -> Value {
    match condition {
        Condition::Country(values) => test("string", "country", "is one of", &json!(values)),
        Condition::Plan(values) => test("string", "plan", "is one of", &json!(values)),
        Condition::LoginsOver(than) => test("number", "logins", ">", &json!([than.to_string()])),
        Condition::VersionFrom(version) => test("semver", "version", ">=", &json!([version])),
    }
}

fn test(kind: &str, subject: &str, predicate: &str, objects: &Value) -> Value {
    json!({"type": kind, "subject": subject, "predicate": predicate, "objects": objects})
}
