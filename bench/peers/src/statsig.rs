//! Statsig's SDK, without network, exposures and other events.

use std::collections::HashMap;
use std::hint::black_box;
use std::sync::Arc;

use hoist_bench::evaluator::Evaluator;
use hoist_bench::flags::{Condition, Flag, Kind, Person, SHARE, SPLIT};
use serde_json::{Map, Value, json};
use statsig_rust::{
    DynamicValue, ExperimentEvaluationOptions, FeatureGateEvaluationOptions, Statsig as Client,
    StatsigBootstrapSpecsAdapter, StatsigOptions, StatsigUser, StatsigUserBuilder,
};

/// A client, and the keys of its gates and experiments: there is no call for all of them.
pub struct Statsig {
    client: Client,
    gates: Vec<String>,
    experiments: Vec<String>,
}

/// No exposures.
const GATE: FeatureGateEvaluationOptions =
    FeatureGateEvaluationOptions { disable_exposure_logging: true };

impl Statsig {
    fn group(&self, flag: &str, user: &StatsigUser) -> Option<String> {
        let quiet = ExperimentEvaluationOptions {
            disable_exposure_logging: true,
            ..ExperimentEvaluationOptions::default()
        };
        self.client.get_experiment_with_options(user, flag, quiet).group_name
    }
}

impl Evaluator for Statsig {
    type User = StatsigUser;
    type Handle = ();
    type Name<'a> = String;

    const NAME: &'static str = "statsig-rust";

    fn new(flags: &[Flag]) -> Result<Self, String> {
        let options = StatsigOptions {
            specs_adapter: Some(Arc::new(StatsigBootstrapSpecsAdapter::new(specs(flags)))),
            disable_all_logging: Some(true),
            disable_network: Some(true),
            disable_country_lookup: Some(true),
            ..StatsigOptions::default()
        };
        let client = Client::new("secret-bench", Some(Arc::new(options)));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| error.to_string())?;
        runtime.block_on(client.initialize()).map_err(|error| error.to_string())?;
        let (experiments, gates): (Vec<&Flag>, Vec<&Flag>) =
            flags.iter().partition(|flag| matches!(flag.kind, Kind::Split));
        let keys = |flags: Vec<&Flag>| flags.into_iter().map(|flag| flag.key.clone()).collect();
        Ok(Self { client, gates: keys(gates), experiments: keys(experiments) })
    }

    fn user(&self, person: &Person) -> StatsigUser {
        let custom = HashMap::from([
            ("plan".to_owned(), DynamicValue::from(person.plan)),
            ("logins".to_owned(), DynamicValue::from(i64::from(person.logins))),
        ]);
        StatsigUserBuilder::new_with_user_id(person.id.as_str())
            .country(Some(person.country.to_owned()))
            .app_version(Some(person.version.to_owned()))
            .custom(Some(custom))
            .build()
    }

    fn is_on(&mut self, flag: &str, user: &StatsigUser) -> bool {
        self.client.check_gate_with_options(user, flag, GATE)
    }

    fn variant(&mut self, flag: &str, user: &StatsigUser) -> String {
        self.group(flag, user).unwrap_or_default()
    }

    fn all(&mut self, user: &StatsigUser) -> usize {
        let gates = self.gates.iter();
        let gates: Vec<bool> =
            gates.map(|flag| self.client.check_gate_with_options(user, flag, GATE)).collect();
        let groups: Vec<_> = self.experiments.iter().map(|flag| self.group(flag, user)).collect();
        black_box(&gates).len() + black_box(&groups).len()
    }
}

/// Conditions stand apart, and rules name them.
fn specs(flags: &[Flag]) -> String {
    let mut conditions = Map::new();
    conditions.insert("public".to_owned(), json!({"type": "public", "idType": "userID"}));
    let (mut gates, mut experiments) = (Map::new(), Map::new());
    for flag in flags {
        let rules = rules(flag, &mut conditions);
        let is_experiment = matches!(flag.kind, Kind::Split);
        let (kind, entity) = match is_experiment {
            true => ("dynamic_config", "experiment"),
            false => ("feature_gate", "feature_gate"),
        };
        let spec = json!({
            "type": kind,
            "entity": entity,
            "salt": flag.key,
            "defaultValue": if is_experiment { json!({}) } else { json!(false) },
            "enabled": true,
            "isActive": true,
            "idType": "userID",
            "rules": rules,
        });
        let specs = if is_experiment { &mut experiments } else { &mut gates };
        specs.insert(flag.key.clone(), spec);
    }
    let document = json!({
        "has_updates": true,
        "time": 1,
        "response_format": "dcs-v2",
        "condition_map": conditions,
        "feature_gates": gates,
        "dynamic_configs": experiments,
        "layer_configs": {},
        "experiment_to_layer": {},
    });
    document.to_string()
}

fn rules(flag: &Flag, conditions: &mut Map<String, Value>) -> Vec<Value> {
    match &flag.kind {
        Kind::Boolean => vec![rule(0, &["public".to_owned()], 100, &json!(true))],
        Kind::Share => vec![rule(0, &["public".to_owned()], SHARE, &json!(true))],
        Kind::Split => {
            let mut below = 0;
            let groups = (0..).zip(SPLIT).map(|(number, (name, weight))| {
                below += weight * 10;
                let condition = format!("{}-{below}", flag.key);
                conditions.insert(condition.clone(), bucket(&flag.key, below));
                let mut rule = rule(number, &[condition], 100, &json!({"name": name}));
                rule["groupName"] = json!(name);
                rule["isExperimentGroup"] = json!(true);
                rule
            });
            groups.collect()
        }
        Kind::Rules(rules) => {
            let rules = (0..).zip(rules).map(|(number, tests)| {
                let named = tests.iter().map(|test| {
                    let name = format!("{test:?}");
                    conditions.insert(name.clone(), condition(test));
                    name
                });
                rule(number, &named.collect::<Vec<_>>(), 100, &json!(true))
            });
            rules.collect()
        }
        Kind::List(ids) => {
            let name = format!("{}-list", flag.key);
            let among = json!({
                "type": "unit_id",
                "operator": "any",
                "targetValue": ids,
                "idType": "userID",
            });
            conditions.insert(name.clone(), among);
            vec![rule(0, &[name], 100, &json!(true))]
        }
    }
}

fn rule(number: u32, conditions: &[String], percentage: u32, value: &Value) -> Value {
    let id = format!("rule-{number}");
    json!({
        "name": id,
        "id": id,
        "salt": id,
        "passPercentage": percentage,
        "conditions": conditions,
        "returnValue": value,
        "idType": "userID",
    })
}

fn bucket(salt: &str, below: u32) -> Value {
    json!({
        "type": "user_bucket",
        "operator": "lt",
        "targetValue": below,
        "additionalValues": {"salt": salt},
        "idType": "userID",
    })
}

fn condition(condition: &Condition) -> Value {
    let (field, operator, value) = match condition {
        Condition::Country(values) => ("country", "any", json!(values)),
        Condition::Plan(values) => ("plan", "any", json!(values)),
        Condition::LoginsOver(than) => ("logins", "gt", json!(than)),
        Condition::VersionFrom(version) => ("appVersion", "version_gte", json!(version)),
    };
    json!({
        "type": "user_field",
        "field": field,
        "operator": operator,
        "targetValue": value,
        "idType": "userID",
    })
}
