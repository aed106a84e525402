//! Servers that misbehave: none holds the follower up, and no kill is lost.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::timeout;

use super::*;
use crate::scripted::{Scripted, Step, answer};
use crate::{Connection, Hoist};

/// How long anything may take on a machine that does much else.
const SOON: Duration = Duration::from_secs(30);
const STREAM: &str = "text/event-stream";

fn snapshot(log: &str, seq: u64, keys: &[&str]) -> Value {
    let flag = json!({"type": "boolean", "enabled": true});
    let flags: serde_json::Map<_, _> =
        keys.iter().map(|key| ((*key).to_owned(), flag.clone())).collect();
    json!({"environment": "e", "log": log, "seq": seq, "features": flags, "experiments": {},
        "segments": {}, "state": {"killed": {}}})
}

fn kill(log: &str, seq: u64, key: &str) -> Value {
    let killed = json!({"reason": null, "by": "t", "at": "2025-01-01T00:00:00Z"});
    json!({"log": log, "seq": seq, "key": key, "killed": killed})
}

fn events(events: &[(&str, Value)]) -> String {
    events.iter().map(|(name, data)| format!("event: {name}\ndata: {data}\n\n")).collect()
}

async fn connect(server: &Scripted) -> Hoist {
    Hoist::connect(&server.url, "t").start_wait(SOON).telemetry(false).build().await.unwrap()
}

async fn until(what: &str, mut look: impl FnMut() -> bool) {
    let looking = async {
        while !look() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(SOON, looking).await.unwrap_or_else(|_| panic!("{what}"));
}

#[tokio::test]
async fn a_refusal_that_never_ends_holds_nobody_up() {
    let server = Scripted::start(|line, before| match (line.contains("/api/stream"), before) {
        (true, 0) | (false, _) => {
            vec![answer("503 Unavailable", "application/json", "{"), Step::Hang]
        }
        _ => {
            let first = events(&[("snapshot", snapshot("l", 5, &["a"]))]);
            vec![answer("200 OK", STREAM, &first), Step::Hang]
        }
    })
    .await;
    let hoist = connect(&server).await;
    until("the second stream", || hoist.with_user("u").is_enabled("a")).await;
}

#[tokio::test]
async fn a_server_that_is_behind_is_not_live_and_only_all_of_its_rules_are_taken() {
    let went_on = Arc::new(tokio::sync::Notify::new());
    let goes_on = Arc::clone(&went_on);
    let server = Scripted::start(move |line, _| {
        if line.contains("/api/snapshot") {
            let whole = snapshot("l", 7, &["whole", "other"]).to_string();
            return vec![answer("200 OK", "application/json", &whole)];
        }
        let change = |from: u64, seq: u64, key: &str| {
            let features = json!({key: {"type": "boolean", "enabled": true}});
            json!({"log": "l", "from": from, "seq": seq, "features": features})
        };
        let behind = [
            ("snapshot", snapshot("l", 5, &["a", "b"])),
            ("snapshot", snapshot("l", 3, &["a"])),
            ("kill", kill("l", 4, "b")),
            ("change", change(3, 4, "other")),
            ("heartbeat", json!({"log": "l", "seq": 4})),
        ];
        vec![
            answer("200 OK", STREAM, &events(&behind)),
            Step::Until(Arc::clone(&goes_on)),
            Step::Send(events(&[("change", change(4, 7, "differs"))])),
            Step::Hang,
        ]
    })
    .await;
    let hoist = connect(&server).await;
    let user = hoist.with_user("u");
    until("the kill", || user.resolve("b").killed).await;
    let status = hoist.status();
    assert_eq!((status.seq, status.problem.map(|it| it.cause)), (5, Some(Cause::Behind)));
    assert!(matches!(status.connection, Connection::Stale { .. }), "{:?}", status.connection);
    went_on.notify_one();
    until("all rules", || user.is_enabled("whole")).await;
    until("the end", || hoist.status().connection == Connection::Live).await;
    assert!(hoist.status().problem.is_none() && !user.is_enabled("differs"));
}

#[tokio::test]
async fn a_kill_of_rules_that_are_not_known_is_obeyed_once_they_are() {
    let server = Scripted::start(|line, _| {
        if line.contains("/api/snapshot") {
            let older = snapshot("other", 7, &["a"]).to_string();
            return vec![answer("200 OK", "application/json", &older)];
        }
        let told = [("snapshot", snapshot("l", 5, &["a"])), ("kill", kill("other", 9, "a"))];
        vec![answer("200 OK", STREAM, &events(&told)), Step::Hang]
    })
    .await;
    let hoist = connect(&server).await;
    until("the other log", || hoist.status().log.as_deref() == Some("other")).await;
    until("the kill", || hoist.with_user("u").resolve("a").killed).await;
    assert_eq!((hoist.status().seq, hoist.status().kill_seq), (7, 9));
}

#[tokio::test]
async fn a_panic_is_found_whatever_the_size() {
    for bytes in [0, INLINE_BYTES_MAX + 1] {
        assert_eq!(off_thread(bytes, || -> u8 { panic!("a fault") }).await, None);
        assert_eq!(off_thread(bytes, || 7).await, Some(7));
    }
}
