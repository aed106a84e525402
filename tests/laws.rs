//! Laws of bucketing, tested through whole evaluations.
//!
//! With debug assertions on, the statistical ones run over fewer users, to keep the everyday run
//! short; `cargo xtask test` also runs them optimised and whole.

use std::sync::LazyLock;

use hoist_eval::{EvaluationContext, evaluate};
use hoist_ruleset::{Ruleset, Source, State, read};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Compiles a file, all of which has to be accepted.
pub(crate) fn compile(documents: &Value) -> Ruleset {
    let reading = read(&[Source::new("laws.json", documents.to_string())]);
    let messages: Vec<_> = reading.diagnostics.iter().map(ToString::to_string).collect();
    assert!(messages.is_empty(), "{}", messages.join("\n"));
    Ruleset::compile(&reading.documents, &State::default())
}

fn flag(flag: &Value) -> Ruleset {
    compile(&json!({"features": {"flag": flag}}))
}

fn variant<'r>(ruleset: &'r Ruleset, key: &str, context: &EvaluationContext) -> &'r str {
    let resolution = evaluate(ruleset, key, context, Timestamp::UNIX_EPOCH);
    resolution.variant.unwrap_or_else(|| panic!("{key} has no variant"))
}

fn is_on(ruleset: &Ruleset, user: &str) -> bool {
    variant(ruleset, "flag", &EvaluationContext::of_user(user)) == "on"
}

fn percentage(hundredths: u32) -> Ruleset {
    let percentage = f64::from(hundredths) / 100.0;
    flag(&json!({"type": "percentage", "enabled": true, "percentage": percentage}))
}

proptest! {
    /// Raising a share never moves anyone out, and lowering it takes out exactly those that came
    /// in last: whoever is in at a share is in at every higher one.
    #[test]
    fn shares_are_monotone(low in 0_u32..=10_000, high in 0_u32..=10_000, seed: u64) {
        let (low, high) = (low.min(high), low.max(high));
        let (narrow, wide) = (percentage(low), percentage(high));
        for user in 0..200 {
            let user = format!("user {seed} {user}");
            prop_assert!(!is_on(&narrow, &user) || is_on(&wide, &user), "{user}");
        }
    }

    /// All shares of a flag nest: who is in at a rule's share is in at the flag's own if that is
    /// higher, and at a `percentage` condition's.
    #[test]
    fn shares_of_a_flag_nest(of_rule in 0_u32..=10_000, own in 0_u32..=10_000, seed: u64) {
        let share = |hundredths: u32| f64::from(hundredths) / 100.0;
        let ruleset = flag(&json!({
            "type": "percentage", "enabled": true, "percentage": share(own),
            "rules": [
                {"type": "property", "conditions": {"via": "rule"}, "value": share(of_rule)},
                {"type": "property", "conditions": {
                    "via": "condition",
                    "all": [{"type": "percentage", "conditions": {"percentage": share(of_rule)}}],
                }, "value": true},
                {"type": "property", "conditions": {"via": "condition"}, "value": false},
            ],
        }));
        for user in 0..200 {
            let user = EvaluationContext::of_user(&format!("user {seed} {user}"));
            let on = |via: &str| variant(&ruleset, "flag", &user.clone().with("via", via)) == "on";
            prop_assert_eq!(on("rule"), on("condition"));
            prop_assert!(of_rule > own || !on("rule") || on("nothing"));
            prop_assert!(of_rule < own || !on("nothing") || on("rule"));
        }
    }

    /// A rule that is added anywhere moves only whom it matches.
    #[test]
    fn an_added_rule_moves_nobody_else(at in 0_usize..=3, seed: u64) {
        let rule = |plan: &str, value: Value| {
            json!({"type": "property", "conditions": {"plan": plan}, "value": value})
        };
        let mut rules = vec![rule("a", json!(30)), rule("b", json!(true)), rule("c", json!(70.5))];
        let of = |rules: &[Value]| {
            flag(&json!({"type": "percentage", "enabled": true, "percentage": 40, "rules": rules}))
        };
        let before = of(&rules);
        rules.insert(at, rule("new", json!(50)));
        let after = of(&rules);
        for user in 0..100 {
            for plan in ["a", "b", "c", "d"] {
                let user = EvaluationContext::of_user(&format!("{seed} {user}")).with("plan", plan);
                prop_assert_eq!(variant(&before, "flag", &user), variant(&after, "flag", &user));
            }
        }
    }

    /// With priorities of their own, the order of rules in the file means nothing.
    #[test]
    fn reordered_rules_move_nobody(order in Just([0, 1, 2, 3]).prop_shuffle(), seed: u64) {
        let rules = [
            json!({"type": "property", "conditions": {"plan": "a"}, "value": 30, "priority": 1}),
            json!({"type": "group", "conditions": {"groups": "g"}, "value": true, "priority": 2}),
            json!({"type": "percentage", "conditions": {"percentage": 50}, "value": false,
                   "priority": 3}),
            json!({"type": "location", "conditions": {}, "value": 90, "priority": 4}),
        ];
        let of = |rules: Vec<&Value>| flag(&json!({"type": "targeted", "enabled": true, "rules": rules}));
        let before = of(rules.iter().collect());
        let after = of(order.iter().map(|index| &rules[*index]).collect());
        for user in 0..100 {
            let user = EvaluationContext::of_user(&format!("{seed} {user}"))
                .with("plan", if user % 2 == 0 { "a" } else { "b" })
                .with("group", if user % 3 == 0 { "g" } else { "h" });
            prop_assert_eq!(variant(&before, "flag", &user), variant(&after, "flag", &user));
        }
    }
}

