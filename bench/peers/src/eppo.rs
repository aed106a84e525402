//! Eppo's engine, through the evaluator that its SDKs share.

use std::hint::black_box;
use std::sync::Arc;

use eppo_core::configuration_store::ConfigurationStore;
use eppo_core::eval::{Evaluator as Engine, EvaluatorConfig};
use eppo_core::ufc::{AssignmentValue, UniversalFlagConfig};
use eppo_core::{AttributeValue, Attributes, Configuration, SdkMetadata, Str};
use hoist_bench::evaluator::Evaluator;
use hoist_bench::flags::{Condition, Flag, Kind, Person, SHARE, SPLIT};
use serde_json::{Value, json};

const SHARDS: u32 = 10_000;

/// An engine, and the keys of its flags: there is no call for all of them.
pub struct Eppo {
    engine: Engine,
    keys: Vec<String>,
}

impl Eppo {
    fn value(
        &self,
        flag: &str,
        (id, attributes): &(Str, Arc<Attributes>),
    ) -> Option<AssignmentValue> {
        let assignment = self.engine.get_assignment(flag, id, attributes, None);
        assignment.ok().flatten().map(|assignment| assignment.value)
    }
}

impl Evaluator for Eppo {
    type User = (Str, Arc<Attributes>);
    type Handle = ();
    type Name<'a> = Str;

    const NAME: &'static str = "eppo_core";

    fn new(flags: &[Flag]) -> Result<Self, String> {
        let definitions = flags.iter().map(|flag| (flag.key.clone(), definition(flag)));
        let document = json!({
            "createdAt": "2026-01-01T00:00:00Z",
            "environment": {"name": "bench"},
            "flags": definitions.collect::<serde_json::Map<_, _>>(),
        });
        let sdk_metadata = SdkMetadata { name: "bench", version: "0" };
        let flag_config =
            UniversalFlagConfig::from_json(sdk_metadata, document.to_string().into_bytes())
                .map_err(|error| error.to_string())?;
        let configuration_store = Arc::new(ConfigurationStore::new());
        let configuration = Configuration::from_server_response(flag_config, None);
        configuration_store.set_configuration(Arc::new(configuration));
        let engine = Engine::new(EvaluatorConfig { configuration_store, sdk_metadata });
        Ok(Self { engine, keys: flags.iter().map(|flag| flag.key.clone()).collect() })
    }

    fn user(&self, person: &Person) -> (Str, Arc<Attributes>) {
        let attributes = [
            ("country", AttributeValue::categorical(person.country)),
            ("plan", AttributeValue::categorical(person.plan)),
            ("logins", AttributeValue::numeric(f64::from(person.logins))),
            ("version", AttributeValue::categorical(person.version)),
        ];
        let attributes = attributes.into_iter().map(|(name, value)| (Str::from(name), value));
        (Str::from(&*person.id), Arc::new(attributes.collect()))
    }

    fn is_on(&mut self, flag: &str, user: &(Str, Arc<Attributes>)) -> bool {
        matches!(self.value(flag, user), Some(AssignmentValue::Boolean(true)))
    }

    fn variant(&mut self, flag: &str, user: &(Str, Arc<Attributes>)) -> Str {
        match self.value(flag, user) {
            Some(AssignmentValue::String(name)) => name,
            _ => Str::from_static_str(""),
        }
    }

    fn all(&mut self, user: &(Str, Arc<Attributes>)) -> usize {
        let values: Vec<_> = self.keys.iter().map(|key| self.value(key, user)).collect();
        black_box(&values).len()
    }
}

fn definition(flag: &Flag) -> Value {
    let everybody = vec![range("on", 0, SHARDS)];
    let allocations = match &flag.kind {
        Kind::Boolean => vec![allocation(0, &[], &[json!({"variationKey": "on", "shards": []})])],
        Kind::Share => vec![allocation(0, &[], &[range("on", 0, SHARE * 100)])],
        Kind::Split => {
            let mut start = 0;
            let splits = SPLIT.map(|(name, weight)| {
                let split = range(name, start, start + weight * 100);
                start += weight * 100;
                split
            });
            vec![allocation(0, &[], &splits)]
        }
        Kind::Rules(rules) => {
            let rules = rules.iter().map(|rule| rule.iter().map(condition).collect::<Vec<_>>());
            let numbered = (0..).zip(rules);
            numbered.map(|(number, rule)| allocation(number, &rule, &everybody)).collect()
        }
        Kind::List(ids) => {
            let among = json!({"attribute": "id", "operator": "ONE_OF", "value": ids});
            vec![allocation(0, &[among], &everybody)]
        }
    };
    let (kind, variants) = match flag.kind {
        Kind::Split => ("STRING", SPLIT.map(|(name, _)| (name, json!(name))).to_vec()),
        _ => ("BOOLEAN", vec![("on", json!(true))]),
    };
    let variants = variants
        .into_iter()
        .map(|(name, value)| (name.to_owned(), json!({"key": name, "value": value})));
    json!({
        "key": flag.key,
        "enabled": true,
        "variationType": kind,
        "variations": variants.collect::<serde_json::Map<_, _>>(),
        "allocations": allocations,
        "totalShards": SHARDS,
    })
}

fn allocation(number: u32, conditions: &[Value], splits: &[Value]) -> Value {
    let rules = if conditions.is_empty() { json!([]) } else { json!([{"conditions": conditions}]) };
    json!({"key": format!("allocation-{number}"), "rules": rules, "splits": splits, "doLog": false})
}

fn range(name: &str, start: u32, end: u32) -> Value {
    let shards = json!([{"salt": "split", "ranges": [{"start": start, "end": end}]}]);
    json!({"variationKey": name, "shards": shards})
}

fn condition(condition: &Condition) -> Value {
    match condition {
        Condition::Country(values) => {
            json!({"attribute": "country", "operator": "ONE_OF", "value": values})
        }
        Condition::Plan(values) => {
            json!({"attribute": "plan", "operator": "ONE_OF", "value": values})
        }
        Condition::LoginsOver(than) => {
            json!({"attribute": "logins", "operator": "GT", "value": than})
        }
        Condition::VersionFrom(version) => {
            json!({"attribute": "version", "operator": "GTE", "value": version})
        }
    }
}
