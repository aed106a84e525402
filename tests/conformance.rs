//! The engine gives the answers that `conformance/` publishes for every language.

use std::path::{Path, PathBuf};

use hoist_eval::{EvaluationContext, Resolution, bucketing, evaluate, evaluate_all, explain};
use hoist_ruleset::{
    Documents, ExperimentKey, ExperimentState, ExperimentStatus, FlagKey, Percentage, Ruleset,
    Source, State, read,
};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance")
}

pub(crate) fn load(name: &str) -> Value {
    let text = std::fs::read_to_string(folder().join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

pub(crate) fn topics() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".json"))
        .filter(|name| !["buckets.json", "distributions.json"].contains(&name.as_str()))
        .collect();
    names.sort();
    names
}

fn accepted(documents: &Value) -> Documents {
    let reading = read(&[Source::new("documents.json", documents.to_string())]);
    let messages: Vec<_> = reading.diagnostics.iter().map(ToString::to_string).collect();
    assert!(messages.is_empty(), "{}", messages.join("\n"));
    reading.documents
}

fn ruleset(case: &Value) -> Ruleset {
    Ruleset::compile(&accepted(&case["documents"]), &state(&case["state"]))
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn state(value: &Value) -> State {
    let killed = value["killed"].as_array().into_iter().flatten();
    let share = |(key, value): (&String, &Value)| {
        (FlagKey::parse(key).unwrap(), Percentage::new(value.as_f64().unwrap()).unwrap())
    };
    State {
        killed: killed.map(|key| key.as_str().unwrap().to_owned()).collect(),
        shares: entries(&value["shares"]).map(share).collect(),
        experiments: entries(&value["experiments"])
            .map(|(key, value)| (ExperimentKey::parse(key).unwrap(), experiment_state(value)))
            .collect(),
    }
}

fn experiment_state(value: &Value) -> ExperimentState {
    let rank = |value: &Value| u16::try_from(value.as_u64().unwrap()).unwrap();
    ExperimentState {
        status: match value["status"].as_str().unwrap() {
            "draft" => ExperimentStatus::Draft,
            "running" => ExperimentStatus::Running,
            "concluded" => ExperimentStatus::Concluded,
            "archived" => ExperimentStatus::Archived,
            other => panic!("no such status: {other}"),
        },
        phase: value["phase"].as_u64().map_or(1, |phase| u32::try_from(phase).unwrap()),
        shipped: value["shipped"].as_str().map(str::to_owned),
        layer_range: value["layer_range"].as_array().map(|range| rank(&range[0])..rank(&range[1])),
    }
}

fn time(value: &Value) -> Option<Timestamp> {
    value.as_str().map(|text| text.parse().unwrap())
}

/// A resolution in the form of the vectors.
fn shown(resolution: &Resolution<'_>) -> Value {
    let mut shown = Map::new();
    if let Some(payload) = resolution.value {
        assert_eq!(payload.value, serde_json::from_str::<Value>(&payload.json).unwrap());
        shown.insert("value".into(), payload.value.clone());
    }
    if let Some(variant) = resolution.variant {
        shown.insert("variant".into(), variant.into());
    }
    shown.insert("reason".into(), resolution.reason.as_str().into());
    if let Some(error) = resolution.error {
        shown.insert("error_code".into(), error.as_str().into());
    }
    let mut metadata = Map::new();
    if resolution.metadata.killed {
        metadata.insert("killed".into(), true.into());
    }
    if let Some(key) = resolution.metadata.prerequisite {
        metadata.insert("prerequisite".into(), key.into());
    }
    if let Some(assignment) = resolution.metadata.assignment {
        metadata.insert("experiment".into(), assignment.experiment.into());
        metadata.insert("phase".into(), assignment.phase.into());
        metadata.insert("exposure".into(), true.into());
    }
    if !metadata.is_empty() {
        shown.insert("metadata".into(), metadata.into());
    }
    shown.into()
}

#[test]
fn evaluations_are_as_published() {
    let mut count = 0;
    let mut failures = Vec::new();
    for topic in topics() {
        for group in load(&topic)["groups"].as_array().unwrap() {
            let ruleset = ruleset(group);
            for vector in group["evaluations"].as_array().unwrap() {
                let context = EvaluationContext::from_json(vector["context"].clone()).unwrap();
                let now = time(&vector["now"]).or(time(&group["now"])).unwrap();
                let key = vector["key"].as_str().unwrap();
                let resolution = shown(&evaluate(&ruleset, key, &context, now));
                if resolution != vector["expect"] {
                    let (group, why) = (&group["name"], &vector["why"]);
                    let steps = explain(&ruleset, key, &context, now).steps;
                    let steps: String = steps.iter().map(ToString::to_string).collect();
                    failures.push(format!(
                        "{topic} {group} {why} {key} {}\n  expected {}\n  found    {resolution}\n\
                         {steps}",
                        vector["context"], vector["expect"]
                    ));
                }
                let explained = explain(&ruleset, key, &context, now).resolution;
                assert_eq!(shown(&explained), resolution, "explain differs: {topic} {key}");
                if ruleset.get(key).is_some() {
                    let mut all = evaluate_all(&ruleset, &context, now);
                    let (_, in_bulk) = all.find(|(each, _)| *each == key).unwrap();
                    assert_eq!(shown(&in_bulk), resolution, "bulk differs: {topic} {key}");
                }
                count += 1;
            }
        }
    }
    assert!(failures.is_empty(), "{} of {count}:\n{}", failures.len(), failures.join("\n"));
    assert!(count > 1_000, "only {count} vectors were found");
}

#[test]
fn buckets_are_as_published() {
    let file = load("buckets.json");
    let vectors = file["vectors"].as_array().unwrap();
    assert!(vectors.len() >= 4);
    for vector in vectors {
        let text = |field| vector[field].as_str().unwrap();
        let hash = bucketing::hash(text("value"), text("salt"));
        assert_eq!(hash.to_string(), text("h"), "{vector}");
        assert_eq!(json!(bucketing::share_rank(hash)), vector["share"], "{vector}");
        assert_eq!(json!(bucketing::split_rank(hash)), vector["split"], "{vector}");
    }
}

#[test]
fn distributions_are_as_published() {
    for case in load("distributions.json")["cases"].as_array().unwrap() {
        let ruleset = ruleset(case);
        let key = case["key"].as_str().unwrap();
        let now = time(&case["now"]).unwrap_or(Timestamp::UNIX_EPOCH);
        let (mut counts, mut exposed) = (Map::new(), Map::new());
        for user in 0..10_000 {
            let context = EvaluationContext::of_user(&format!("user_{user}"));
            let resolution = evaluate(&ruleset, key, &context, now);
            let add = |counts: &mut Map<String, Value>| {
                let count = counts.entry(resolution.variant.unwrap()).or_insert(0.into());
                *count = (count.as_u64().unwrap() + 1).into();
            };
            add(&mut counts);
            if resolution.metadata.assignment.is_some() {
                add(&mut exposed);
            }
        }
        assert_eq!(Value::from(counts), case["counts"], "{}", case["why"]);
        if !case["exposed"].is_null() {
            assert_eq!(Value::from(exposed), case["exposed"], "{}", case["why"]);
        }
    }
}
