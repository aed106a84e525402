//! Releases that run: over HTTP, by a clock that the test sets, with real events.

mod asked;
mod killed;
mod measured;
mod routed;
mod smoke;
mod stranger;
mod unmeasured;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::clock::until;
use crate::server::Answer;
use crate::set_clock::Clocked;

const START: &str = "2026-03-02T08:00:00Z";
const SOON: Duration = Duration::from_secs(60);
const RELEASE: &str = "/api/releases/checkout_v2";

/// Three steps by the clock alone, unless more is said.
fn release<const N: usize>(server: &Clocked<N>, more: Value) {
    let mut body = json!({"flag": "checkout", "checks": [], "steps": [
        {"name": "canary", "percentage": 5, "duration": "1m"},
        {"name": "half", "percentage": 50, "duration": "1m"},
        {"name": "full", "percentage": 100, "duration": "1m"}]});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    server.ask("PUT", RELEASE, Some(&body)).expect(201);
}

fn ask<const N: usize>(server: &Clocked<N>, verb: &str, body: Value) -> Answer {
    server.ask("POST", &format!("{RELEASE}/{verb}"), Some(&body))
}

fn status<const N: usize>(server: &Clocked<N>) -> Value {
    server.get(&format!("{RELEASE}/status"))
}

/// Moves the clock on by a few seconds at a time until the release is so. Time that no server looks
/// at is none of the release, so each time waits for a look.
#[track_caller]
fn pass<const N: usize>(server: &Clocked<N>, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    let database = rusqlite::Connection::open(server.data().join("hoist.db")).unwrap();
    let sql = "SELECT json_extract(body, '$.release.seen') FROM releases ORDER BY number DESC";
    until(what, SOON, || {
        let now = status(server);
        if is_so(&now) {
            return Some(now);
        }
        let seen: String = database.query_row(sql, [], |row| row.get(0)).unwrap();
        let next = seen.parse::<Timestamp>().unwrap() + SignedDuration::from_secs(14);
        if server.now() < next {
            server.set(next);
        }
        None
    })
}

/// Waits until the release is so, by itself.
#[track_caller]
fn wait<const N: usize>(server: &Clocked<N>, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    until(what, SOON, || Some(status(server)).filter(|now| is_so(now)))
}

/// What the log says of a document, the oldest first: kinds of entries.
fn kinds<const N: usize>(server: &Clocked<N>, path: &str) -> Vec<String> {
    let history = server.get(&format!("{path}/history?limit=100"));
    let items = history["items"].as_array().unwrap();
    items.iter().rev().map(|entry| entry["kind"].as_str().unwrap().to_owned()).collect()
}

/// Of 400 users, how many are in, as percent.
fn share<const N: usize>(server: &Clocked<N>) -> usize {
    let is_in = |user: usize| {
        let context =
            json!({"context": {"targetingKey": format!("u{user}")}, "keys": ["checkout"]});
        let answer = server.ask("POST", "/api/evaluate", Some(&context)).expect(200);
        answer["items"][0]["value"] == true
    };
    (0..400).filter(|user| is_in(*user)).count() / 4
}

#[test]
fn a_healthy_release_lets_everybody_in_and_becomes_the_definition() {
    let server = Clocked::<36>::start(START);
    release(&server, json!({}));
    let begun = ask(&server, "start", json!({"reason": "ready"})).expect(200);
    assert_eq!((&begun["run"], &begun["status"]), (&json!(1), &json!("running")), "{begun}");
    let canary = wait(&server, "the first step", |now| now["share"] == 5.0);
    assert_eq!((&canary["step_name"], &canary["phase"]), (&json!("canary"), &json!("watching")));
    assert!((1..12).contains(&share(&server)), "about 5 %");
    assert_eq!(server.get("/api/features/checkout")["percentage"], 0, "beside the definition");
    let snapshot = server.get("/api/snapshot");
    assert_eq!(snapshot["state"]["shares"], json!({"checkout": 500}));
    // A start of one that runs changes nothing.
    assert_eq!(ask(&server, "start", json!({})).expect(200)["run"], 1);
    pass(&server, "the second step", |now| now["share"] == 50.0);
    assert!((40..60).contains(&share(&server)), "about half");
    let done = pass(&server, "the end", |now| now["status"] == "succeeded");
    assert_eq!(share(&server), 100);
    assert_eq!(server.get("/api/features/checkout")["percentage"], 100);
    assert_eq!(server.get("/api/snapshot")["state"]["shares"], Value::Null);
    assert!(done["ended_at"].is_string(), "{done}");
    let decided: Vec<&str> = done["decisions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["kind"].as_str().unwrap())
        .collect();
    assert_eq!(decided, ["started", "stepped", "stepped", "stepped", "succeeded"]);
    assert_eq!(kinds(&server, RELEASE), ["created", "launched", "succeeded"]);
    let flag = kinds(&server, "/api/features/checkout");
    assert_eq!(flag, ["created", "shared", "shared", "shared", "updated", "shared"]);
    let again = ask(&server, "start", json!({})).expect(409);
    assert!(again["detail"].as_str().unwrap().contains("the share is 100 %"), "{again}");
}
