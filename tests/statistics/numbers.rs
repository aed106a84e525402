//! Numbers that `hoist stats` prints.

use serde_json::Value;

use crate::program::{hoist_with, seen};

/// A number that a command prints.
fn number(command: &str, input: &str, place: &str) -> f64 {
    let output = hoist_with(&["stats", command], input.as_bytes());
    assert!(output.status.success(), "{}", seen(&output));
    let printed: Value = serde_json::from_slice(&output.stdout).unwrap();
    printed.pointer(place).unwrap().as_f64().unwrap()
}

/// The share that can be seen, given back as the candidate's, has the power that was asked for.
#[test]
fn the_share_that_can_be_seen_is_seen() {
    for (control, units, more) in [
        (0.001, 1000, ""),
        (0.02, 500, ""),
        (0.5, 90, r#", "correlation": 0.6"#),
        (0.1, 3839, r#", "clusters": {"size": 3, "correlation": 0.2}"#),
    ] {
        let given = format!(
            r#""metric": "proportion", "control": {control},
                "units": {{"control": {units}, "candidate": {units}}} {more}"#
        );
        let least = number("power", &format!("{{{given}}}"), "/detectable_difference");
        let candidate = control + least;
        let back = format!(r#"{{{given}, "candidate": {candidate}}}"#);
        let power = number("power", &back, "/power");
        assert!((power - 0.8).abs() < 1e-5, "{given}: {candidate} {power}");
        let again = number("power", &back, "/detectable_difference");
        assert!((again - least).abs() < 1e-12, "{given}: {again}");
    }
    let days = vec!["100"; 14].join(", ");
    let of_history =
        format!(r#"{{"metric": "proportion", "control": 0.001, "history": [{days}]}}"#);
    let [units, seen_then] = ["units", "detectable_difference"]
        .map(|name| number("power", &of_history, &format!("/arrivals/weeks/0/{name}")));
    let half = units / 2.0;
    let given = format!(
        r#"{{"metric": "proportion", "control": 0.001,
            "units": {{"control": {half}, "candidate": {half}}}}}"#
    );
    let least = number("power", &given, "/detectable_difference");
    assert!((seen_then - least).abs() < 1e-12, "{units}: {seen_then}");
}

/// A past that only says which variant a unit has takes no effect away.
#[test]
fn a_past_that_does_not_vary_within_is_not_adjusted_by() {
    let input = r#"{"metric": "cuped",
        "control": {"values": [[9.9, 0], [10.1, 0], [10, 0], [9.8, 0], [10.2, 0]]},
        "candidate": {"values": [[19.9, 1], [20.1, 1], [20, 1], [19.8, 1], [20.2, 1]]}}"#;
    let difference = number("compare", input, "/difference/estimate");
    assert!((difference - 10.0).abs() < 1e-9, "{difference}");
}

/// The fixed test of an experiment that ended before it had its sample is read as the server does.
#[test]
fn at_the_end_date_the_fixed_test_is_read_with_fewer_units() {
    for because in ["end_date", "planned_sample"] {
        let input = format!(
            r#"{{"method": "hybrid", "planned_units": 20000, "units": 8000,
                "estimate": 0.02, "standard_error": 0.008,
                "fixed": {{"estimate": 0.02, "standard_error": 0.008, "because": "{because}"}}}}"#
        );
        let p_value = number("sequential", &input, "/effect/p_value");
        // Two sides beyond 2.5 of the normal distribution, over 0.8.
        assert!((p_value - 0.012_419_330_651_552_318 / 0.8).abs() < 1e-12, "{p_value}");
    }
}

/// As R and G*Power have them: `power.t.test(delta = 0.5, power = 0.8)` and so on.
#[test]
fn small_means_are_planned_by_student() {
    for (input, place, expected) in [
        (r#"{"metric": "mean", "variance": 1, "difference": 0.5}"#, "/units/control", 64.0),
        (r#"{"metric": "mean", "variance": 1, "difference": 0.8}"#, "/units/control", 26.0),
        (
            r#"{"metric": "mean", "variance": 1, "difference": 1,
                "units": {"control": 20, "candidate": 20}}"#,
            "/power",
            0.868_953,
        ),
        (
            r#"{"metric": "mean", "variance": 1, "difference": 0, "margin": 0.5}"#,
            "/units/control",
            51.0,
        ),
        (
            r#"{"metric": "mean", "variance": 1, "difference": 0.5,
                "looks": [[1, 1], [63, 63], [64, 64]]}"#,
            "/first_look",
            3.0,
        ),
    ] {
        let got = number("power", input, place);
        assert!((got - expected).abs() < 1e-6, "{input}: {got}");
    }
}
