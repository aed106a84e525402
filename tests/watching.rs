//! Evaluations as they happen, `GET /api/evaluations/stream`: what is told, of whom, and to whom.

use std::time::Duration;

use hoist_ruleset::Digest;
use serde_json::{Value, json};

use crate::clock::now;
use crate::server::Server;
use crate::sse::{Next, Sse};

const PATH: &str = "/api/evaluations/stream";
/// Watchers that an environment has room for.
const WATCHERS_MAX: usize = 20;

fn server() -> Server {
    let server = Server::start();
    let features = json!({
        "plain": {"type": "boolean", "enabled": true},
        "ruled": {"type": "targeted", "enabled": true,
            "rules": [{"type": "property", "conditions": {"plan": "pro"}, "value": true}]},
    });
    server.post("/api/import", &json!({ "features": features })).expect(200);
    server
}

/// A watcher who is there: the first event, which comes at once, says so.
fn watch(server: &Server, query: &str, token: &str) -> Sse {
    let mut watcher = Sse::open(server, &format!("{PATH}{query}"), token, &[]);
    let first = watcher.event();
    assert_eq!((&*first.name, &first.data), ("evaluations", &json!({"items": [], "left_out": 0})));
    watcher
}

/// The next evaluations, which must come.
fn told(watcher: &mut Sse) -> Vec<Value> {
    loop {
        let event = watcher.event();
        let items = event.data["items"].as_array().unwrap().clone();
        if !items.is_empty() {
            return items;
        }
    }
}

/// So many of the next evaluations, which may be told in more than one event.
fn told_of(watcher: &mut Sse, count: usize) -> Vec<Value> {
    let mut items = told(watcher);
    while items.len() < count {
        items.extend(told(watcher));
    }
    items
}

fn evaluate(server: &Server, key: &str, context: &Value) {
    let path = format!("/ofrep/v1/evaluate/flags/{key}");
    server.post(&path, &json!({ "context": context })).expect(200);
}

#[test]
fn what_can_be_no_key_is_not_watched() {
    let server = server();
    for key in ["", &"k".repeat(129)] {
        let refused = server.get(&format!("{PATH}?key={key}")).expect(422);
        assert_eq!(refused["detail"], "`key` is the key of a flag, of 1 to 128 bytes.");
    }
}

#[test]
fn an_evaluation_of_the_server_is_told_without_saying_who_or_what_they_are() {
    let server = server();
    let mut all = watch(&server, "", &server.token("viewer", &["default"]));
    let mut one = watch(&server, "?key=plain", &server.admin());
    let context = json!({"targetingKey": "ana@example.com", "plan": "pro", "email": "ana"});
    evaluate(&server, "ruled", &context);
    let items = told(&mut all);
    assert_eq!(items.len(), 1, "{items:?}");
    let shown = &items[0];
    assert_eq!(shown["key"], "ruled");
    assert_eq!(shown["variant"], "on");
    assert_eq!(shown["reason"], "TARGETING_MATCH");
    assert_eq!(shown["rule"], 0);
    assert_eq!(shown["sdk"], Value::Null);
    let user = Digest::of("ana@example.com").to_string();
    assert_eq!(shown["context"], json!({ "targetingKey": user }));

    // Only the key that was asked for; a request for all is one of each.
    let bulk = json!({ "context": context }).to_string();
    server.send("POST", "/ofrep/v1/evaluate/flags", Some(&server.admin()), Some(&bulk), &[]);
    assert_eq!(told(&mut one).iter().map(|one| &one["key"]).collect::<Vec<_>>(), ["plain"]);
    let mut keys: Vec<_> = told_of(&mut all, 2).iter().map(|one| one["key"].to_string()).collect();
    keys.sort();
    assert_eq!(keys, ["\"plain\"", "\"ruled\""]);

    // Who looks what would be is not told of.
    server.post("/api/evaluate", &json!({ "context": context })).expect(200);
    evaluate(&server, "plain", &json!({}));
    let items = told(&mut all);
    assert_eq!((items.len(), &items[0]["context"]), (1, &json!({})), "{items:?}");
}

#[test]
fn what_an_sdk_samples_is_told_once_with_what_its_program_allows() {
    let server = server();
    let mut all = watch(&server, "", &server.admin());
    let sample = json!({"flag": "plain", "variant": "on", "reason": "STATIC", "seq": 1, "at": now(),
        "context": {"targetingKey": "ana", "plan": "pro"}});
    let unknown =
        json!({"flag": "nothing", "reason": "STATIC", "seq": 1, "at": now(), "context": {}});
    let report = json!({"instance": "0198c0de-0000-7000-8000-000000000001", "batch": 1,
        "sdk": "hoist-rust/0.1.0", "samples": [sample, unknown]});
    for duplicate in [false, true] {
        let answer = server.post("/api/telemetry", &report).expect(200);
        assert_eq!(answer["duplicate"], duplicate);
    }
    evaluate(&server, "ruled", &json!({}));
    let items = told_of(&mut all, 2);
    assert_eq!(items.len(), 2, "a report that is sent again is told once: {items:?}");
    assert_eq!(items[0]["sdk"], "hoist-rust/0.1.0");
    let user = Digest::of("ana").to_string();
    assert_eq!(items[0]["context"], json!({"targetingKey": user, "plan": "pro"}));
    assert_eq!(items[1]["key"], "ruled");
}

#[test]
fn there_is_room_for_some_and_a_token_that_is_revoked_sees_no_more() {
    let server = server();
    let body = json!({"name": "looker", "kind": "viewer", "environments": ["default"]});
    let issued = server.post("/api/tokens", &body).expect(201);
    let mut watchers: Vec<Sse> =
        (1..WATCHERS_MAX).map(|_| watch(&server, "", &server.admin())).collect();
    let mut last = watch(&server, "", issued["token"].as_str().unwrap());
    let refused = server.get(PATH);
    assert_eq!((refused.status, refused.code()), (429, "too_many_requests".to_owned()));

    server.delete(&format!("/api/tokens/{}", issued["id"].as_str().unwrap())).expect(204);
    assert_eq!(last.within(Duration::from_secs(30)), Next::End);
    // Their place is free then.
    watchers.push(watch(&server, "", &server.admin()));
    let (status, _) = server.stop();
    assert!(status.success(), "streams end when the server does");
}
