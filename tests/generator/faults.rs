//! Faults to be planted into sound documents, some for each code of `hoist lint`.

use hoist_ruleset::lint::FaultCode;
use serde_json::{Value, json};

mod parts;
mod whole;

use super::Random;

/// A planted fault.
pub(crate) struct Planted {
    /// The section and key of the document in which it is.
    pub(crate) section: &'static str,
    pub(crate) key: String,
    /// The path to it.
    pub(crate) path: String,
    /// What was there before, where the fault is in the change.
    pub(crate) before: Option<Value>,
}

/// Plants a fault of a code into a file.
pub(crate) fn plant(random: &mut Random, code: FaultCode, file: &mut Value) -> Planted {
    let conditions = parts::with(code);
    if code == FaultCode::UnreachableRule {
        unreachable(random, file)
    } else if conditions.is_empty() {
        document(random, code, file)
    } else {
        let (conditions, path) = random.pick(&conditions);
        rule(random, file, &conditions, path)
    }
}

/// Puts a rule with a fault before the others of a flag.
fn rule(random: &mut Random, file: &mut Value, conditions: &Value, path: &str) -> Planted {
    let key = random.pick(&keys(file));
    let flag = &mut file["features"][&key];
    let value = value(flag);
    // What `not` holds for everybody would leave nothing to the rules behind it.
    let mut conditions = conditions.clone();
    conditions["planted"] = true.into();
    let rule =
        json!({"type": "property", "conditions": conditions, "value": value, "priority": -1});
    let rules = flag["rules"].as_array_mut().unwrap();
    let path = format!("rules[{}].conditions.{path}", rules.len());
    rules.push(rule);
    let path = path.trim_end_matches('.').to_owned();
    Planted { section: "features", key, path, before: None }
}

fn keys(file: &Value) -> Vec<String> {
    file["features"].as_object().unwrap().keys().cloned().collect()
}

fn value(flag: &Value) -> Value {
    if flag["type"] == "variant" { json!("control") } else { json!(true) }
}

/// Puts rules into a flag of which the last is a part of one before it, or of two.
fn unreachable(random: &mut Random, file: &mut Value) -> Planted {
    let key = random.pick(&keys(file));
    let flag = &mut file["features"][&key];
    let value = value(flag);
    let rules = flag["rules"].as_array_mut().unwrap();
    let live = rules.iter().filter(|rule| rule["enabled"] != false);
    let typed = |rule: &Value| json!({"type": rule["type"], "conditions": rule["conditions"]});
    let live: Vec<Value> = live.map(typed).collect();
    let property = |conditions: Value, priority: u32| json!({"type": "property", "conditions": conditions, "value": value, "priority": priority});
    let added = json!({"added": {"gte": 5}});
    let conditions = match random.below(3) {
        0 if !live.is_empty() => {
            json!({"all": [random.pick(&live), {"type": "property", "conditions": added}]})
        }
        1 => {
            rules.push(property(json!({"added": {"lt": 10, "gte": 0}}), 50));
            rules.push(property(json!({"added": {"gte": 10}}), 50));
            json!({"added": {"in": [5, 50, 7.5]}, "role": {"starts_with": "x"}})
        }
        _ => {
            rules.push(property(
                json!({"any": [{"added": {"starts_with": "a"}}, {"beta": true}]}),
                50,
            ));
            random
                .pick(&[json!({"added": ["ab", "ac"]}), json!({"beta": true, "role": {"ne": "x"}})])
        }
    };
    let path = format!("rules[{}]", rules.len());
    rules.push(property(conditions, 100));
    Planted { section: "features", key, path, before: None }
}

/// Puts a document with a fault beside the others.
fn document(random: &mut Random, code: FaultCode, file: &mut Value) -> Planted {
    let (section, path, document, other) = random.pick(&whole::with(code));
    let mut before = None;
    if code == FaultCode::SaltChanged || code == FaultCode::BucketByChanged {
        before.insert(file.clone())[section]["planted"] = other;
    } else if !other.is_null() {
        file[section]["required"] = other;
    }
    file[section]["planted"] = document;
    Planted { section, key: "planted".into(), path: path.into(), before }
}
