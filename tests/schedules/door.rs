//! What is refused where a change is scheduled, and how much may be.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{START, change, make, patch, with_flag};
use crate::clock::now;
use crate::server::Server;

#[test]
fn what_would_be_refused_now_is_refused_at_once() {
    let server = with_flag::<1>();
    let at = "2026-04-01T00:00:00Z";
    let with = |field: &str, value: Value| {
        let mut body = patch(at, "search", json!({"percentage": 20}));
        body[field] = value;
        body
    };
    let one = "`change`: this has one of `patch`, `put` and `delete`.";
    for (body, code, says) in [
        (patch(START, "search", json!({})), "invalid", "has passed: it is 2026-03-01T12:00:00Z"),
        (
            patch("2020-01-01T00:00:00Z", "search", json!({})),
            "invalid",
            "`at` is 2020-01-01T00:00:00Z, which has passed",
        ),
        (patch("2031-03-03T12:00:00Z", "search", json!({})), "invalid", "at most five years ahead"),
        (patch("tomorrow", "search", json!({})), "bad_request", "`at`: this is no time"),
        (patch("2026-04-01T00:00:00", "search", json!({})), "bad_request", "with its offset"),
        (patch(at, "no key", json!({})), "invalid", "`key` is no key"),
        (patch(at, "serch", json!({})), "not_found", "Did you mean search?"),
        (patch(at, "search", json!({"percentage": 101})), "invalid", "percentage"),
        (
            change(at, "search", json!({"put": {"type": "boolean", "percentage": 1}})),
            "invalid",
            "percentage",
        ),
        (change(at, "gone", json!({"delete": true})), "not_found", "no flag gone"),
        (change(at, "search", json!({"delete": false})), "bad_request", "`delete` is true"),
        (change(at, "search", json!({"patch": {}, "delete": true})), "bad_request", one),
        (change(at, "search", json!({"kill": true})), "bad_request", one),
        (change(at, "search", json!({})), "bad_request", one),
        (patch(at, "search", json!({"kill_switch": true})), "invalid", "kill"),
        (with("if_version", json!(7)), "conflict", "is at version 1"),
        (with("collection", json!("tokens")), "bad_request", "collection"),
        (with("reason", json!("x".repeat(1_001))), "invalid", "reason"),
        (with("when", json!(1)), "bad_request", "when"),
    ] {
        let answer = server.ask("POST", "/api/schedules", Some(&body));
        assert_eq!(answer.code(), code, "{body}: {}", answer.text);
        assert!(answer.text.contains(says), "{body}: {}", answer.text);
    }
    let broken = patch(at, "search", json!({"percentage": 101, "tags": 7}));
    let refused = server.ask("POST", "/api/schedules", Some(&broken)).json();
    assert_eq!(refused["diagnostics"].as_array().unwrap().len(), 2, "{refused}");
    assert_eq!(server.get("/status")["seq"], 1);
    assert_eq!(server.get("/api/schedules"), json!({"items": [], "next": null}));
    // Exactly five years, two leap days in them.
    make(&server, &patch("2031-03-02T12:00:00Z", "search", json!({})));
}

#[test]
fn there_is_a_limit_to_what_is_scheduled() {
    let server = with_flag::<5>();
    let one = patch("2026-03-02T00:00:00Z", "search", json!({"percentage": 20}));
    (0..1_000).for_each(|_| drop(make(&server, &one)));
    let refused = server.ask("POST", "/api/schedules", Some(&one));
    assert_eq!(refused.code(), "not_now");
    assert!(refused.text.contains("There are 1000 scheduled changes"), "{}", refused.text);
    let page = server.get("/api/schedules?limit=600");
    assert_eq!(page["items"].as_array().unwrap().len(), 600);
    let next = format!("/api/schedules?limit=600&cursor={}", page["next"].as_str().unwrap());
    let rest = server.get(&next);
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (400, &Value::Null));
    assert_eq!(server.ask("GET", "/api/schedules?cursor=sch_none", None).code(), "bad_request");
}

#[test]
fn there_is_a_limit_to_all_of_it_in_bytes() {
    let server = with_flag::<15>();
    let keys: Vec<String> = (0..900).map(|key| format!("{key:01000}")).collect();
    let definition = json!({"put": {"include": keys}});
    let mut body = change("2026-03-02T00:00:00Z", "people", definition);
    body["collection"] = json!("segments");
    // 16 MiB hold 18 of these.
    (0..18).for_each(|_| drop(make(&server, &body)));
    let refused = server.ask("POST", "/api/schedules", Some(&body));
    assert_eq!(refused.code(), "not_now");
    assert!(refused.text.contains("at most 16777216 bytes"), "{}", refused.text);
    // What is made makes room.
    server.jump(SignedDuration::from_hours(12));
    server.settle();
    body["at"] = json!("2026-03-03T00:00:00Z");
    make(&server, &body);
}

#[test]
fn a_managed_document_is_changed_in_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("features.yaml");
    std::fs::write(&file, "features: {search: {type: boolean, enabled: true}}").unwrap();
    let server = Server::start_with(&["--config", file.to_str().unwrap()]);
    for what in
        [json!({"patch": {"enabled": false}}), json!({"patch": {}}), json!({"delete": true})]
    {
        let refused =
            server.post("/api/schedules", &change("2999-01-01T00:00:00Z", "search", what.clone()));
        assert_eq!(refused.code(), "invalid", "five years");
        let soon = now() + SignedDuration::from_hours(1);
        let refused = server.post("/api/schedules", &change(&soon.to_string(), "search", what));
        assert_eq!(refused.code(), "managed");
    }
}
