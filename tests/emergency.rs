//! Emergency controls: what an emergency token can do, what it cannot, and how soon it counts.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use crate::server::Server;

fn with_flags() -> Server {
    let server = Server::start();
    for (key, tags) in
        [("checkout", json!(["shop"])), ("search", json!(["shop"])), ("beta", json!([]))]
    {
        let flag = json!({"key": key, "type": "boolean", "enabled": true, "tags": tags});
        server.post("/api/features", &flag).expect(201);
    }
    server
}

fn value(server: &Server, key: &str) -> Value {
    let path = format!("/ofrep/v1/evaluate/flags/{key}");
    server.post(&path, &json!({"context": {"targetingKey": "u"}})).expect(200)["value"].clone()
}

#[test]
fn an_emergency_token_rescues_and_does_nothing_else() {
    let server = with_flags();
    server.patch("/api/features/checkout", &json!({"description": "new"})).expect(200);
    let token = server.token("emergency", &["default"]);
    let send =
        |method, path: &str, body: Option<&str>| server.send(method, path, Some(&token), body, &[]);
    let kill =
        send("POST", "/flags/checkout/kill", Some(r#"{"reason": "on \"fire\" 🔥"}"#)).expect(200);
    assert_eq!(kill["killed"]["reason"], "on \"fire\" 🔥");
    let by = kill["killed"]["by"].as_str().unwrap();
    assert!(by.starts_with("token:a emergency (tok_"), "{by}");
    assert_eq!(value(&server, "checkout"), false);
    // Again is no mistake, and the first kill stands.
    assert_eq!(send("POST", "/flags/checkout/kill", None).expect(200), kill);
    assert_eq!(send("POST", "/flags/checkout/rollback", None).expect(200)["restored"], 1);
    let freeze = send("POST", "/experiments/freeze", None).expect(200);
    assert_eq!((&freeze["frozen"], &freeze["scope"]), (&json!(true), &json!("all")));
    let status = send("GET", "/status", None).expect(200);
    let flags = json!({"total": 3, "enabled": 3, "killed": ["checkout"], "moving": []});
    assert_eq!(status["flags"], flags);
    assert_eq!(status["experiments"]["frozen"], true);
    assert_eq!(send("POST", "/flags/checkout/revive", None).expect(200)["killed"], Value::Null);
    assert_eq!(value(&server, "checkout"), true);

    for (method, path) in [
        ("GET", "/api/features"),
        ("PATCH", "/api/features/checkout"),
        ("POST", "/ofrep/v1/evaluate/flags/checkout"),
        ("GET", "/api/tokens"),
        ("GET", "/metrics"),
    ] {
        assert_eq!(send(method, path, None).code(), "forbidden", "{method} {path}");
        assert_eq!(server.send(method, path, None, None, &[]).code(), "unauthorized");
    }
    send("POST", "/experiments/unfreeze", None).expect(200);
    assert_eq!(send("POST", "/experiments/unfreeze", None).code(), "not_now");
    assert_eq!(send("POST", "/flags/nobody/kill", None).code(), "not_found");
}

#[test]
fn many_flags_are_killed_at_once() {
    let server = with_flags();
    let killed = server.post("/flags/kill", &json!({"tag": "shop"})).expect(200);
    assert_eq!(killed["keys"], json!(["checkout", "search"]));
    assert_eq!((value(&server, "search"), value(&server, "beta")), (json!(false), json!(true)));
    let killed = server.post("/flags/kill", &json!({"all": true, "reason": "all off"})).expect(200);
    assert_eq!(killed["keys"], json!(["checkout", "search", "beta"]));
    for body in [json!({}), json!({"all": false}), json!({"all": true, "tag": "shop"})] {
        assert_eq!(server.post("/flags/kill", &body).code(), "invalid", "{body}");
    }
    assert_eq!(server.post("/flags/kill", &json!({"tag": "none"})).code(), "not_found");
}

/// Evaluations go on all the time; whichever starts after the answer to a kill is off.
#[test]
fn a_kill_counts_from_its_answer_on() {
    let server = with_flags();
    let is_killed = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let was_killed = is_killed.load(Ordering::SeqCst);
                    let value = value(&server, "checkout");
                    if was_killed {
                        assert_eq!(value, false);
                        break;
                    }
                }
            });
        }
        server.post("/flags/checkout/kill", &json!({})).expect(200);
        is_killed.store(true, Ordering::SeqCst);
    });
}

