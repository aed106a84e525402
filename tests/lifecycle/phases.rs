//! A change of what runs begins a phase, in the same append.

use serde_json::{Value, json};

use super::{START, act, experiment, kinds, put};
use crate::set_clock::Clocked;

/// The phase that begins with a change of fields, and what is told of who moves.
fn change<const N: usize>(server: &Clocked<N>, fields: Value) -> (Option<u64>, String) {
    let changed = server.ask("PATCH", "/api/experiments/layout", Some(&fields)).expect(200);
    let begun = |warning: &&Value| warning["code"] == "phase_begun";
    let warnings = changed["warnings"].as_array().cloned().unwrap_or_default();
    let told = warnings.iter().find(begun).map(|warning| warning["detail"].as_str().unwrap());
    let begun = told.is_some();
    let phase = changed["life"]["phase"].as_u64().filter(|_| begun);
    (phase, told.unwrap_or_default().to_owned())
}

#[test]
fn what_changes_the_plan_begins_a_phase_and_tells_who_moves() {
    let server = Clocked::<21>::start(START);
    put(&server, "layout", &experiment(json!({})));
    let weights = |control: f64| {
        json!({"variants": [
            {"name": "control", "weight": control, "config": {"steps": 3}},
            {"name": "short", "weight": 1.0 - control, "config": {"steps": 2}},
        ]})
    };
    assert_eq!(change(&server, weights(0.25)).0, None, "it does not run");
    change(&server, weights(0.5));
    act(&server, "start", "layout", json!({}));
    for (fields, phase, moved) in [
        (json!({"description": "a text", "owner": "ana"}), None, ""),
        (json!({"end_date": "2026-09-01T00:00:00Z"}), None, ""),
        (json!({"on_conclude": "ship"}), None, ""),
        (weights(0.6), Some(2), "1000 of 10,000 users"),
        (weights(0.6), None, ""),
        // 30 % of all leave, of whom 40 % had another variant than the control.
        (json!({"traffic": 70}), Some(3), "1200 of 10,000 users"),
        (json!({"sample_size": 500}), Some(4), "Nobody"),
        (json!({"metrics": ["bounce_rate"]}), Some(5), "Nobody"),
        (json!({"confidence": 0.9}), Some(6), "Nobody"),
        (json!({"method": "fixed"}), Some(7), "Nobody"),
        (json!({"audience": [{"type": "property", "conditions": {"plan": "x"}}]}), Some(8), ""),
        (json!({"salt": "other"}), Some(9), "Everybody is dealt anew"),
    ] {
        let (begun, told) = change(&server, fields.clone());
        assert_eq!(begun, phase, "{fields}");
        assert!(told.contains(moved), "{fields}: {told}");
    }
    let rolled_back = json!({"reason": "as it was"});
    act(&server, "rollback", "layout", rolled_back);
    let life = server.get("/api/experiments/layout")["life"].clone();
    assert_eq!(life["phase"], 10);
    let all = kinds(&server, "layout");
    let started = all.iter().filter(|kind| *kind == "started").count();
    assert_eq!((started, all.last().map(String::as_str)), (10, Some("started")));
    // Each phase ends where the next one begins.
    let history = server.get("/api/experiments/layout/history?limit=1")["items"][0].clone();
    let phases = history["document"]["phases"].as_array().cloned().unwrap_or_default();
    assert!(phases.is_empty() || phases.len() == 10, "{history}");
}
