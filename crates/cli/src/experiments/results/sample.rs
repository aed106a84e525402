//! Answers of a server, as tests read them. Results are computed as a server computes them, so that
//! they show only what can be.

use hoist_api::{Breakdown, Results, ResultsSeries};
use hoist_experiment::{Plan, Row, Shown, Totals, UNIT, recompute};
use hoist_ruleset::{Source, read};
use hoist_server::results::Gathered;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

const FILE: &str = "
metrics:
  conversion_rate: {event: order, kind: conversion, window: 7d}
  revenue: {event: paid, kind: mean, window: 7d, cap: 500}
  wait: {event: wait, kind: quantile, quantile: 0.9, window: 1d, direction: decrease}
  bounce_rate: {event: bounce, kind: conversion, window: 1d, direction: decrease}
experiments:
  checkout_flow:
    variants: {control: 0.5, short: 0.5}
    metrics:
      - conversion_rate
      - {metric: revenue, role: secondary}
      - {metric: wait, role: secondary}
      - {metric: bounce_rate, role: guardrail, margin: 0.1}
    sample_size: 20000
    min_detectable_effect: 0.1
";

/// What users of a variant did: how many there are, convert and bounce.
struct Group {
    users: i64,
    convert: i64,
    bounce: i64,
}

const CONTROL: Group = Group { users: 10_000, convert: 2_500, bounce: 4_000 };
const SHORT: Group = Group { users: 10_000, convert: 2_750, bounce: 3_990 };

/// Results as of some time, in days; with the tests that were due then, if there are any.
fn results(groups: [Group; 2], days: i64) -> Results {
    let documents = read(&[Source::new("f.yaml", FILE.to_owned())]).documents;
    let started: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
    let plan = Plan::of_experiment(&documents, "checkout_flow", 1, started).unwrap();
    let on_day = |user: i64| started + SignedDuration::from_hours(24 * (user % 10));
    let mut rows: Vec<Row> = (0..12)
        .map(|user| Row {
            exposed_at: on_day(user),
            shown: Shown::Several,
            totals: Vec::new(),
            is_cut: false,
        })
        .collect();
    for (variant, group) in (0_u16..).zip(groups) {
        rows.extend((0..group.users).map(|user| {
            let total = |outcome| Totals { outcome, ..Totals::default() };
            let has = |number| if user < number { UNIT } else { 0 };
            let paid = total(has(group.convert) * (20 + user % 61));
            let totals =
                vec![total(has(group.convert)), paid, Totals::default(), total(has(group.bounce))];
            Row { exposed_at: on_day(user), shown: Shown::One(variant), totals, is_cut: false }
        }));
    }
    let now = started + SignedDuration::from_hours(24 * days + 9);
    let tests = recompute(&plan, &rows, &[], now).due.tests;
    let mut gathered = Gathered::of(plan);
    rows.iter().for_each(|row| gathered.add(row));
    gathered.results(&tests, now)
}

/// As planned, and better.
pub(super) fn decided() -> Results {
    results([CONTROL, SHORT], 19)
}

/// The same, once it was concluded.
pub(super) fn concluded() -> Results {
    let mut results = decided();
    results.status = Some("concluded".to_owned());
    let conclusion = json!({
        "because": "planned_sample", "at": "2026-03-18T00:00:00Z", "everybody_gets": "short",
        "detail": "`short` is better. From now on everybody gets short.", "verdict": "ship",
        "evidence": {"sample": {"observed": 3858}}, "reason": "the design is ready",
    });
    results.conclusion = serde_json::from_value(conclusion).unwrap();
    results
}

/// Some of the users of `short` are missing, who did not convert.
pub(super) fn withheld() -> Results {
    results([CONTROL, Group { users: 9_200, ..SHORT }], 12)
}

pub(super) fn series() -> ResultsSeries {
    let point = |as_of: &str, users: u64, effects: Value| json!({"as_of": as_of, "verdict": "keep_running", "users": users, "effects": effects});
    let effects = json!([
        {
            "metric": "conversion_rate", "kind": "conversion", "variant": "short",
            "relative": true, "estimate": 0.1, "low": -0.05, "high": 0.25, "p_value": 0.3,
            "significant": false
        },
        {
            "metric": "revenue", "kind": "mean", "variant": "short", "relative": false,
            "estimate": -0.01, "low": -0.2, "high": 0.18, "p_value": 1.0, "significant": false
        },
        {
            "metric": "error_rate", "kind": "conversion", "variant": "short", "relative": false,
            "estimate": -0.012, "low": -0.021, "high": -0.003, "p_value": 0.01,
            "significant": true
        }
    ]);
    let points = json!([
        point("2026-03-01T09:59:59Z", 12, json!([])),
        point("2026-03-01T10:59:59Z", 2_400, effects),
    ]);
    let series = json!({"key": "checkout_flow", "phase": 1, "step": "hour", "points": points});
    serde_json::from_value(series).unwrap()
}

pub(super) fn breakdown() -> Breakdown {
    let control = json!({
        "variant": "control", "users": 5_000, "mean": 0.25, "estimate": null, "low": null,
        "high": null, "p_value": null, "significant": false, "refusal": null
    });
    let with = |fields: Value| {
        let mut variant = control.clone();
        variant["variant"] = "short".into();
        for (name, value) in fields.as_object().unwrap() {
            variant[name] = value.clone();
        }
        variant
    };
    let part = |kind: &str, value: Value, variant: Value| {
        let variants = json!([control, variant]);
        let metrics = json!([{"metric": "conversion_rate", "variants": variants}]);
        json!({"kind": kind, "value": value, "users": 10_000, "metrics": metrics})
    };
    let effect = json!({"estimate": 0.1, "low": 0.03, "high": 0.17, "p_value": 0.004});
    let parts = json!([
        part("value", "DE".into(), with(effect)),
        part("missing", Value::Null, with(json!({"refusal": "insufficient_units"}))),
        part("other", Value::Null, with(json!({"refusal": "zero_variance"}))),
    ]);
    let interactions = json!([
        {"metric": "conversion_rate", "variant": "short", "q": 1.2, "p_value": 0.55,
            "significant": false}
    ]);
    serde_json::from_value(json!({
        "key": "checkout_flow", "phase": 1, "attribute": "country", "exploratory": true,
        "about": "Nothing here is a verdict.", "as_of": "2026-03-20T09:00:00Z", "users": 30_000,
        "confidence": 0.95, "parts": parts, "interactions": interactions
    }))
    .unwrap()
}
