//! The SDK gives the answers that `conformance/` publishes for every language.

use hoist_sdk::EvaluationContext;
use hoist_sdk::testing::TestHoist;
use hoist_sdk::{Resolution, User};
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::conformance::{load, topics};

/// A resolution in the form of the vectors.
fn shown(resolution: Resolution) -> Value {
    let mut shown = Map::new();
    if let Some(value) = resolution.value {
        shown.insert("value".into(), value);
    }
    if let Some(variant) = resolution.variant {
        shown.insert("variant".into(), variant.into());
    }
    shown.insert("reason".into(), resolution.reason.as_str().into());
    if let Some(error) = resolution.error {
        shown.insert("error_code".into(), error.as_str().into());
    }
    let mut metadata = Map::new();
    if resolution.killed {
        metadata.insert("killed".into(), true.into());
    }
    if let Some(key) = resolution.prerequisite {
        metadata.insert("prerequisite".into(), key.into());
    }
    if let Some((experiment, phase)) = resolution.assignment {
        metadata.insert("experiment".into(), experiment.into());
        metadata.insert("phase".into(), phase.into());
        metadata.insert("exposure".into(), true.into());
    }
    if !metadata.is_empty() {
        shown.insert("metadata".into(), metadata.into());
    }
    shown.into()
}

/// Whatever way something is asked for, it is the same.
fn agrees(user: &User, key: &str, expected: &Value) {
    let variant = expected["variant"].as_str();
    assert_eq!(user.variant(key), variant.unwrap_or("control"));
    let value = user.value::<Value>(key).ok();
    assert_eq!(value.as_ref(), expected.get("value"));
    assert_eq!(user.is_enabled(key), user.resolve(key).enabled);
}

/// Kills are all that a client is told of the state; shares and life cycles are not sent yet.
fn is_told(group: &Value) -> bool {
    ["shares", "experiments"].iter().all(|part| group["state"][part].is_null())
}

#[test]
fn evaluations_are_as_published() {
    let (mut count, mut failures) = (0, Vec::new());
    for topic in topics() {
        for group in load(&topic)["groups"].as_array().unwrap().iter().filter(|it| is_told(it)) {
            let documents = &group["documents"];
            let is_empty = documents.as_object().is_none_or(Map::is_empty);
            let text = if is_empty { String::new() } else { documents.to_string() };
            let test = TestHoist::new(&text).unwrap();
            for key in group["state"]["killed"].as_array().into_iter().flatten() {
                test.kill(key.as_str().unwrap());
            }
            for vector in group["evaluations"].as_array().unwrap() {
                let now = vector["now"].as_str().or(group["now"].as_str());
                let now = now.map(|now| now.parse::<Timestamp>().unwrap());
                test.set_time(now.unwrap());
                let context = EvaluationContext::from_json(vector["context"].clone()).unwrap();
                let user = test.hoist().with_context(context);
                let key = vector["key"].as_str().unwrap();
                let resolution = shown(user.resolve(key));
                if resolution == vector["expect"] {
                    agrees(&user, key, &vector["expect"]);
                } else {
                    failures.push(format!("{topic} {key} {}: {resolution}", vector["why"]));
                }
                count += 1;
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(count > 300, "only {count} vectors were found");
}
