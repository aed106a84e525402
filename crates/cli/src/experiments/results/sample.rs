//! Answers of a server, as tests read them.

use hoist_api::{Breakdown, Results, ResultsSeries};
use serde_json::{Value, json};

fn effect(estimate: f64, half: f64, p_value: f64, outcome: &str) -> Value {
    json!({
        "estimate": estimate, "low": estimate - half, "high": estimate + half,
        "p_value": p_value, "significant": p_value < 0.05, "confidence": 0.95,
        "relative": true, "outcome": outcome, "uncorrected_p_value": p_value,
        "standard_error": half / 2.0, "users": 20_000, "method": "hybrid", "formula": "delta",
        "adjusted": false, "tests": 1, "absolute": {"estimate": 0.025, "standard_error": 0.004},
        "why": {
            "formula": "lift by the delta method, read by the hybrid rule",
            "steps": [
                {
                    "command": "hoist stats compare",
                    "input": {
                        "metric": "proportion",
                        "control": {"units": 10_000, "successes": 2_500},
                        "candidate": {"units": 10_000, "successes": 2_750}
                    }
                },
                {"command": "hoist stats sequential", "input": {"method": "hybrid"}}
            ]
        }
    })
}

fn variant(name: &str, mean: f64, effect: Value, refusal: Value) -> Value {
    json!({
        "variant": name, "users": 10_000, "sum": mean * 10_000.0, "mean": mean, "std_dev": 0.433,
        "effect": effect, "refusal": refusal,
    })
}

fn metric(name: &str, role: &str, kind: &str, variants: Value) -> Value {
    json!({
        "metric": name, "role": role, "kind": kind, "direction": "increase", "window": "7d",
        "variants": variants,
    })
}

fn results(verdict: &str) -> Value {
    json!({
        "key": "checkout_flow", "phase": 1,
        "started_at": "2026-03-01T00:00:00Z", "ended_at": null,
        "verdict": verdict, "winner": null, "reason": "", "recommendation": "",
        "as_of": "2026-03-20T09:00:00.25Z",
        "health": {
            "srm": {
                "p_value": 0.42, "sequential_p_value": 1.0, "ok": true, "variant": null,
                "ratio": null, "since": null,
                "variants": [
                    {"variant": "control", "users": 10_000, "expected": 10_000.0},
                    {"variant": "short", "users": 10_000, "expected": 10_000.0}
                ]
            },
            "multiple_exposure": {"users": 12, "share": 0.0006, "ok": true},
            "too_early": {"ok": true, "variant": "short", "users": 10_000, "needs": 100},
            "issues": []
        },
        "sample": {
            "planned": 20_000, "observed": 20_000, "closed": 19_000, "progress": 0.95,
            "expected_end": null, "seconds_left": null, "end_date": null,
            "detectable_effect": 0.048, "users_for_min_effect": 19_200
        },
        "method": {
            "name": "hybrid", "peek_proof": true, "about": "may be read at any time",
            "alpha": 0.05, "min_detectable_effect": 0.05
        },
        "control": "control",
        "metrics": []
    })
}

pub(super) fn decided() -> Results {
    let mut results = results("ship");
    results["winner"] = "short".into();
    results["reason"] = "conversion_rate is better by 10.0 %.".into();
    results["recommendation"] = "Ship short.".into();
    let (none, null) = (Value::Null, || Value::Null);
    let mut revenue = metric(
        "revenue",
        "secondary",
        "mean",
        json!([
            variant("control", 12.345, null(), null()),
            variant("short", 12.5, null(), "insufficient_units".into()),
        ]),
    );
    revenue["cap"] = 500.0.into();
    let mut bounce = metric(
        "bounce_rate",
        "guardrail",
        "conversion",
        json!([
            variant("control", 0.4, null(), null()),
            variant("short", 0.399, effect(-0.0025, 0.013, 0.7, "undecided"), null()),
        ]),
    );
    bounce["direction"] = "decrease".into();
    bounce["variants"][1]["guardrail"] = "non_inferior".into();
    results["metrics"] = json!([
        metric(
            "conversion_rate",
            "goal",
            "conversion",
            json!([
                variant("control", 0.25, none, null()),
                variant("short", 0.275, effect(0.1, 0.031, 0.000_02, "better"), null()),
            ])
        ),
        revenue,
        bounce
    ]);
    serde_json::from_value(results).unwrap()
}

pub(super) fn withheld() -> Results {
    let mut results = results("withheld");
    let issue = "short has 8 % fewer users than its weight says, since 2026-03-03.";
    results["reason"] = issue.into();
    results["recommendation"] = "Find out where the users of short are lost.".into();
    results["health"]["srm"]["p_value"] = 1e-12.into();
    results["health"]["srm"]["ok"] = false.into();
    results["health"]["issues"] = json!([issue]);
    results["sample"] = json!({
        "planned": 20_000, "observed": 7_000, "closed": 0, "progress": 0.0,
        "expected_end": "2026-03-24T00:00:00Z", "seconds_left": 300_000,
        "end_date": "2026-04-01T00:00:00Z", "detectable_effect": null,
        "users_for_min_effect": null
    });
    results["metrics"] = json!([metric(
        "conversion_rate",
        "goal",
        "conversion",
        json!([
            variant("control", 0.25, Value::Null, Value::Null),
            variant("short", 0.275, Value::Null, "srm_failed".into()),
        ])
    )]);
    serde_json::from_value(results).unwrap()
}

pub(super) fn series() -> ResultsSeries {
    let point = |as_of: &str, users: u64, effects: Value| json!({"as_of": as_of, "verdict": "keep_running", "users": users, "effects": effects});
    let effects = json!([
        {
            "metric": "conversion_rate", "variant": "short", "estimate": 0.1, "low": -0.05,
            "high": 0.25, "p_value": 0.3, "significant": false
        },
        {
            "metric": "revenue", "variant": "short", "estimate": -0.01, "low": -0.2,
            "high": 0.18, "p_value": 1.0, "significant": false
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
        {"metric": "conversion_rate", "variant": "short", "q": 1.2, "p_value": 0.55}
    ]);
    serde_json::from_value(json!({
        "key": "checkout_flow", "phase": 1, "attribute": "country", "exploratory": true,
        "about": "Nothing here is a verdict.", "as_of": "2026-03-20T09:00:00Z", "users": 30_000,
        "confidence": 0.95, "parts": parts, "interactions": interactions
    }))
    .unwrap()
}
