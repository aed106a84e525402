//! What `/metrics` counts: names, labels and values, and that labels stay few.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::server::Server;

const USERS: usize = 40;

/// Traffic of every kind: evaluations one by one and in bulk, errors, kills, an experiment.
pub(crate) fn traffic(server: &Server) {
    let documents = json!({
        "features": {
            "plain": {"type": "boolean", "enabled": true},
            "half": {"type": "percentage", "enabled": true, "percentage": 50},
            "rising": {"type": "gradual", "enabled": true,
                "start_date": "2020-01-01T00:00:00Z", "end_date": "2020-02-01T00:00:00Z"},
            "layout": {"type": "variant", "enabled": true, "variants": {"narrow": 0, "wide": 1}},
        },
        "experiments": {
            "experiment": {"start_date": "2020-01-01T00:00:00Z",
                "variants": {"control": 0.0001, "b": 0.9999}, "metrics": ["sales"]},
            "later": {"variants": {"control": 0.5, "b": 0.5}},
            "over": {"start_date": "2020-01-01T00:00:00Z", "end_date": "2020-02-01T00:00:00Z",
                "variants": {"control": 0.5, "b": 0.5}},
        },
    });
    server.post("/api/import", &documents).expect(200);
    for user in 0..USERS {
        for key in ["plain", "half", "layout", "experiment"] {
            ask(server, key, &json!({"targetingKey": format!("u{user}")}), 200);
        }
    }
    for _ in 0..3 {
        ask(server, "half", &json!({}), 400);
        ask(server, "unknown-of-somebody", &json!({"targetingKey": "u"}), 404);
    }
    let bulk = || {
        let body = json!({"context": {"targetingKey": "u"}}).to_string();
        move |headers: &[(&str, &str)]| {
            let admin = server.admin();
            server.send("POST", "/ofrep/v1/evaluate/flags", Some(&admin), Some(&body), headers)
        }
    };
    let tag = bulk()(&[]).header("etag").to_owned();
    for _ in 0..2 {
        assert_eq!(bulk()(&[("if-none-match", &tag)]).status, 304);
    }
    server.post("/flags/plain/kill", &json!({"reason": "fire"})).expect(200);
    server.post("/flags/plain/kill", &json!({"reason": "again"})).expect(200);
    ask(server, "plain", &json!({"targetingKey": "u"}), 200);
    // People and tools that look are not counted.
    server.post("/api/evaluate", &json!({"context": {"targetingKey": "u"}})).expect(200);
    server.post("/api/features/half/explain", &json!({"context": {}})).expect(200);
}

fn ask(server: &Server, key: &str, context: &Value, status: u16) {
    let path = format!("/ofrep/v1/evaluate/flags/{key}");
    server.post(&path, &json!({"context": context})).expect(status);
}

