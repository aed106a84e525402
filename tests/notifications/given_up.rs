//! How long messages are tried, and what becomes of those that are given up.

use std::time::Duration;

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::receiver::Receiver;
use crate::clock::until;
use crate::set_clock::Clocked;

const START: &str = "2026-03-01T12:00:00Z";

fn with_channel<const N: usize>() -> (Clocked<N>, Receiver) {
    let (server, receiver) = (Clocked::start(START), Receiver::start());
    let body = json!({"name": "ops", "type": "webhook", "url": receiver.url});
    server.ask("POST", "/api/notifications", Some(&body)).expect(201);
    (server, receiver)
}

fn make<const N: usize>(server: &Clocked<N>, key: &str) {
    let flag = json!({"key": key, "type": "boolean", "enabled": true});
    server.ask("POST", "/api/features", Some(&flag)).expect(201);
}

/// Waits until what is in the outbox is as it is to be.
fn queue<const N: usize>(server: &Clocked<N>, what: &str, is: impl Fn(&Value) -> bool) -> Value {
    until(what, Duration::from_secs(30), || {
        let queue = server.get("/api/notifications/ops")["queue"].clone();
        is(&queue).then_some(queue)
    })
}

/// Waits for the same after a jump. A pause that had yet to begin would not end by a clock that
/// stands still, so it goes on a little with each look.
fn queue_soon<const N: usize>(
    server: &Clocked<N>,
    what: &str,
    is: impl Fn(&Value) -> bool,
) -> Value {
    queue(server, what, |queue| {
        let is_so = is(queue);
        if !is_so {
            server.jump(SignedDuration::from_millis(100));
        }
        is_so
    })
}

#[test]
fn after_three_days_a_message_is_given_up_and_can_be_replayed() {
    let (server, receiver) = with_channel::<27>();
    receiver.answers(503, "");
    make(&server, "a");
    make(&server, "b");
    receiver.wait(1);
    queue(&server, "it is noted", |queue| queue["failure"].is_string());
    server.jump(SignedDuration::from_hours(71));
    queue_soon(&server, "it is tried again", |_| receiver.all().len() >= 2);
    make(&server, "c");
    assert_eq!(server.get("/api/notifications/ops")["queue"]["pending"], 3);
    server.jump(SignedDuration::from_mins(61));
    // Both that are as old go at once; the young one stays.
    let left = queue_soon(&server, "two are given up", |queue| queue["dead"] == 2);
    assert_eq!(left["pending"], 1);
    let dead = server.get("/api/notifications/ops/dead")["items"].clone();
    assert!(dead[0]["text"].as_str().unwrap().starts_with("Flag a was created"), "{dead}");
    assert_eq!(dead[0]["failure"], "the receiver answered with 503");
    let (first, id) = (dead[0]["webhook_id"].clone(), dead[1]["id"].clone());
    receiver.answers(200, "");
    server.jump(SignedDuration::from_mins(10));
    queue_soon(&server, "the young one arrives", |queue| queue["pending"] == 0);

    let replay = |body: &Value| server.ask("POST", "/api/notifications/ops/replay", Some(body));
    assert_eq!(replay(&json!({"id": 999})).code(), "not_found");
    assert_eq!(replay(&json!({ "id": id })).expect(200)["replayed"], 1);
    // Of those that wait together, the older one would go first.
    queue(&server, "it has arrived", |queue| queue["pending"] == 0);
    assert_eq!(replay(&json!({})).expect(200)["replayed"], 1);
    queue(&server, "all have arrived", |queue| queue["pending"] == 0 && queue["dead"] == 0);
    let accepted: Vec<_> = receiver.all().into_iter().filter(|it| it.accepted).collect();
    let keys: Vec<_> = accepted.iter().map(|it| it.json()["data"]["key"].clone()).collect();
    assert_eq!(keys, ["c", "b", "a"]);
    // Under the id that it had from the start.
    assert_eq!(
        (accepted[2].id(), receiver.all()[0].id()),
        (first.as_str().unwrap(), first.as_str().unwrap())
    );
}

#[test]
fn a_receiver_is_not_asked_before_it_wants_to_be_after_a_restart_neither() {
    let (mut server, receiver) = with_channel::<28>();
    receiver.answers(429, "retry-after: 3600\r\n");
    make(&server, "a");
    receiver.wait(1);
    queue(&server, "it is noted", |queue| queue["failure"].is_string());
    receiver.answers(200, "");
    server.stop();
    server.resume();
    server.jump(SignedDuration::from_mins(59));
    // Another flag shows that the worker has looked.
    make(&server, "b");
    receiver.wait(2);
    let keys = |all: &[super::receiver::Received]| -> Vec<Value> {
        all.iter().map(|it| it.json()["data"]["key"].clone()).collect()
    };
    assert_eq!(keys(&receiver.all()), ["a", "b"]);
    queue(&server, "the other one is still to come", |queue| queue["pending"] == 1);
    server.jump(SignedDuration::from_mins(1));
    queue_soon(&server, "it is delivered", |queue| queue["pending"] == 0);
    assert_eq!(keys(&receiver.all()), ["a", "b", "a"]);
}

#[test]
fn a_receiver_that_is_gone_is_asked_once() {
    let (server, receiver) = with_channel::<29>();
    receiver.answers(410, "");
    make(&server, "a");
    let left = queue(&server, "it is given up", |queue| queue["dead"] == 1);
    assert_eq!((&left["pending"], receiver.all().len()), (&json!(0), 1));
}
