//! Hoist, by its engine's public functions.

use std::hint::black_box;
use std::sync::Arc;

use arc_swap::{ArcSwap, Cache};
use hoist_eval::{EvaluationContext, Resolution, evaluate, evaluate_all, evaluate_slot};
use hoist_ruleset::compiled::Slot;
use hoist_ruleset::{Ruleset, Source, State, read};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::evaluator::Evaluator;
use crate::flags::{Condition, Flag, Kind, Person, Rule, SHARE, SPLIT};

/// No flag here depends on the time.
const NOW: Timestamp = Timestamp::UNIX_EPOCH;

/// The rules in force, as one thread reads them.
pub struct Hoist {
    present: Cache<Arc<ArcSwap<Ruleset>>, Arc<Ruleset>>,
}

/// What a resolution says about a flag that is on or off.
fn is_on(resolution: &Resolution<'_>) -> bool {
    resolution.value.is_some_and(|payload| payload.value == Value::Bool(true))
}

impl Evaluator for Hoist {
    type User = EvaluationContext;
    type Handle = Slot;
    type Name<'a> = &'a str;

    const NAME: &'static str = "Hoist";

    fn new(flags: &[Flag]) -> Result<Self, String> {
        let ruleset = compile(&document(flags))?;
        Ok(Self { present: Cache::new(Arc::new(ArcSwap::from_pointee(ruleset))) })
    }

    fn user(&self, person: &Person) -> EvaluationContext {
        EvaluationContext::of_user(&person.id)
            .with("country", person.country)
            .with("plan", person.plan)
            .with("logins", person.logins)
            .with("version", person.version)
    }

    fn is_on(&mut self, flag: &str, user: &EvaluationContext) -> bool {
        is_on(&evaluate(self.present.load(), flag, user, NOW))
    }

    fn variant<'a>(&'a mut self, flag: &str, user: &'a EvaluationContext) -> &'a str {
        evaluate(self.present.load(), flag, user, NOW).variant.unwrap_or_default()
    }

    fn all(&mut self, user: &EvaluationContext) -> usize {
        let all = evaluate_all(self.present.load(), user, NOW);
        let values: Vec<_> = all.map(|(key, resolution)| (key, resolution.value)).collect();
        black_box(&values).len()
    }

    fn handle(&mut self, flag: &str) -> Option<Slot> {
        self.present.load().slot(flag)
    }

    fn is_on_by(&mut self, handle: &Slot, user: &EvaluationContext) -> bool {
        is_on(&evaluate_slot(self.present.load(), *handle, user, NOW))
    }
}

/// Reads a document and compiles it.
pub(crate) fn compile(document: &Value) -> Result<Ruleset, String> {
    let text = document.to_string();
    let reading = read(&[Source::new("flags.json", text)]);
    match reading.diagnostics.first() {
        Some(diagnostic) => Err(diagnostic.to_string()),
        None => Ok(Ruleset::compile(&reading.documents, &State::default())),
    }
}

/// Flags as the document that users write.
pub(crate) fn document(flags: &[Flag]) -> Value {
    let features = flags.iter().map(|flag| (flag.key.clone(), definition(flag)));
    json!({"features": features.collect::<serde_json::Map<_, _>>()})
}

fn definition(flag: &Flag) -> Value {
    match &flag.kind {
        Kind::Boolean => json!({"type": "boolean", "enabled": true}),
        Kind::Share => json!({"type": "percentage", "enabled": true, "percentage": SHARE}),
        Kind::Split => {
            let variants = SPLIT.map(|(name, weight)| json!({"name": name, "weight": weight}));
            json!({"type": "variant", "enabled": true, "variants": variants})
        }
        Kind::Rules(rules) => {
            let rules: Vec<Value> = rules.iter().map(rule).collect();
            json!({"type": "targeted", "enabled": true, "rules": rules})
        }
        Kind::List(ids) => {
            let rule = json!({"type": "user", "conditions": {"user_ids": ids}, "value": true});
            json!({"type": "targeted", "enabled": true, "rules": [rule]})
        }
    }
}

fn rule(rule: &Rule) -> Value {
    let conditions = rule.iter().map(|condition| match condition {
        Condition::Country(values) => ("country".to_owned(), json!(values)),
        Condition::Plan(values) => ("plan".to_owned(), json!(values)),
        Condition::LoginsOver(than) => ("logins".to_owned(), json!({"gt": than})),
        Condition::VersionFrom(version) => {
            ("version".to_owned(), json!({"semver": format!(">={version}")}))
        }
    });
    let conditions: serde_json::Map<_, _> = conditions.collect();
    json!({"type": "property", "conditions": conditions, "value": true})
}
