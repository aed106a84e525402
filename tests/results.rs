//! Results: what is told is what users did, at every moment; each number can be computed again, from
//! its moments by `hoist stats` and from single users without a server.

mod elsewhere;
mod reading;

use std::process::Output;
use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::{now, until};
use crate::program::hoist_in;
use crate::server::Server;

const WITHIN: Duration = Duration::from_secs(60);

/// How many of each hundred convert, by variant.
const CONVERT: [(&str, u64); 2] = [("control", 25), ("wide", 40)];

fn ago(days: i64) -> jiff::Timestamp {
    now() - jiff::SignedDuration::from_hours(24 * days)
}

/// An id of an event: of some kind, of the user with a number.
fn id(kind: u64, user: u64) -> String {
    format!("00000000-0000-4000-8{kind:03x}-{user:012x}")
}

/// A server with an experiment that began ten days ago, and nobody in it.
fn fresh() -> Server {
    let server = Server::start();
    let metrics = json!({
        "bought": {"event": "bought", "kind": "conversion", "window": "1h"},
        "revenue": {"event": "paid", "kind": "mean", "window": "1h", "cap": 500},
        "click_rate": {"event": "click", "kind": "ratio", "denominator": "view", "window": "1h"},
        "wait": {"event": "wait", "kind": "quantile", "quantile": 0.5, "window": "1h",
            "direction": "decrease"},
        "spent": {"event": "paid", "kind": "mean", "window": "1h", "cap": "p80"},
    });
    let layout = json!({
        "start_date": ago(10), "variants": {"control": 0.5, "wide": 0.5},
        "metrics": ["bought", {"metric": "revenue", "role": "secondary"},
            {"metric": "click_rate", "role": "secondary"},
            {"metric": "wait", "role": "guardrail", "margin": 0.2},
            {"metric": "spent", "role": "guardrail", "margin": 0.2}],
        "sample_size": 100_000, "min_detectable_effect": 0.05,
    });
    let documents = json!({
        "metrics": metrics,
        "experiments": {
            "layout": layout,
            "draft": {"variants": {"control": 0.5, "wide": 0.5}, "metrics": ["bought"]},
        },
        "features": {"plain": {"type": "boolean", "enabled": true}},
    });
    server.post("/api/import", &documents).expect(200);
    server
}

/// Sends everything that happened to users with some numbers; every second one is in each variant.
fn send(server: &Server, users: std::ops::Range<u64>) {
    let all: Vec<Value> = users.flat_map(happened).collect();
    for some in all.chunks(1_000) {
        let answer = server.post("/api/events", &json!({"events": some})).expect(202);
        assert!(answer["refused"] == json!([]), "{}", answer["refused"][0]);
    }
}

/// What happened to the user with a number.
fn happened(number: u64) -> Vec<Value> {
    let (variant, convert) = CONVERT[usize::from(!number.is_multiple_of(2))];
    let (user, exposed) = (format!("user-{number}"), ago(3));
    let country = ["DE", "FR", "US"][usize::try_from(number / 2 % 3).unwrap()];
    let mut events = vec![json!({
        "id": id(0, number), "type": "exposure", "key": "layout", "variant": variant,
        "user": user, "at": exposed, "attributes": {"country": country, "beta": true},
    })];
    let at = exposed + jiff::SignedDuration::from_mins(1);
    let mut observed = |kind: u64, event: &str, value: f64| {
        events.push(json!({
            "id": id(kind, number), "type": "metric", "event": event, "user": user,
            "value": value, "at": at,
        }));
    };
    let place = number / 2 % 100;
    if place < convert {
        observed(1, "bought", 1.0);
        observed(2, "paid", 10.0 + (place % 7) as f64);
    }
    observed(3, "view", 1.0 + (place % 5) as f64);
    if place.is_multiple_of(2) {
        observed(4, "click", 1.0);
    }
    observed(5, "wait", 100.0 + (number % 97) as f64);
    events
}

/// The results once so many users are in them.
fn results(server: &Server, users: u64) -> Value {
    until("everybody is summed up", WITHIN, || {
        // First: what a few did just now is told of nowhere else.
        let waiting = server.get("/status").expect(200)["events"]["waiting_users"].take();
        let answer = server.get("/api/experiments/layout/results?refresh=true");
        let results = (answer.status == 200).then(|| answer.json())?;
        (waiting == 0 && results["sample"]["observed"] == users).then_some(results)
    })
}

/// A metric of results, and its variant that is no control.
fn metric<'r>(results: &'r Value, name: &str) -> (&'r Value, &'r Value) {
    let metrics = results["metrics"].as_array().unwrap();
    let metric = metrics.iter().find(|metric| metric["metric"] == name).unwrap();
    (metric, &metric["variants"][1])
}

/// Runs `hoist experiments results` against a server.
fn told(server: &Server, arguments: &[&str]) -> Output {
    let variables = [("HOIST_URL", &*server.url), ("HOIST_TOKEN", &*server.admin())];
    hoist_in(&variables, &[&["experiments", "results"], arguments].concat(), b"")
}

#[track_caller]
fn close(value: &Value, expected: f64) {
    let value = value.as_f64().unwrap_or_else(|| panic!("no number: {value}"));
    assert!((value - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{value}, {expected}");
}
