//! The stream as a client follows it, against a server that says just what a test wants.

use std::time::Duration;

use hoist_sdk::{Cause, Connection};
use serde_json::json;

use super::wire::{Script, Wire};
use super::{SOON, client, runtime, until_true};
use crate::clock::until;

fn snapshot(log: &str, seq: u64, on: &[&str]) -> String {
    let flag = json!({"type": "boolean", "enabled": true});
    let flags: serde_json::Map<_, _> =
        on.iter().map(|key| ((*key).to_owned(), flag.clone())).collect();
    let data = json!({"environment": "default", "log": log, "seq": seq, "features": flags,
        "experiments": {}, "segments": {}, "state": {"killed": {}}});
    format!("event: snapshot\nid: {log}.{seq}\ndata: {data}\n\n")
}

fn change(log: &str, from: u64, seq: u64, key: &str) -> String {
    let features = json!({key: {"type": "boolean", "enabled": true}});
    let data = json!({"log": log, "from": from, "seq": seq, "features": features});
    format!("event: change\nid: {log}.{seq}\ndata: {data}\n\n")
}

fn kill(log: &str, seq: u64, key: &str) -> String {
    let killed = json!({"reason": null, "by": "t", "at": "2025-01-01T00:00:00Z"});
    let data = json!({"log": log, "seq": seq, "key": key, "killed": killed});
    format!("event: kill\ndata: {data}\n\n")
}

#[test]
fn the_stream_is_followed_and_resumed() {
    let wire = Wire::start(vec![
        Script::stream(&[
            "retry: 10\n\n",
            &snapshot("l", 5, &["a"]),
            &kill("l", 8, "a"),
            &change("l", 5, 6, "b"),
            // Half an event at the end is none.
            "event: change\ndata: {\"log\": \"l\", \"from\": 6, \"seq\": 7, \"features\": {\"c\":",
        ]),
        // What is older than what is known changes nothing.
        Script::stream(&[&snapshot("l", 4, &["old"]), &snapshot("l", 9, &["a", "b", "d"])]),
        Script::stream(&[
            "event: heartbeat\ndata: {\"log\": \"l\", \"seq\": 9}\n\n",
            "event: change\ndata: garbage\n\n",
            &change("l", 9, 10, "never"),
        ]),
        // After garbage, everything is asked for once.
        Script::json(&snapshot("l", 9, &["a", "b", "d"])).to("/api/snapshot"),
        Script::stream(&[&snapshot("other", 1, &["e"])]),
        Script::hanging(&["event: heartbeat\ndata: {\"log\": \"other\", \"seq\": 3}\n\n"]),
    ]);
    let runtime = runtime();
    let hoist = runtime.block_on(client(&wire.url, "t").build()).unwrap();
    until_true("the last connection", || hoist.status().seq == 3);
    let user = hoist.with_user("u");
    assert!(user.is_enabled("e") && !user.is_enabled("a") && !user.is_enabled("never"));
    assert_eq!(hoist.status().log.as_deref(), Some("other"));
    let streams: Vec<_> =
        wire.asked().into_iter().filter(|it| it.contains("/api/stream")).collect();
    let last_ids: Vec<_> = streams
        .iter()
        .map(|head| head.split("last-event-id: ").nth(1).map(|it| it.lines().next().unwrap()))
        .collect();
    assert_eq!(last_ids, [None, Some("l.6"), Some("l.9"), Some("l.9"), Some("other.1")]);
    assert!(streams[0].contains("authorization: Bearer t"));
    assert!(streams[0].contains(&format!("x-hoist-instance: {}", hoist.instance_id())));
}

#[test]
fn a_kill_stays_over_older_rules_and_an_older_snapshot_is_refused() {
    let wire = Wire::start(vec![Script::hanging(&[
        &snapshot("l", 5, &["a"]),
        &kill("l", 9, "a"),
        &snapshot("l", 7, &["a", "b"]),
        &snapshot("l", 6, &["a", "c"]),
        &snapshot("l", 8, &["a", "b", "d"]),
    ])]);
    let runtime = runtime();
    let hoist = runtime.block_on(client(&wire.url, "t").build()).unwrap();
    let user = hoist.with_user("u");
    until_true("the newer snapshot", || user.is_enabled("d"));
    assert!(user.is_enabled("b") && !user.is_enabled("c"));
    assert!(user.resolve("a").killed);
    assert_eq!((hoist.status().seq, hoist.status().kill_seq), (8, 9));
}

#[test]
fn a_server_that_is_behind_is_told() {
    let pieces = [snapshot("l", 5, &["a"]), snapshot("l", 4, &["b"])].concat();
    let wire = Wire::start(vec![Script::hanging(&[&pieces])]);
    let runtime = runtime();
    let hoist = runtime.block_on(client(&wire.url, "t").build()).unwrap();
    let problem = until("the older snapshot", SOON, || hoist.status().problem);
    assert_eq!((problem.cause, hoist.status().seq), (Cause::Behind, 5));
}

#[test]
fn a_stream_that_goes_silent_is_opened_anew() {
    let wire = Wire::start(vec![
        Script::hanging(&[&snapshot("l", 5, &["a"])]),
        Script::hanging(&[&change("l", 5, 6, "b")]),
    ]);
    let runtime = runtime();
    // Longer than a machine that does much else may take to say anything at all.
    let builder = client(&wire.url, "t").silence_max(Duration::from_secs(4));
    let hoist = runtime.block_on(builder.build()).unwrap();
    until_true("the second stream", || hoist.with_user("u").is_enabled("b"));
    // Between the two it may have told what it has applied.
    let asked = wire.asked();
    let second = asked.iter().filter(|it| it.contains("/api/stream")).nth(1).unwrap();
    assert!(second.contains("last-event-id: l.5"), "{second}");
}

#[test]
fn where_the_difference_does_not_fit_a_snapshot_is_fetched() {
    let wire = Wire::start(vec![
        Script::hanging(&[&snapshot("l", 5, &["a"]), &change("l", 7, 8, "b")]),
        // A report of what is applied, after a second, is not to be answered with it.
        Script::json(&snapshot("l", 9, &["a", "b", "c"])).to("/api/snapshot"),
    ]);
    let runtime = runtime();
    let hoist = runtime.block_on(client(&wire.url, "t").build()).unwrap();
    until_true("the snapshot", || hoist.status().seq == 9);
    assert!(hoist.with_user("u").is_enabled("c"));
    assert_eq!(hoist.status().connection, Connection::Live);
}

#[test]
fn a_snapshot_of_the_past_is_not_taken_for_the_present_one() {
    let past = snapshot("l", 9, &["a", "b"]).replace("\"seq\":9", "\"seq\":9,\"past\":true");
    let wire = Wire::start(vec![
        Script::hanging(&[&snapshot("l", 5, &["a"]), &change("l", 7, 8, "b")]),
        Script::json(&past).to("/api/snapshot"),
    ]);
    let runtime = runtime();
    let hoist = runtime.block_on(client(&wire.url, "t").build()).unwrap();
    // It is refused, so it is asked for again.
    until_true("another question", || wire.asked().len() > 2);
    assert_eq!(hoist.status().seq, 5);
    assert!(!hoist.with_user("u").is_enabled("b"));
}
