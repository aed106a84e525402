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

/// A lift of few conversions has a width, and what fell to nothing has one too.
#[test]
fn lifts_of_few_conversions_have_a_width() {
    for (control, candidate, upper) in [(20, 0, -0.808_546), (500, 0, -0.992_346)] {
        let input = format!(
            r#"{{"metric": "proportion", "control": {{"units": 1000, "successes": {control}}},
                "candidate": {{"units": 1000, "successes": {candidate}}}}}"#
        );
        assert!((number("compare", &input, "/lift/lower") + 1.0).abs() < 1e-12);
        let told = number("compare", &input, "/lift/upper");
        assert!((told - upper).abs() < 1e-6, "{control}: {told}");
    }
    // A mean says nothing of how far off that is, and its difference is there.
    let input = r#"{"metric": "mean", "control": {"units": 1000, "mean": 5, "variance": 4},
        "candidate": {"units": 1000, "mean": 0, "variance": 0}}"#;
    let output = hoist_with(&["stats", "compare"], input.as_bytes());
    let printed: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(printed["lift"]["refusal"]["code"], "nothing_left", "{printed}");
    assert_eq!(printed["difference"]["p_value"], "<1e-300", "{printed}");
}

/// A single look at all of the information is a fixed test, whose interval `compare` tells.
#[test]
fn a_rule_reads_both_variants_as_they_are_compared() {
    let rule = r#""method": "group_sequential", "spending": "pocock", "information": [1]"#;
    for (given, scale, within) in [
        // Over 12.5 standard errors, by Fieller; by Student's t there and the normal one here.
        (
            r#""metric": "mean", "control": {"units": 1000, "mean": 1, "variance": 6.4},
                "candidate": {"units": 1000, "mean": 2, "variance": 6.4}"#,
            "lift",
            2e-3,
        ),
        (
            r#""metric": "proportion", "control": {"units": 1000, "successes": 20},
                "candidate": {"units": 1000, "successes": 0}"#,
            "lift",
            1e-9,
        ),
        (
            r#""metric": "proportion", "control": {"units": 9500, "successes": 10},
                "candidate": {"units": 500, "successes": 0}"#,
            "difference",
            1e-9,
        ),
    ] {
        let read = format!(r#"{{{given}, "scale": "{scale}", {rule}}}"#);
        for end in ["lower", "upper", "p_value"] {
            let compared = number("compare", &format!("{{{given}}}"), &format!("/{scale}/{end}"));
            let told = number("sequential", &read, &format!("/effect/{end}"));
            assert!((told - compared).abs() < within, "{given} {end}: {told} {compared}");
        }
    }
    // The fixed test of few conversions, by its counts: p is that of Newcombe's over 0.8.
    let counts = r#""metric": "proportion", "scale": "difference",
        "control": {"units": 9500, "successes": 10}, "candidate": {"units": 500, "successes": 0}"#;
    let read = format!(
        r#"{{{counts}, "method": "hybrid", "planned_units": 10000, "fixed": {{{counts}}}}}"#
    );
    let p_value = number("sequential", &read, "/effect/p_value");
    assert!((p_value - 0.591).abs() < 2e-3, "{p_value}");
}

/// Of both tests of the hybrid rule, that which is told is told with its own estimate.
#[test]
fn the_hybrid_rule_tells_one_test() {
    let input = r#"{"method": "hybrid", "planned_units": 2000, "units": 3000, "estimate": 0,
        "standard_error": 0.03, "fixed": {"estimate": 0.5, "standard_error": 0.1}}"#;
    let told = ["estimate", "lower", "upper", "units"]
        .map(|name| number("sequential", input, &format!("/effect/{name}")));
    assert!((told[0] - 0.5).abs() < 1e-12 && told[1] < 0.5 && 0.5 < told[2], "{told:?}");
    assert!((told[3] - 2000.0).abs() < 1e-9, "{told:?}");
}

/// Strata in any order, and what was put together.
#[test]
fn small_strata_are_merged_whatever_their_order() {
    let one = |units: [u32; 2], mean: u32| {
        let [control, candidate] =
            units.map(|units| format!(r#"{{"units": {units}, "mean": {mean}, "variance": 1}}"#));
        format!(r#"{{"control": {control}, "candidate": {candidate}}}"#)
    };
    let strata = [one([14, 8], 20), one([500, 500], 1), one([600, 600], 40)];
    let told = |order: [usize; 3]| {
        let strata = order.map(|place| strata[place].clone()).join(", ");
        let input = format!(r#"{{"metric": "mean", "strata": [{strata}]}}"#);
        let merged: Vec<f64> =
            (0..2).map(|place| number("strata", &input, &format!("/merged/{place}"))).collect();
        (number("strata", &input, "/post_stratified/estimate"), merged)
    };
    let (first, merged) = told([0, 1, 2]);
    assert_eq!(merged, [0.0, 2.0]);
    let (other, merged) = told([1, 2, 0]);
    assert_eq!(merged, [1.0, 2.0]);
    assert!((first - other).abs() < 1e-12, "{first} {other}");
}
