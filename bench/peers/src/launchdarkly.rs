//! LaunchDarkly's engine, with the flag borrowed: without the copy that the SDK's store makes.

use std::collections::HashMap;
use std::hint::black_box;

use hoist_bench::evaluator::Evaluator;
use hoist_bench::flags::{Condition, Flag, Kind, Person, SHARE, SPLIT};
use launchdarkly_server_sdk_evaluation::{
    Context, ContextBuilder, Flag as Definition, FlagValue, Segment, Store, evaluate,
};
use serde_json::{Value, json};

/// An engine's flags.
pub struct LaunchDarkly(HashMap<String, Definition>);

impl Store for LaunchDarkly {
    fn flag(&self, flag_key: &str) -> Option<Definition> {
        self.0.get(flag_key).cloned()
    }

    fn segment(&self, _segment_key: &str) -> Option<Segment> {
        None
    }
}

impl Evaluator for LaunchDarkly {
    type User = Context;
    type Handle = ();
    type Name<'a> = &'a str;

    const NAME: &'static str = "launchdarkly-server-sdk-evaluation";

    fn new(flags: &[Flag]) -> Result<Self, String> {
        let definitions = flags.iter().map(|flag| {
            let definition = serde_json::from_value(definition(flag));
            Ok((flag.key.clone(), definition.map_err(|error| error.to_string())?))
        });
        Ok(Self(definitions.collect::<Result<_, String>>()?))
    }

    #[expect(clippy::expect_used, reason = "a context with a key is always valid")]
    fn user(&self, person: &Person) -> Context {
        let mut builder = ContextBuilder::new(person.id.as_str());
        builder.set_string("country", person.country);
        builder.set_string("plan", person.plan);
        builder.set_float("logins", f64::from(person.logins));
        builder.set_string("version", person.version);
        builder.build().expect("it has a key")
    }

    fn is_on(&mut self, flag: &str, user: &Context) -> bool {
        let Some(definition) = self.0.get(flag) else { return false };
        matches!(evaluate(self, definition, user, None).value, Some(FlagValue::Bool(true)))
    }

    fn variant<'a>(&'a mut self, flag: &str, user: &'a Context) -> &'a str {
        let Some(definition) = self.0.get(flag) else { return "" };
        match evaluate(self, definition, user, None).value {
            Some(FlagValue::Str(name)) => name,
            _ => "",
        }
    }

    fn all(&mut self, user: &Context) -> usize {
        let evaluated = self.0.values().map(|definition| evaluate(self, definition, user, None));
        let values: Vec<_> = evaluated.map(|detail| detail.value).collect();
        black_box(&values).len()
    }
}

fn definition(flag: &Flag) -> Value {
    let (mut rules, mut targets) = (Vec::new(), Vec::new());
    let fallthrough = match &flag.kind {
        Kind::Boolean => json!({"variation": 1}),
        Kind::Share => rollout(&[100 - SHARE, SHARE]),
        Kind::Split => rollout(&SPLIT.map(|(_, weight)| weight)),
        Kind::Rules(all) => {
            rules.extend(all.iter().map(|rule| {
                let clauses: Vec<Value> = rule.iter().map(clause).collect();
                json!({"clauses": clauses, "variation": 1, "trackEvents": false})
            }));
            json!({"variation": 0})
        }
        // Targets of the flag itself: a segment would be copied at each evaluation.
        Kind::List(ids) => {
            targets.push(json!({"values": ids, "variation": 1}));
            json!({"variation": 0})
        }
    };
    let variants = match flag.kind {
        Kind::Split => json!(SPLIT.map(|(name, _)| name)),
        _ => json!([false, true]),
    };
    json!({
        "key": flag.key,
        "version": 1,
        "on": true,
        "salt": flag.key,
        "prerequisites": [],
        "targets": targets,
        "rules": rules,
        "fallthrough": fallthrough,
        "offVariation": 0,
        "variations": variants,
        "clientSideAvailability": {"usingMobileKey": false, "usingEnvironmentId": false},
    })
}

/// Weights in percent, in the order of the variants.
fn rollout(weights: &[u32]) -> Value {
    let weighted = (0..).zip(weights).map(|(index, weight)| {
        let index: u32 = index;
        json!({"variation": index, "weight": weight * 1_000})
    });
    json!({"rollout": {"kind": "rollout", "variations": weighted.collect::<Vec<_>>()}})
}

fn clause(condition: &Condition) -> Value {
    match condition {
        Condition::Country(values) => {
            json!({"attribute": "country", "op": "in", "values": values})
        }
        Condition::Plan(values) => json!({"attribute": "plan", "op": "in", "values": values}),
        Condition::LoginsOver(than) => {
            json!({"attribute": "logins", "op": "greaterThan", "values": [than]})
        }
        // From a version on is not below it.
        Condition::VersionFrom(version) => {
            let values = [version];
            json!({"attribute": "version", "op": "semVerLessThan", "values": values, "negate": true})
        }
    }
}