#[test]
fn a_freeze_stops_changes_and_leaves_the_way_back() {
    let server = with_flags();
    let experiment = json!({"key": "exp", "variants": {"control": 50, "new": 50}});
    server.patch("/api/features/beta", &json!({"description": "second"})).expect(200);
    let body = json!({"scope": "experiments", "reason": "holidays"});
    server.post("/experiments/freeze", &body).expect(200);
    server.patch("/api/features/beta", &json!({"description": "third"})).expect(200);
    let refused = server.post("/api/experiments", &experiment);
    assert_eq!(refused.code(), "frozen");
    let detail = refused.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("token:admin") && detail.contains("holidays"), "{detail}");

    server.post("/experiments/freeze", &json!({"until": "2099-01-01T00:00:00Z"})).expect(200);
    for answer in [
        server.patch("/api/features/beta", &json!({"description": "fourth"})),
        server.post("/api/features/beta/toggle", &json!({})),
        server.delete("/api/features/beta"),
        server.post("/api/segments", &json!({"key": "vip"})),
        server.post("/api/metrics", &json!({"key": "m", "kind": "conversion", "event": "e"})),
    ] {
        assert_eq!(answer.code(), "frozen");
    }
    server.post("/flags/beta/kill", &json!({})).expect(200);
    server.post("/flags/beta/revive", &json!({})).expect(200);
    assert_eq!(server.post("/flags/beta/rollback", &json!({})).expect(200)["restored"], 4);
    let past = json!({"until": "2020-01-01T00:00:00Z"});
    assert_eq!(server.post("/experiments/freeze", &past).code(), "invalid");
    // Both freezes are lifted at once.
    assert_eq!(server.post("/experiments/unfreeze", &json!({})).expect(200)["frozen"], false);
    server.post("/api/experiments", &experiment).expect(201);
}

/// The brief's own field: over the API it is a kill, in a file it is refused.
#[test]
fn a_kill_switch_in_a_flag_is_a_kill() {
    let server = Server::start();
    let flag = json!({"key": "a", "type": "boolean", "enabled": true, "kill_switch": true});
    assert!(server.post("/api/features", &flag).expect(201)["killed"]["by"].is_string());
    let killed = || server.get("/status").expect(200)["flags"]["killed"].clone();
    assert_eq!(killed(), json!(["a"]));
    // No definition revives.
    server.patch("/api/features/a", &json!({"kill_switch": false})).expect(200);
    assert_eq!(killed(), json!(["a"]));
    server.post("/flags/a/revive", &json!({})).expect(200);
    server.post("/experiments/freeze", &json!({})).expect(200);
    let version = server.get("/api/features/a").expect(200)["version"].clone();
    let patched = server.patch("/api/features/a", &json!({"kill_switch": true})).expect(200);
    assert_eq!((&patched["version"], killed()), (&version, json!(["a"])));
    assert!(patched["kill_switch"].is_null());
    let wrong = server.patch("/api/features/a", &json!({"kill_switch": "yes"}));
    assert_eq!(wrong.code(), "invalid");
}

#[test]
fn a_kill_switch_alone_waits_for_no_reason_and_no_freeze() {
    let server = with_flags();
    let protect = json!({"protected": true});
    server.patch("/api/environments/default", &protect).expect(200);
    server.post("/experiments/freeze", &json!({"scope": "all"})).expect(200);
    let refused = |body: Value, code: &str| {
        let refused = server.patch("/api/features/search", &body);
        assert_eq!(refused.code(), code, "{}", refused.text);
        refused.text
    };
    // Whatever else is to change waits, and says what does not.
    let way = "`POST /flags/search/kill`";
    let more = json!({"kill_switch": true, "owner": "shop"});
    assert!(refused(more.clone(), "frozen").contains(way));
    assert!(!refused(json!({"owner": "shop"}), "invalid").contains(way));
    server.post("/experiments/unfreeze", &json!({"reason": "done"})).expect(200);
    let unreasoned = refused(more, "invalid");
    assert!(unreasoned.contains("protected") && unreasoned.contains(way), "{unreasoned}");
    assert_eq!(server.get("/status").expect(200)["flags"]["killed"], json!([]));
    server.post("/experiments/freeze", &json!({"scope": "all"})).expect(200);
    server.patch("/api/features/search", &json!({"kill_switch": true})).expect(200);
    assert_eq!(server.get("/status").expect(200)["flags"]["killed"], json!(["search"]));
}

/// A freeze stops no schedule that is in a definition already, and the status names those.
#[test]
fn the_status_lists_shares_that_move_by_themselves() {
    let server = Server::start();
    let gradual = |end: &str| json!({"type": "gradual", "enabled": true, "start_date": "2020-01-01T00:00:00Z", "end_date": end});
    server.put("/api/features/rising", &gradual("2999-01-01T00:00:00Z")).expect(201);
    server.put("/api/features/risen", &gradual("2020-02-01T00:00:00Z")).expect(201);
    server.post("/experiments/freeze", &json!({})).expect(200);
    let moving = || server.get("/status").expect(200)["flags"]["moving"].clone();
    assert_eq!(moving(), json!(["rising"]));
    server.post("/flags/rising/kill", &json!({})).expect(200);
    assert_eq!(moving(), json!([]));
}
