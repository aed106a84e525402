//! Faults to be planted into sound documents, some for each code of `hoist lint`.
//!
//! `faults.json` has them by code: conditions, for a rule of any flag, or whole documents, with
//! another one beside them or before them.

use std::sync::LazyLock;

use hoist_ruleset::lint::FaultCode;
use serde_json::{Value, json};

use super::Random;

static FAULTS: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("faults.json")).unwrap());

/// A planted fault.
pub struct Planted {
    /// The section of the document in which it is.
    pub section: String,
    /// The document's key there.
    pub key: String,
    /// The path to it.
    pub path: String,
    /// What was there before, where the fault is in the change.
    pub before: Option<Value>,
}

/// Plants a fault of a code into a file.
pub fn plant(random: &mut Random, code: FaultCode, file: &mut Value) -> Planted {
    if code == FaultCode::UnreachableRule {
        return unreachable(random, file);
    }
    let faults = FAULTS[code.to_string()].as_array();
    let fault = random.pick(faults.unwrap_or_else(|| panic!("{code} is not in faults.json")));
    if fault["conditions"].is_object() {
        rule(random, file, &fault)
    } else {
        document(file, &fault)
    }
}

/// Puts a rule with a fault before the others of a flag.
fn rule(random: &mut Random, file: &mut Value, fault: &Value) -> Planted {
    let key = random.pick(&keys(file));
    let flag = &mut file["features"][&key];
    let mut conditions = fault["conditions"].clone();
    // What `not` holds for everybody would leave nothing to the rules behind it.
    conditions["planted"] = true.into();
    let value = value(flag);
    let rule =
        json!({"type": "property", "conditions": conditions, "value": value, "priority": -1});
    let rules = flag["rules"].as_array_mut().unwrap();
    let below = fault["path"].as_str().unwrap();
    let path = format!("rules[{}].conditions.{below}", rules.len());
    rules.push(rule);
    let path = path.trim_end_matches('.').to_owned();
    Planted { section: "features".into(), key, path, before: None }
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
    let conditions = match random.below(3) {
        0 if !live.is_empty() => {
            let added = json!({"type": "property", "conditions": {"added": {"gte": 5}}});
            json!({"all": [random.pick(&live), added]})
        }
        1 => {
            rules.push(property(json!({"added": {"lt": 10, "gte": 0}}), 50));
            rules.push(property(json!({"added": {"gte": 10}}), 50));
            json!({"added": {"in": [5, 50, 7.5]}, "role": {"starts_with": "x"}})
        }
        _ => {
            let either = json!({"any": [{"added": {"starts_with": "a"}}, {"beta": true}]});
            rules.push(property(either, 50));
            let narrow = json!({"beta": true, "role": {"ne": "x"}});
            random.pick(&[json!({"added": ["ab", "ac"]}), narrow])
        }
    };
    let path = format!("rules[{}]", rules.len());
    rules.push(property(conditions, 100));
    Planted { section: "features".into(), key, path, before: None }
}

/// Puts a document with a fault beside the others.
fn document(file: &mut Value, fault: &Value) -> Planted {
    let text = |field: &str| fault[field].as_str().unwrap().to_owned();
    let (section, path) = (text("section"), text("path"));
    let before = fault.get("before").map(|document| {
        let mut before = file.clone();
        before[&section]["planted"] = document.clone();
        before
    });
    if let Some(document) = fault.get("beside") {
        file[&section]["required"] = document.clone();
    }
    file[&section]["planted"] = fault["document"].clone();
    Planted { section, key: "planted".into(), path, before }
}
