//! ConfigCat's SDK, with flags from a file alone: the quickest of its sources.
//!
//! Its calls are async and take the user as a value, so each call has a copy of it.

use std::hint::black_box;

use configcat::{Client, FileDataSource, OverrideBehavior, PollingMode, User};
use futures_util::FutureExt;
use hoist_bench::evaluator::Evaluator;
use hoist_bench::flags::{Condition, Flag, Kind, Person, SHARE, SPLIT};
use serde_json::{Value, json};

/// A client.
pub struct ConfigCat(Client);

impl Evaluator for ConfigCat {
    type User = User;
    type Handle = ();
    type Name<'a> = String;

    const NAME: &'static str = "configcat";

    fn new(flags: &[Flag]) -> Result<Self, String> {
        let settings = flags.iter().map(|flag| (flag.key.clone(), setting(flag)));
        let document = json!({"f": settings.collect::<serde_json::Map<_, _>>()});
        let path = std::env::temp_dir().join(format!("hoist-bench-{}.json", std::process::id()));
        std::fs::write(&path, document.to_string()).map_err(|error| error.to_string())?;
        let source = FileDataSource::new(&path.to_string_lossy());
        std::fs::remove_file(&path).map_err(|error| error.to_string())?;
        let client = Client::builder("local")
            .polling_mode(PollingMode::Manual)
            .overrides(Box::new(source?), OverrideBehavior::LocalOnly)
            .build();
        client.map(Self).map_err(|error| error.to_string())
    }

    fn user(&self, person: &Person) -> User {
        User::new(&person.id)
            .custom("country", person.country)
            .custom("plan", person.plan)
            .custom("logins", i64::from(person.logins))
            .custom("version", person.version)
    }

    fn is_on(&mut self, flag: &str, user: &User) -> bool {
        let value = self.0.get_value(flag, false, Some(user.clone()));
        value.now_or_never().unwrap_or_default()
    }

    fn variant(&mut self, flag: &str, user: &User) -> String {
        let value = self.0.get_value(flag, String::new(), Some(user.clone()));
        value.now_or_never().unwrap_or_default()
    }

    fn all(&mut self, user: &User) -> usize {
        let values = self.0.get_all_values(Some(user.clone())).now_or_never().unwrap_or_default();
        black_box(&values).len()
    }
}

fn setting(flag: &Flag) -> Value {
    let (mut rules, mut options) = (Vec::new(), Vec::new());
    let (mut kind, mut value) = (0, json!({"b": false}));
    match &flag.kind {
        Kind::Boolean => value = json!({"b": true}),
        Kind::Share => {
            options.push(json!({"p": SHARE, "v": {"b": true}}));
            options.push(json!({"p": 100 - SHARE, "v": {"b": false}}));
        }
        Kind::Split => {
            options.extend(SPLIT.map(|(name, weight)| json!({"p": weight, "v": {"s": name}})));
            (kind, value) = (1, json!({"s": SPLIT[0].0}));
        }
        Kind::Rules(all) => {
            rules
                .extend(all.iter().map(|rule| on(&rule.iter().map(condition).collect::<Vec<_>>())));
        }
        Kind::List(ids) => rules.push(on(&[json!({"a": "Identifier", "c": 0, "l": ids})])),
    }
    let mut setting = json!({"t": kind, "v": value, "r": rules});
    // With options, even none, it wants them to sum up to all.
    if !options.is_empty() {
        setting["p"] = json!(options);
    }
    setting
}

fn on(conditions: &[Value]) -> Value {
    let conditions: Vec<Value> = conditions.iter().map(|each| json!({"u": each})).collect();
    json!({"c": conditions, "s": {"v": {"b": true}}})
}

/// Comparators have numbers: 0 is one of, 9 from a version on, 14 greater.
fn condition(condition: &Condition) -> Value {
    match condition {
        Condition::Country(values) => json!({"a": "country", "c": 0, "l": values}),
        Condition::Plan(values) => json!({"a": "plan", "c": 0, "l": values}),
        Condition::LoginsOver(than) => json!({"a": "logins", "c": 14, "d": than}),
        Condition::VersionFrom(version) => json!({"a": "version", "c": 9, "s": version}),
    }
}
