//! Servers that misbehave: none holds the follower up, and no kill is lost.

use std::time::Duration;

use hoist_ruleset::KeyList;
use serde_json::{Value, json};
use tokio::sync::Notify;
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
    let went_on = Arc::new(Notify::new());
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

/// Kills that come while something else is fetched: each is in force before that has come, and
/// after it has.
#[tokio::test]
async fn a_kill_waits_neither_for_a_list_nor_for_a_snapshot() {
    let list: KeyList = ["u"].into_iter().collect();
    let digest = list.digest().to_string();
    let long = json!({"hash": digest, "keys": ["u"]}).to_string();
    let segments = json!({"s": {"include": {"list": digest}}});
    let mut change = json!({"log": "l", "from": 5, "seq": 7, "segments": segments});
    change["features"] = json!({"b": {"type": "boolean", "enabled": true}});
    let unknown = json!({"log": "l", "from": 100, "seq": 101});
    let whole = snapshot("l", 101, &["a", "b", "c"]).to_string();
    let later = json!({"log": "l", "seq": 200});
    for (needs, asked, body) in
        [(("change", change), "/api/lists/", long), (("change", unknown), "/api/snapshot", whole)]
    {
        let sent = Arc::new(Notify::new());
        let fetched = Arc::clone(&sent);
        let told = [
            ("snapshot", snapshot("l", 5, &["a", "b"])),
            needs,
            ("kill", kill("l", 150, "a")),
            ("kill", kill("l", 151, "b")),
            ("kill", json!({"log": "l", "seq": 152, "key": "b", "killed": null})),
            ("heartbeat", later.clone()),
        ];
        let server = Scripted::start(move |line, _| match line.contains("/api/stream") {
            true => vec![answer("200 OK", STREAM, &events(&told)), Step::Hang],
            false => {
                let answer = answer("200 OK", "application/json", &body);
                vec![Step::Until(Arc::clone(&fetched)), answer]
            }
        })
        .await;
        let hoist = connect(&server).await;
        let user = hoist.with_user("u");
        until("the question", || server.asked(asked) == 1).await;
        until("the kills", || hoist.status().kill_seq == 152).await;
        assert!(user.resolve("a").killed && !user.resolve("b").killed, "{asked}");
        assert_eq!(hoist.status().seq, 5, "{asked}: what was asked for has not come");
        sent.notify_one();
        until("the rest in its order", || hoist.status().seq == 200).await;
        assert!(user.resolve("a").killed && !user.resolve("b").killed, "{asked}");
        assert!(user.is_enabled("b"), "{asked}");
        assert_eq!((server.asked(asked), server.asked("/api/stream")), (1, 1));
    }
}

#[tokio::test]
async fn a_connection_that_ends_while_a_list_is_fetched_loses_nothing() {
    let list: KeyList = ["u"].into_iter().collect();
    let digest = list.digest().to_string();
    let body = json!({"hash": digest, "keys": ["u"]}).to_string();
    let sent = Arc::new(Notify::new());
    let fetched = Arc::clone(&sent);
    let server = Scripted::start(move |line, before| {
        if line.contains("/api/lists/") {
            let answer = answer("200 OK", "application/json", &body);
            return vec![Step::Until(Arc::clone(&fetched)), answer];
        }
        if before > 0 {
            let beat = [("heartbeat", json!({"log": "l", "seq": 7}))];
            return vec![answer("200 OK", STREAM, &events(&beat)), Step::Hang];
        }
        let segments = json!({"s": {"include": {"list": digest}}});
        let told = [
            ("snapshot", snapshot("l", 5, &["a"])),
            ("change", json!({"log": "l", "from": 5, "seq": 6, "segments": segments})),
            ("kill", kill("l", 7, "a")),
        ];
        vec![answer("200 OK", STREAM, &events(&told))]
    })
    .await;
    let hoist = connect(&server).await;
    until("the kill", || hoist.with_user("u").resolve("a").killed).await;
    sent.notify_one();
    until("the change", || hoist.status().seq >= 6).await;
    until("the next stream", || server.asked("/api/stream") == 2).await;
    assert_eq!((server.asked("/api/lists/"), server.asked("/api/snapshot")), (1, 0));
    assert!(hoist.with_user("u").resolve("a").killed);
}

#[tokio::test]
async fn a_panic_is_found_whatever_the_size() {
    for bytes in [0, INLINE_BYTES_MAX + 1] {
        assert_eq!(off_thread(bytes, || -> u8 { panic!("a fault") }).await, None);
        assert_eq!(off_thread(bytes, || 7).await, Some(7));
    }
}