/// The lines of `/metrics` that hold values, without comments.
fn scraped(server: &Server) -> Vec<String> {
    let token = server.token("telemetry", &["*"]);
    let text = server.send("GET", "/metrics", Some(&token), None, &[]).text;
    text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

/// The value of one series.
#[track_caller]
fn value(lines: &[String], series: &str) -> f64 {
    let found = lines.iter().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    found.unwrap_or_else(|| panic!("no {series} in\n{}", lines.join("\n"))).parse().unwrap()
}

#[test]
fn counters_are_right() {
    let server = Server::start();
    traffic(&server);
    let lines = scraped(&server);
    let check = |series: &str, expected: usize| {
        let expected = format!("{expected}").parse::<f64>().unwrap();
        let found = value(&lines, series);
        assert!((found - expected).abs() < 1e-9, "{series}: {found}, expected {expected}");
    };
    let evaluations = "feature_flag_evaluations_total";
    // One by one, then three times in bulk, then killed.
    check(&format!(r#"{evaluations}{{flag="plain",result="enabled"}}"#), USERS + 3);
    check(&format!(r#"{evaluations}{{flag="plain",result="disabled"}}"#), 1);
    check(&format!(r#"{evaluations}{{flag="layout",result="wide"}}"#), USERS + 3);
    check(&format!(r#"{evaluations}{{flag="rising",result="enabled"}}"#), 3);
    check(&format!(r#"{evaluations}{{flag="experiment",result="b"}}"#), USERS + 3);
    let half =
        |result| value(&lines, &format!(r#"{evaluations}{{flag="half",result="{result}"}}"#));
    let expected = (USERS + 3).to_string().parse::<f64>().unwrap();
    assert!((half("enabled") + half("disabled") - expected).abs() < 1e-9);
    // Who asks for everything does not use everything, so nobody was assigned by that.
    check(r#"feature_variant_assignments_total{experiment="experiment",variant="b"}"#, USERS);
    let duration = "feature_flag_evaluation_duration_seconds";
    check(&format!(r#"{duration}_count{{flag="layout"}}"#), USERS);
    check(&format!(r#"{duration}_bucket{{flag="layout",le="+Inf"}}"#), USERS);
    check(&format!(r#"{duration}_count{{flag="half"}}"#), USERS + 3);
    let errors = "feature_flag_errors_total";
    check(&format!(r#"{errors}{{error_type="TARGETING_KEY_MISSING",flag="half"}}"#), 3);
    check(&format!(r#"{errors}{{error_type="FLAG_NOT_FOUND",flag=""}}"#), 3);
    check(r#"feature_kill_switches_activated_total{flag="plain",reason="manual"}"#, 1);
    check(r#"feature_flag_cache_hits_total{flag="",hit="true"}"#, 2);
    check(r#"feature_flag_cache_hits_total{flag="",hit="false"}"#, 1);
    for status in ["draft", "running", "concluded"] {
        check(&format!(r#"feature_experiments_active{{status="{status}"}}"#), 1);
    }
    check(r#"feature_rollout_percentage{flag="half"}"#, 50);
    check(r#"feature_rollout_percentage{flag="rising"}"#, 100);
}

/// Evaluations go on while the rules change, so some are counted by rules that are over already.
#[test]
fn a_change_of_the_rules_loses_no_count() {
    const THREADS: usize = 4;
    const EACH: usize = 150;
    let server = Server::start();
    let flag = json!({"features": {"plain": {"type": "boolean", "enabled": true}}});
    server.post("/api/import", &flag).expect(200);
    let context = json!({"targetingKey": "u"});
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| (0..EACH).for_each(|_| ask(&server, "plain", &context, 200)));
        }
        for change in 0..40 {
            let change = json!({"description": format!("change {change}")});
            server.patch("/api/features/plain", &change).expect(200);
            scraped(&server);
        }
    });
    let lines = scraped(&server);
    let series = r#"feature_flag_evaluations_total{flag="plain",result="enabled"}"#;
    let expected = (THREADS * EACH).to_string().parse::<f64>().unwrap();
    let found = value(&lines, series);
    assert!((found - expected).abs() < 1e-9, "{found}, expected {expected}");
}

#[test]
fn buckets_are_the_briefs() {
    let server = Server::start();
    traffic(&server);
    let lines = scraped(&server);
    let start = r#"feature_flag_evaluation_duration_seconds_bucket{flag="plain",le=""#;
    let bounds: Vec<&str> =
        lines.iter().filter_map(|line| line.strip_prefix(start)?.split('"').next()).collect();
    let expected = [
        "0.0001", "0.0002", "0.0004", "0.0008", "0.0016", "0.0032", "0.0064", "0.0128", "0.0256",
        "0.0512", "+Inf",
    ];
    assert_eq!(bounds, expected);
}

/// The keys that stand in labels.
fn labelled(lines: &[String]) -> BTreeSet<&str> {
    let keys = lines.iter().flat_map(|line| {
        ["flag=\"", "experiment=\""].iter().filter_map(|label| {
            line.split_once(label).map(|(_, rest)| rest.split('"').next().unwrap())
        })
    });
    keys.collect()
}

#[test]
fn only_keys_that_are_there_become_labels() {
    let server = Server::start();
    traffic(&server);
    let before: Vec<String> = labelled(&scraped(&server)).into_iter().map(str::to_owned).collect();
    assert_eq!(before, ["", "experiment", "half", "later", "layout", "over", "plain", "rising"]);

    // Ten thousand flags that come, are evaluated, and go.
    let flag = |n: usize| (format!("flag{n}"), json!({"type": "boolean", "enabled": true}));
    let many = json!({"features": (0..9_900).map(flag).collect::<serde_json::Map<_, _>>()});
    server.post("/api/import", &many).expect(200);
    for key in ["flag0", "flag9899"] {
        ask(&server, key, &json!({"targetingKey": "u"}), 200);
    }
    server.post("/ofrep/v1/evaluate/flags", &json!({})).expect(200);
    server.post("/flags/flag1/kill", &json!({})).expect(200);
    assert_eq!(labelled(&scraped(&server)).len(), before.len() + 9_900);
    // One variant goes too, and one type changes.
    let kept = json!({"features": {
        "plain": {"type": "boolean", "enabled": true},
        "layout": {"type": "variant", "enabled": true, "variants": {"narrow": 1, "other": 0}},
    }});
    // What runs is not deleted.
    server.post("/api/experiments/experiment/conclude", &json!({})).expect(200);
    server.post("/api/import?prune=true&allow_deletes=true", &kept).expect(200);
    let lines = scraped(&server);
    assert_eq!(labelled(&lines).into_iter().collect::<Vec<_>>(), ["", "layout", "plain"]);
    assert!(!lines.iter().any(|line| line.contains("\"wide\"")), "{}", lines.join("\n"));

    // A flag that comes again is counted from the start.
    server.post("/api/import", &many).expect(200);
    ask(&server, "flag0", &json!({"targetingKey": "u"}), 200);
    let series = r#"feature_flag_evaluations_total{flag="flag0",result="enabled"}"#;
    assert!((value(&scraped(&server), series) - 1.0).abs() < 1e-9);
}
