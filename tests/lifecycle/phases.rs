//! A change of what runs begins a phase, in the same append.

use serde_json::{Value, json};

use super::{SOON, START, act, experiment, kinds, put};
use crate::clock::until;
use crate::set_clock::Clocked;

/// The phase that begins with a change of fields, and what is told of who moves.
fn change<const N: usize>(server: &Clocked<N>, fields: Value) -> (Option<u64>, String) {
    let changed = server.ask("PATCH", "/api/experiments/layout", Some(&fields)).expect(200);
    let begun = |warning: &&Value| warning["code"] == "phase_begun";
    let warnings = changed["warnings"].as_array().cloned().unwrap_or_default();
    let told = warnings.iter().find(begun).map(|warning| warning["detail"].as_str().unwrap());
    let begun = told.is_some();
    // One change has one count.
    let is_told_twice = warnings.iter().any(|warning| warning["code"] == "split_changed") && begun;
    assert!(!is_told_twice, "{changed}");
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
        // An end that is moved may have been chosen by what was seen.
        (json!({"end_date": "2026-09-01T00:00:00Z"}), Some(2), "Nobody"),
        (json!({"end_date": "2026-10-01T00:00:00Z"}), Some(3), "Nobody"),
        (json!({"end_date": "2026-10-01T00:00:00Z"}), None, ""),
        (json!({"end_date": null}), Some(4), "Nobody"),
        (json!({"on_conclude": "ship"}), None, ""),
        (weights(0.6), Some(5), "1000 of 10,000 users"),
        (weights(0.6), None, ""),
        // 30 % of all leave, of whom 40 % had another variant than the control.
        (json!({"traffic": 70}), Some(6), "1200 of 10,000 users"),
        (json!({"sample_size": 500}), Some(7), "Nobody"),
        (json!({"metrics": ["bounce_rate"]}), Some(8), "Nobody"),
        (json!({"confidence": 0.9}), Some(9), "Nobody"),
        (json!({"method": "always_valid"}), Some(10), "Nobody"),
        // By this method there is no test at the end.
        (json!({"end_date": "2026-09-01T00:00:00Z"}), None, ""),
        (json!({"end_date": "2026-10-01T00:00:00Z"}), None, ""),
        (json!({"audience": [{"type": "property", "conditions": {"plan": "x"}}]}), Some(11), ""),
        (json!({"salt": "other"}), Some(12), "Everybody is dealt anew"),
    ] {
        let (begun, told) = change(&server, fields.clone());
        assert_eq!(begun, phase, "{fields}");
        assert!(told.contains(moved), "{fields}: {told}");
    }
    // Whoever brings files is told before, and when it is done.
    let file = json!({"experiments": {"layout": experiment(json!({"traffic": 80}))}});
    for path in ["/api/plan", "/api/import?dry_run=true", "/api/import"] {
        let told = server.ask("POST", path, Some(&file)).expect(200);
        let warnings = [&told["warnings"], &told["findings"]].map(|list| list.as_array().cloned());
        let codes = warnings.into_iter().flatten().flatten();
        let told_of_a_phase = codes.filter(|warning| warning["code"] == "phase_begun").count();
        assert_eq!(told_of_a_phase, 1, "{path}: {told}");
    }
    let rolled_back = json!({"reason": "as it was"});
    act(&server, "rollback", "layout", rolled_back);
    let life = server.get("/api/experiments/layout")["life"].clone();
    assert_eq!(life["phase"], 14);
    let all = kinds(&server, "layout");
    let started = all.iter().filter(|kind| *kind == "started").count();
    assert_eq!((started, all.last().map(String::as_str)), (14, Some("started")));
    // Each phase ends where the next one begins.
    let results = |phase: u32| {
        let path = format!("/api/experiments/layout/results?phase={phase}");
        until("the phase is measured", SOON, || {
            let answer = server.ask("GET", &path, None);
            (answer.status == 200).then(|| answer.json())
        })
    };
    let phases: Vec<Value> = (1..=14).map(results).collect();
    for both in phases.windows(2) {
        assert_eq!(both[0]["ended_at"], both[1]["started_at"]);
        assert!(both[1]["started_at"].is_string(), "{}", both[1]);
    }
    assert_eq!(phases[13]["ended_at"], Value::Null);
}

/// What is measured each time is another thing, and each entry of a life tells all of it.
#[test]
fn phases_have_an_end() {
    let server = Clocked::<33>::start(START);
    put(&server, "layout", &experiment(json!({})));
    act(&server, "start", "layout", json!({}));
    for size in 1..100 {
        assert_eq!(change(&server, json!({"sample_size": 500 + size})).0, Some(1 + size));
    }
    let sample = |size: u64| {
        server.ask("PATCH", "/api/experiments/layout", Some(&json!({"sample_size": size})))
    };
    let refused = sample(1_000);
    assert_eq!(refused.code(), "not_now", "{}", refused.text);
    assert!(refused.text.contains("has had 100 phases, and no more can begin"), "{}", refused.text);
    // What begins none is possible ever after, and so is its end.
    sample(599).expect(200);
    assert_eq!(change(&server, json!({"owner": "ana"})).0, None);
    act(&server, "conclude", "layout", json!({"ship": "short"}));
}
