//! `hoist stats`: the examples of its guide are what it prints, and wrong input is told by field.

mod numbers;
mod wrong;

use insta::assert_snapshot;
use serde_json::Value;

use crate::program::{hoist_with, root, seen};

/// Each example of the guide, run as it is there.
#[test]
fn the_guide_s_examples_are_what_is_printed() {
    let guide = std::fs::read_to_string(root().join("docs/statistics.md")).unwrap();
    let mut commands = Vec::new();
    for example in guide.split("```sh\nhoist stats ").skip(1) {
        let (command, rest) = example.split_once(" <<'JSON'\n").unwrap();
        let (input, rest) = rest.split_once("\nJSON\n```\n\n```json\n").unwrap();
        let (expected, _) = rest.split_once("```").unwrap();
        let output = hoist_with(&["stats", command], input.as_bytes());
        assert!(output.status.success(), "{command}: {}", seen(&output));
        let printed: Value = serde_json::from_slice(&output.stdout).unwrap();
        let expected: Value = serde_json::from_str(expected).unwrap();
        assert!(is_same(&printed, &expected), "{command}: {}", seen(&output));
        commands.push(command);
    }
    let all = [
        "compare",
        "compare",
        "power",
        "power",
        "srm",
        "adjust",
        "sequential",
        "strata",
        "beliefs",
        "beliefs",
    ];
    assert_eq!(commands, all);
}

/// Logarithms differ in their last digit between machines.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(key, value)| other.get(key).is_some_and(|other| is_same(value, other)))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Value::Number(one), Value::Number(other)) => {
            let (one, other) = (one.as_f64().unwrap(), other.as_f64().unwrap());
            (one - other).abs() <= 1e-9 * one.abs()
        }
        _ => one == other,
    }
}

/// Which number is too small, or too few, where it came in.
#[test]
fn a_refusal_names_the_field_that_it_is_about() {
    let mean = |control: &str| {
        let candidate = r#"{"units": 100, "mean": 1, "variance": 1}"#;
        let input =
            format!(r#"{{"metric": "mean", "control": {control}, "candidate": {candidate}}}"#);
        ("compare", input, "/difference")
    };
    let lift = |control: &str| {
        let (command, input, _) = mean(control);
        (command, input, "/lift")
    };
    let sequence = |units: &str| {
        let rest = r#""planned_units": 1000, "estimate": 1, "standard_error": 0.1"#;
        let input = format!(r#"{{"method": "confidence_sequence", {units}, {rest}}}"#);
        ("sequential", input, "/effect")
    };
    let few = r#"{"metric": "mean", "variance": 1, "units": {"control": 1, "candidate": 9}}"#;
    let users = r#"{"users": {"a": 3, "b": 4}, "weights": {"a": 1, "b": 1}}"#;
    let mut told = String::new();
    for (command, input, place) in [
        mean(r#"{"units": 1, "mean": 1, "variance": 1}"#),
        mean(r#"{"values": [1]}"#),
        lift(r#"{"units": 100, "mean": 1e-320, "variance": 1e-320}"#),
        lift(r#"{"units": 100, "mean": 1e300, "variance": 1e300}"#),
        sequence(r#""units": 2"#),
        sequence(r#""units": 1000, "smaller_units": 1"#),
        ("power", few.to_owned(), "/detectable_difference"),
        ("srm", users.to_owned(), "/once"),
    ] {
        let output = hoist_with(&["stats", command], input.as_bytes());
        let printed: Value = serde_json::from_slice(&output.stdout).unwrap();
        let refusal = &printed.pointer(place).unwrap()["refusal"];
        told += &format!("{}: {}\n", refusal["code"], refusal["detail"].as_str().unwrap());
    }
    assert_snapshot!(told, @r#"
    "insufficient_units": `control.units` is 1, and the method needs 2 or more: wait for more
    "insufficient_units": the length of `control.values` is 1, and the method needs 2 or more: wait for more
    "overflow": `control.mean` is 1e-320, which is too small to be computed with: give the metric in another unit
    "zero_variance": `control.mean` is 1e300, which is too large to be computed with: give the metric in another unit
    "insufficient_units": `units` is 2, of both variants, so the smaller one has 1 at most, and the method needs 100 or more: wait for more
    "insufficient_units": `smaller_units` is 1, and the method needs 100 or more: wait for more
    "insufficient_units": `units.control` is 1, and the method needs 2 or more: wait for more
    "insufficient_units": the sum of `users` is 7, and the method needs 10 or more: wait for more
    "#);
}

/// A refusal is an answer, with a status that scripts see.
#[test]
fn a_refusal_says_why_where_the_number_would_be() {
    let same =
        r#"{"metric": "mean", "control": {"values": [0, 0]}, "candidate": {"values": [0, 0]}}"#;
    let few = r#"{"method": "confidence_sequence", "planned_units": 1000, "units": 100,
        "estimate": 1, "standard_error": 1}"#;
    let uneven = r#"{"method": "hybrid", "planned_units": 1000, "units": 1000,
        "smaller_units": 99, "estimate": 1, "standard_error": 1}"#;
    let rare = r#"{"metric": "ratio", "control": {"values": [[1, 1], [0, 0], [3, 2]]},
        "candidate": {"values": [[1, 1], [0, 0], [3, 2]]}}"#;
    let unplanned =
        r#"{"users": {"a": 50, "b": 50, "old": 1}, "weights": {"a": 1, "b": 1, "old": 0}}"#;
    let beyond = r#"{"metric": "proportion", "control": 0.9,
        "units": {"control": 20, "candidate": 20}}"#;
    let cases = [
        ("compare", same, "/difference", "zero_variance"),
        ("compare", same, "/lift", "zero_baseline"),
        ("sequential", few, "/effect", "insufficient_units"),
        ("sequential", uneven, "/effect", "insufficient_units"),
        ("compare", rare, "/difference", "uncertain_denominator"),
        ("compare", rare, "/lift", "uncertain_denominator"),
        ("srm", unplanned, "/once", "srm_failed"),
        ("power", beyond, "/detectable_difference", "invalid"),
    ];
    for (command, input, place, code) in cases {
        let output = hoist_with(&["stats", command], input.as_bytes());
        assert_eq!(output.status.code(), Some(1), "{command}");
        let printed: Value = serde_json::from_slice(&output.stdout).unwrap();
        let refusal = printed.pointer(place).unwrap();
        assert_eq!(refusal["refusal"]["code"], code, "{printed}");
    }
}

#[test]
fn a_command_of_statistics_that_is_not_there_is_usage() {
    let output = hoist_with(&["stats", "guess"], b"{}");
    assert_eq!(output.status.code(), Some(2));
}
