//! Wrong input, and what a person is told of it.

use insta::assert_snapshot;

use crate::program::hoist_with;

/// What is told of each input. None of them is answered.
fn told(inputs: impl IntoIterator<Item = (&'static str, String)>) -> String {
    let mut told = String::new();
    for (command, input) in inputs {
        let output = hoist_with(&["stats", command], input.as_bytes());
        assert_eq!(output.status.code(), Some(1), "{command} {input}");
        assert!(output.stdout.is_empty(), "{command} {input}");
        told += std::str::from_utf8(&output.stderr).unwrap();
    }
    told
}

#[test]
fn wrong_comparisons_are_told_by_their_field() {
    assert_snapshot!(told(wrong_comparisons()), @r#"
    error: standard input is empty: give one JSON object, such as --help shows
    error: standard input has to be one JSON object; it is a list
    error: standard input is more than one JSON object: trailing characters at line 1 column 4
    error: the field `metric` has to be one of "proportion", "mean", "ratio", "cuped", "quantile"; it is "mode"
    error: the field `control.mean` has to be a number; it is "NaN"
    error: standard input is not JSON at `control.mean`: NaN at line 1 column 54 is no number
    error: the field `control.units` has to be a whole number of 0 or more; it is -3
    error: the field `control.units` has to be a whole number of 0 or more; it is 2.5
    error: the field `control.variance` is missing: it is a number of 0 or more
    error: the field `control.variance` has to be a number of 0 or more; it is -1
    error: there is no field `control.sd` here: known are `mean`, `units`, `values`, `variance`
    error: standard input at `control.mean`: the number at line 1 column 58 is larger than any that can be computed with, about 1.8e308
    error: the field `control.values[1]` has to be a number; it is null
    error: the field `alpha`: alpha has to be more than 0 and less than 1; it is 1
    error: the field `better` needs a `margin` beside it
    error: the field `control.successes`: there are more successes than units; it is 6
    error: the field `control.covariance`: a covariance is at most the root of both variances' product; it is 2
    error: standard input at `control`: "mean" stands here twice at line 1 column 60
    error: give either `candidate` or `candidates`
    error: the field `candidates.blue.successes` is missing: it is a whole number of 0 or more
    error: the field `correction` needs several `candidates`
    error: the field `margin` has to be under 1, since shares differ by no more: it is 1.5. It is a difference and no change of the control's share: 0.01 is one point
    error: the field `control.units` has to be a whole number of 1 or more; it is 0
    error: the field `level` has to be more than 0 and less than 1; it is 1.0
    error: the field `control` is missing: it is an object; `contrl` is there: did you mean `control`?
    error: the field `control.variance` is missing: it is a number of 0 or more; `control.varience` is there: did you mean `variance`?
    error: the field `metric` is missing: it is one of "proportion", "mean", "ratio", "cuped", "quantile"; `metrik` is there: did you mean `metric`?
    error: standard input is not JSON at `[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]`: recursion limit exceeded at line 1 column 128
    "#);
}

#[test]
fn wrong_input_is_told_by_its_field() {
    assert_snapshot!(told(wrong_inputs().into_iter().chain(wrong_sequences())), @r#"
    error: give the effect, as the `difference` of means, or `units`, or `history`: nothing can be told without
    error: the field `history`: the past of arrivals has 14 days to 10 years; it is a list of 2
    error: the field `history[0]` has to be a whole number of 0 or more; it is 0.5
    error: the field `correlation` has to be more than -1 and less than 1; it is 1.0
    error: the field `standard_error` needs the effect beside it, as the `difference` of means
    error: the field `control` has to be a share from 0 to 1; it is 1.5
    error: the field `units.control` has to be a whole number of 1 or more; it is 0
    error: the field `looks[0]` has to be two whole numbers of 0 or more; it is a list of 1
    error: the field `margin` has to be a number of 0 or more; it is -0.2
    error: the field `margin` needs a `difference` beside it: the true one, 0 where none is
    error: the field `power`: power is more than alpha and less than 1; it is 0.01
    error: the field `clusters.spread` has to be a number of 0 or more; it is -1
    error: the field `users.a` has to be a whole number of 0 or more; it is -1
    error: the field `weights.b` is missing: `users` has that variant
    error: the split cannot be checked: a split has at least two variants with a weight
    error: the split cannot be checked: a split has at least two variants with a weight
    error: the field `p_values.orders` has to be a number from 0 to 1; it is 1.5
    error: the field `p_values` has to have a test or more
    error: the field `information`: information has to grow by a hundredth or more a look; it is a list of 2
    error: the field `planned_units` has to be a whole number of 1 or more; it is 0
    error: the field `smaller_units` has to be at most half of `units`, which are of both and 1000; it is 501
    error: there is no field `alpah` here: did you mean `alpha`?
    error: the fixed test of `fixed` is over 1001 units of both variants, and by now there are no more than 1000: none of them goes away
    error: the fixed test of `fixed` is over 600 units of both variants, and by now there are no more than 400: none of them goes away
    error: the field `side` is not for rules that hold under several looks, which all have two sides: compare a margin with the end of the interval that is told, or give hybrid or confidence_sequence a `margin` and what is `better`
    error: the field `fixed.degrees_of_freedom`: degrees of freedom are 1 or more; it is 0
    error: the field `fixed.standard_error`: no variant has any variance that a test could go by: check that the metric is recorded; it is 0
    error: the field `fixed` is there too early: that test is computed once, with all 20000 `planned_units`, and it has 1000; leave it out, or say in `fixed.because` that it was computed at the `end_date`, or with the `planned_sample` of all variants, of which these two have fewer than their part
    error: the field `exponent`: the power of spending is between 0.1 and 50; it is 0
    error: the field `information`: there is no look: give the information at each so far; it is a list of 0
    error: the field `information`: information is a part of what is planned: 1 at the end; it is a list of 1
    error: the field `strata` has to have a stratum or more
    error: the field `strata[0]` has to be an object; it is 1
    error: the field `strata[0].control.units` has to be a whole number of 1 or more; it is 0
    error: the field `standard_error`: a standard deviation is more than 0; it is 0
    error: the field `variants` has to have two variants or more
    "#);
}

fn wrong_comparisons() -> Vec<(&'static str, String)> {
    let mean = |control: &str| {
        let candidate = r#"{"units": 100, "mean": 1, "variance": 1}"#;
        format!(r#"{{"metric": "mean", "control": {control}, "candidate": {candidate}}}"#)
    };
    let share = |rest: &str| {
        let control = r#"{"units": 5, "successes": 1}"#;
        format!(r#"{{"metric": "proportion", "control": {control}, {rest}}}"#)
    };
    let one = r#""candidate": {"units": 5, "successes": 1}"#;
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
        ("compare", share(r#""candidate": {}, "candidates": {}"#)),
        ("compare", share(r#""candidates": {"blue": {"units": 5}}"#)),
        ("compare", share(&format!(r#"{one}, "correction": "holm""#))),
        ("compare", share(&format!(r#"{one}, "margin": 1.5, "better": "larger""#))),
        (
            "compare",
            r#"{"metric": "proportion", "control": {"units": 0, "successes": 0}}"#.to_owned(),
        ),
        ("compare", r#"{"metric": "quantile", "level": 1}"#.to_owned()),
        ("compare", mean(r#"{"units": 100, "mean": 1, "variance": 1}"#).replace("rol", "rl")),
        ("compare", mean(r#"{"units": 100, "mean": 1, "varience": 1}"#)),
        (
            "compare",
            mean(r#"{"units": 100, "mean": 1, "variance": 1}"#).replace("metric", "metrik"),
        ),
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
        hybrid(r#""alpah": 0.05"#),
        hybrid(r#""fixed": {"units": 1001, "estimate": 1, "standard_error": 1}"#),
        ("sequential", with_fixed()),
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

/// A rule over variants of which fewer are left than its fixed test has.
fn with_fixed() -> String {
    let variants = |units: u32| {
        let one = format!(r#"{{"units": {units}, "successes": 9}}"#);
        format!(r#""metric": "proportion", "scale": "lift", "control": {one}, "candidate": {one}"#)
    };
    let (now, then) = (variants(200), variants(300));
    format!(r#"{{"method": "hybrid", "planned_units": 9, {now}, "fixed": {{{then}}}}}"#)
}
