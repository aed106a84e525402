//! GrowthBook's engine, below its client.

use std::hint::black_box;

use growthbook_rust::growthbook::GrowthBook as Engine;
use growthbook_rust::model_public::{
    GrowthBookAttribute, GrowthBookAttributeValue as Attribute, SavedGroup,
};
use hoist_bench::evaluator::Evaluator;
use hoist_bench::flags::{Condition, Flag, Kind, Person, SHARE, SPLIT};
use serde_json::{Value, json};

/// An engine.
pub struct GrowthBook(Engine);

impl Evaluator for GrowthBook {
    type User = Option<Vec<GrowthBookAttribute>>;
    type Handle = ();
    type Name<'a> = String;

    const NAME: &'static str = "growthbook-rust";

    fn new(flags: &[Flag]) -> Result<Self, String> {
        let groups = flags.iter().filter_map(|flag| match &flag.kind {
            Kind::List(ids) => Some((flag.key.clone(), SavedGroup::from(&json!(ids)))),
            _ => None,
        });
        let features = flags.iter().map(|flag| (flag.key.clone(), feature(flag)));
        let document = Value::Object(features.collect());
        let features = serde_json::from_value(document).map_err(|error| error.to_string())?;
        Ok(Self(Engine {
            forced_variations: None,
            features,
            attributes: None,
            sticky_bucket_service: None,
            saved_groups: groups.collect(),
        }))
    }

    fn user(&self, person: &Person) -> Self::User {
        let attributes = [
            ("id", Attribute::String(person.id.clone())),
            ("country", Attribute::String(person.country.to_owned())),
            ("plan", Attribute::String(person.plan.to_owned())),
            ("logins", Attribute::Int(i64::from(person.logins))),
            ("version", Attribute::String(person.version.to_owned())),
        ];
        let attributes = attributes.into_iter();
        let named =
            attributes.map(|(name, value)| GrowthBookAttribute::new(name.to_owned(), value));
        Some(named.collect())
    }

    fn is_on(&mut self, flag: &str, user: &Self::User) -> bool {
        self.0.check(flag, user).on
    }

    fn variant(&mut self, flag: &str, user: &Self::User) -> String {
        match self.0.check(flag, user).value {
            Value::String(name) => name,
            _ => String::new(),
        }
    }

    fn all(&mut self, user: &Self::User) -> usize {
        let results: Vec<_> = self.0.features.keys().map(|key| self.0.check(key, user)).collect();
        black_box(&results).len()
    }
}

fn feature(flag: &Flag) -> Value {
    match &flag.kind {
        Kind::Boolean => json!({"defaultValue": true}),
        Kind::Share => {
            let coverage = f64::from(SHARE) / 100.0;
            let rule = json!({"force": true, "coverage": coverage, "hashAttribute": "id"});
            json!({"defaultValue": false, "rules": [rule]})
        }
        Kind::Split => {
            let rule = json!({
                "key": flag.key,
                "hashAttribute": "id",
                "variations": SPLIT.map(|(name, _)| name),
                "weights": SPLIT.map(|(_, weight)| f64::from(weight) / 100.0),
            });
            json!({"defaultValue": SPLIT[0].0, "rules": [rule]})
        }
        Kind::Rules(rules) => {
            let rules = rules.iter().map(|rule| on(rule.iter().map(condition).collect()));
            json!({"defaultValue": false, "rules": rules.collect::<Vec<_>>()})
        }
        // A saved group: a list in the rule itself would be copied at each evaluation.
        Kind::List(_) => {
            let among = [("id".to_owned(), json!({"$inGroup": flag.key}))];
            json!({"defaultValue": false, "rules": [on(among.into_iter().collect())]})
        }
    }
}

fn on(condition: serde_json::Map<String, Value>) -> Value {
    json!({"condition": condition, "force": true})
}

fn condition(condition: &Condition) -> (String, Value) {
    match condition {
        Condition::Country(values) => ("country".to_owned(), json!({"$in": values})),
        Condition::Plan(values) => ("plan".to_owned(), json!({"$in": values})),
        Condition::LoginsOver(than) => ("logins".to_owned(), json!({"$gt": than})),
        Condition::VersionFrom(version) => ("version".to_owned(), json!({"$vgte": version})),
    }
}
