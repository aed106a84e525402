//! `hoist stats`: the examples of its guide are what it prints, and wrong input is told by field.

mod numbers;

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

/// Each kind of wrong input, as a person sees it.
#[test]
fn wrong_input_is_told_by_its_field() {
    let mut told = String::new();
    let others = wrong_inputs().into_iter().chain(wrong_sequences());
    for (command, input) in wrong_comparisons().into_iter().chain(others) {
        let output = hoist_with(&["stats", command], input.as_bytes());
        assert_eq!(output.status.code(), Some(1), "{command} {input}");
        assert!(output.stdout.is_empty(), "{command} {input}");
        told += std::str::from_utf8(&output.stderr).unwrap();
    }
    assert_snapshot!(told, @r#"
    error: standard input is empty: give one JSON object, such as --help shows
    error: standard input has to be one JSON object; it is a list
    error: standard input is more than one JSON object: trailing characters at line 1 column 4
    error: the field `metric` has to be one of "proportion", "mean", "ratio", "cuped", "quantile"; it is "mode"
    error: the field `control.mean` has to be a number; it is "NaN"
    error: standard input is not JSON at `control.mean`: expected value at line 1 column 54
    error: the field `control.units` has to be a whole number of 0 or more; it is -3
    error: the field `control.units` has to be a whole number of 0 or more; it is 2.5
    error: the field `control.variance` is missing: it is a number of 0 or more
    error: the field `control.variance` has to be a number of 0 or more; it is -1
    error: there is no field `control.sd` here: known are `mean`, `units`, `values`, `variance`
    error: standard input is not JSON at `control.mean`: number out of range at line 1 column 58
    error: the field `control.values[1]` has to be a number; it is null
    error: the field `alpha`: alpha has to be more than 0 and less than 1
    error: the field `better` needs a `margin` beside it
    error: the field `control.successes`: there are more successes than units
    error: the field `control.covariance`: a covariance is at most the root of both variances' product
    error: standard input at `control`: "mean" stands here twice at line 1 column 60
    error: give either `candidate` or `candidates`
    error: the field `candidates.blue.successes` is missing: it is a whole number of 0 or more
    error: the field `correction` needs several `candidates`
    error: the field `margin` has to be under 1, since shares differ by no more: it is 1.5. It is a difference and no change of the control's share: 0.01 is one point
    error: the field `control.units` has to be a whole number of 1 or more; it is 0
    error: the field `level` has to be more than 0 and less than 1
    error: standard input is not JSON at `[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]`: recursion limit exceeded at line 1 column 128
    error: give the effect, or `units`, or `history`: nothing can be told without
    error: the field `history`: the past of arrivals has 14 days to 10 years
    error: the field `history[0]` has to be a whole number of 0 or more
    error: the field `correlation` has to be more than -1 and less than 1
    error: the field `standard_error` needs the effect that is to be seen
    error: the field `control` has to be a share from 0 to 1; it is 1.5
    error: the field `units.control` has to be a whole number of 1 or more; it is 0
    error: the field `looks[0]` has to be two whole numbers of 0 or more
    error: the field `margin` has to be a number of 0 or more; it is -0.2
    error: the field `margin` needs a `difference` beside it: the true one, 0 where none is
    error: the field `power`: power is more than alpha and less than 1
    error: the field `clusters.spread` has to be a number of 0 or more; it is -1
    error: the field `users.a` has to be a whole number of 0 or more; it is -1
    error: the field `weights.b` is missing: `users` has that variant
    error: the split cannot be checked: a split has at least two variants with a weight
    error: the split cannot be checked: a split has at least two variants with a weight
    error: the field `p_values.orders` has to be a number from 0 to 1; it is 1.5
    error: the field `p_values` has to have a test or more
    error: the field `information`: information has to grow by a hundredth or more a look
    error: the field `planned_units` has to be a whole number of 1 or more; it is 0
    error: the field `smaller_units` has to be at most half of `units`, which are of both
    error: the field `side` is not for rules that hold under several looks, which all have two sides: compare a margin with the end of the interval that is told, or give hybrid or confidence_sequence a `margin` and what is `better`
    error: the field `fixed.degrees_of_freedom`: degrees of freedom are 1 or more
    error: the field `fixed.standard_error`: no variant has any variance that a test could go by: check that the metric is recorded
    error: the field `fixed` is there too early: that test is computed once, with all 20000 `planned_units`, and it has 1000; leave it out, or say in `fixed.because` that it was computed at the `end_date`, or with the `planned_sample` of all variants, of which these two have fewer than their part
    error: the field `exponent`: the power of spending is between 0.1 and 50
    error: the field `information`: there is no look: give the information at each so far
    error: the field `information`: information is a part of what is planned: 1 at the end
    error: the field `strata` has to have a stratum or more
    error: the field `strata[0]` has to be an object; it is 1
    error: the field `strata[0].control.units` has to be a whole number of 1 or more; it is 0
    error: the field `standard_error`: a standard deviation is more than 0
    error: the field `variants` has to have two variants or more
    "#);
}

fn wrong_comparisons() -> Vec<(&'static str, String)> {
    let mean = |control: &str| {
        let candidate = r#"{"units": 100, "mean": 1, "variance": 1}"#;
        format!(r#"{{"metric": "mean", "control": {control}, "candidate": {candidate}}}"#)
    };
    vec![
        ("compare", String::new()),
        ("compare", "[1]".to_owned()),
        ("compare", "{} {}".to_owned()),
        ("compare", r#"{"metric": "mode"}"#.to_owned()),
        ("compare", mean(r#"{"units": 100, "mean": "NaN", "variance": 1}"#)),
        ("compare", mean(r#"{"units": 100, "mean": NaN, "variance": 1}"#)),
        ("compare", mean(r#"{"units": -3, "mean": 1, "variance": 1}"#)),
        ("compare", mean(r#"{"units": 2.5, "mean": 1, "variance": 1}"#)),
        ("compare", mean(r#"{"units": 100, "mean": 1}"#)),
        ("compare", mean(r#"{"units": 100, "mean": 1, "variance": -1}"#)),
        ("compare", mean(r#"{"units": 100, "mean": 1, "variance": 1, "sd": 1}"#)),
        ("compare", mean(r#"{"units": 100, "mean": 1e400, "variance": 1}"#)),
        ("compare", mean(r#"{"values": [1, null]}"#)),
        ("compare", r#"{"metric": "mean", "alpha": 1}"#.to_owned()),
        ("compare", r#"{"metric": "mean", "better": "larger"}"#.to_owned()),
        (
            "compare",
            r#"{"metric": "proportion", "control": {"units": 5, "successes": 6}}"#.to_owned(),
        ),
        (
            "compare",
            r#"{"metric": "cuped", "control": {"units": 9, "mean": 1, "variance": 1,
                "covariate_mean": 1, "covariate_variance": 1, "covariance": 2}}"#
                .to_owned(),
        ),
        (
            "compare",
            r#"{"metric": "mean", "control": {"units": 9, "mean": 1, "mean": 2}}"#.to_owned(),
        ),
        (
            "compare",
            r#"{"metric": "proportion", "control": {"units": 5, "successes": 1},
                "candidate": {}, "candidates": {}}"#
                .to_owned(),
        ),
        (
            "compare",
            r#"{"metric": "proportion", "control": {"units": 5, "successes": 1},
                "candidates": {"blue": {"units": 5}}}"#
                .to_owned(),
        ),
        (
            "compare",
            r#"{"metric": "proportion", "control": {"units": 5, "successes": 1},
                "candidate": {"units": 5, "successes": 1}, "correction": "holm"}"#
                .to_owned(),
        ),
        (
            "compare",
            r#"{"metric": "proportion", "control": {"units": 5, "successes": 1}, "margin": 1.5,
                "better": "larger", "candidate": {"units": 5, "successes": 1}}"#
                .to_owned(),
        ),
        (
            "compare",
            r#"{"metric": "proportion", "control": {"units": 0, "successes": 0}}"#.to_owned(),
        ),
        ("compare", r#"{"metric": "quantile", "level": 1}"#.to_owned()),
        ("compare", "[".repeat(200)),
    ]
}

fn wrong_inputs() -> Vec<(&'static str, String)> {
    let mean = |rest: &str| ("power", format!(r#"{{"metric": "mean", "variance": 1{rest}}}"#));
    vec![
        mean(""),
        mean(r#", "history": [9, 9]"#),
        mean(r#", "history": [0.5]"#),
        mean(r#", "correlation": 1"#),
        mean(r#", "units": {"control": 9, "candidate": 9}, "standard_error": 1"#),
        ("power", r#"{"metric": "proportion", "control": 1.5}"#.to_owned()),
        mean(r#", "units": {"control": 0}"#),
        mean(r#", "looks": [[1]]"#),
        mean(r#", "margin": -0.2"#),
        mean(r#", "margin": 0.2"#),
        mean(r#", "power": 0.01"#),
        mean(r#", "clusters": {"size": 2, "correlation": 0.1, "spread": -1}"#),
        ("srm", r#"{"users": {"a": -1}, "weights": {}}"#.to_owned()),
        ("srm", r#"{"users": {"a": 9, "b": 9}, "weights": {"a": 1}}"#.to_owned()),
        ("srm", r#"{"users": {"a": 9}, "weights": {"a": 1}}"#.to_owned()),
        ("srm", r#"{"users": {"a": 9, "b": 9}, "weights": {"a": 0, "b": 0}}"#.to_owned()),
        ("adjust", r#"{"method": "holm", "p_values": {"orders": 1.5}}"#.to_owned()),
        ("adjust", r#"{"method": "holm", "p_values": {}}"#.to_owned()),
        (
            "sequential",
            r#"{"method": "group_sequential", "units": 9, "estimate": 1, "standard_error": 1,
                "spending": "pocock", "information": [0.5, 0.4]}"#
                .to_owned(),
        ),
    ]
}

/// Of rules that hold under several looks, of strata and of beliefs.
fn wrong_sequences() -> Vec<(&'static str, String)> {
    let effect = r#""units": 1000, "estimate": 1, "standard_error": 0.1"#;
    let sequential = |rest: &str| ("sequential", format!("{{{effect}, {rest}}}"));
    let hybrid =
        |rest: &str| sequential(&format!(r#""method": "hybrid", "planned_units": 9, {rest}"#));
    let group = |rest: &str| sequential(&format!(r#""method": "group_sequential", {rest}"#));
    vec![
        sequential(r#""method": "hybrid", "planned_units": 0"#),
        hybrid(r#""smaller_units": 501"#),
        hybrid(r#""side": "larger""#),
        hybrid(r#""fixed": {"estimate": 1, "standard_error": 1, "degrees_of_freedom": 0}"#),
        hybrid(r#""fixed": {"estimate": 1, "standard_error": 0}"#),
        sequential(
            r#""method": "hybrid", "planned_units": 20000,
                "fixed": {"estimate": 1, "standard_error": 0.1}"#,
        ),
        group(r#""spending": "power", "exponent": 0, "information": [1]"#),
        group(r#""spending": "pocock", "information": []"#),
        group(r#""spending": "pocock", "information": [101]"#),
        ("strata", r#"{"metric": "mean", "strata": []}"#.to_owned()),
        ("strata", r#"{"metric": "mean", "strata": [1]}"#.to_owned()),
        ("strata", r#"{"metric": "mean", "strata": [{"control": {"units": 0}}]}"#.to_owned()),
        ("beliefs", r#"{"about": "effect", "estimate": 1, "standard_error": 0}"#.to_owned()),
        ("beliefs", r#"{"about": "variants", "variants": {}}"#.to_owned()),
    ]
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