/// Pearson's statistic of counts against expected shares.
fn chi_squared(counts: &[u32], shares: &[f64]) -> f64 {
    let total: u32 = counts.iter().sum();
    let term = |(count, share): (&u32, &f64)| {
        let expected = f64::from(total) * share;
        (f64::from(*count) - expected).powi(2) / expected
    };
    counts.iter().zip(shares).map(term).sum()
}

/// Shares of all sizes hold what they say, for names of users as they come.
#[test]
fn shares_are_uniform() {
    let users = if cfg!(debug_assertions) { 20_000 } else { 200_000 };
    for (hundredths, name) in
        [(1, "user_"), (10, "u-"), (150, "客"), (2_550, ""), (5_000, "a@b.c/")]
    {
        let ruleset = percentage(hundredths);
        let inside = (0..users).filter(|user| is_on(&ruleset, &format!("{name}{user}"))).count();
        let share = f64::from(hundredths) / 10_000.0;
        let mean = f64::from(users) * share;
        let deviations =
            (f64::from(u32::try_from(inside).unwrap()) - mean) / (mean * (1.0 - share)).sqrt();
        assert!(deviations.abs() < 4.0, "{hundredths} of 10,000: {deviations} deviations");
    }
}

// A split behind a gate is as even as without: what gates a split hashes apart from it.
//
// For each gate, 200 flags split those inside three ways; the p-values of the sample ratio test
// must look drawn from the uniform distribution (Kolmogorov–Smirnov at 0.001).

#[test]
fn a_split_is_independent_of_the_traffic_of_its_experiment() {
    check_gates(&|key, gate| {
        let start = "1969-01-01T00:00:00Z";
        let experiment =
            json!({"start_date": start, "traffic": gate, "variants": three_variants()});
        compile(&json!({"experiments": {key: experiment}}))
    });
}

#[test]
fn a_split_is_independent_of_a_percentage_in_its_audience() {
    check_gates(&|key, gate| {
        let rule = json!({"type": "percentage", "conditions": {"percentage": gate}});
        let start = "1969-01-01T00:00:00Z";
        let experiment =
            json!({"start_date": start, "audience": [rule], "variants": three_variants()});
        compile(&json!({"experiments": {key: experiment}}))
    });
}

#[test]
fn a_split_is_independent_of_a_percentage_in_its_rule() {
    check_gates(&|key, gate| {
        let rule = json!({
            "type": "percentage", "conditions": {"percentage": gate},
            "value": {"split": {"a": 0.5, "b": 0.25, "c": 0.25}},
        });
        let variants = json!({"a": 0, "b": 0, "c": 0, "control": 1});
        let flag =
            json!({"type": "variant", "enabled": true, "variants": variants, "rules": [rule]});
        compile(&json!({"features": {key: flag}}))
    });
}

/// Enough users that a thousand of them are inside the smallest gate.
static USERS: LazyLock<Vec<EvaluationContext>> = LazyLock::new(|| {
    let count = if cfg!(debug_assertions) { 10_000 } else { 1_300_000 };
    (0..count).map(|user| EvaluationContext::of_user(&format!("user_{user}"))).collect()
});

fn check_gates(ruleset: &dyn Fn(&str, f64) -> Ruleset) {
    let gates: &[f64] =
        if cfg!(debug_assertions) { &[25.0, 25.5] } else { &[0.1, 0.5, 1.5, 25.0, 25.5] };
    for gate in gates {
        check_gate(*gate, ruleset);
    }
}

const SHARES: [f64; 3] = [0.5, 0.25, 0.25];

fn three_variants() -> Value {
    json!([
        {"name": "a", "weight": 0.5}, {"name": "b", "weight": 0.25}, {"name": "c", "weight": 0.25},
    ])
}

fn check_gate(gate: f64, ruleset: &dyn Fn(&str, f64) -> Ruleset) {
    const KEYS: u32 = 200;
    let p_value = |index| {
        let key = format!("flag_{index}");
        // The survival function of chi-squared with two degrees of freedom is exp(-x / 2).
        (-chi_squared(&first_inside(&ruleset(&key, gate), &key), &SHARES) / 2.0).exp()
    };
    let mut p_values: Vec<f64> = (0..KEYS).map(p_value).collect();
    p_values.sort_by(f64::total_cmp);
    let steps = p_values.iter().zip(0_u32..);
    let distance = steps
        .map(|(p, index)| {
            let (below, above) = (f64::from(index), f64::from(index + 1));
            (p - below / f64::from(KEYS)).abs().max((above / f64::from(KEYS) - p).abs())
        })
        .fold(0.0, f64::max);
    // Kolmogorov's 99.9 % quantile, 1.95, over the root of the sample size.
    let bound = 1.95 / f64::from(KEYS).sqrt();
    assert!(distance < bound, "at {gate} %: distance {distance} over {bound}");
    assert!(p_values[0] > 1e-6, "at {gate} %: p = {}", p_values[0]);
}

/// How the first thousand users inside the gate are split.
fn first_inside(ruleset: &Ruleset, key: &str) -> [u32; 3] {
    const USERS_INSIDE: u32 = 1_000;
    let mut counts = [0_u32; 3];
    for user in USERS.iter() {
        let found = evaluate(ruleset, key, user, Timestamp::UNIX_EPOCH);
        let variant = ["a", "b", "c"].iter().position(|name| Some(*name) == found.variant);
        let inside = found.metadata.assignment.is_some() || found.rule.is_some();
        if let Some(variant) = variant.filter(|_| inside) {
            counts[variant] += 1;
            if counts.iter().sum::<u32>() == USERS_INSIDE {
                return counts;
            }
        }
    }
    panic!("too few users inside: {counts:?}");
}
