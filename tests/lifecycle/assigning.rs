//! Assigning one user at a time: what they are told stays for as long as the phase lasts.

use std::collections::BTreeSet;

use rusqlite::Connection;
use serde_json::{Value, json};

use super::experiment;
use crate::server::Server;

fn assign(server: &Server, token: &str, user: &str, attributes: Value) -> Value {
    let body = json!({"user": user, "attributes": attributes}).to_string();
    server.send("POST", "/api/experiments/layout/assign", Some(token), Some(&body), &[]).expect(200)
}

#[test]
fn a_user_keeps_what_they_were_told_until_the_phase_is_over() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start_on(data.path(), &[]);
    let audience = json!([{"type": "property", "conditions": {"plan": "premium"}}]);
    let definition = experiment(json!({"audience": audience}));
    server.put("/api/experiments/layout", &definition).expect(201);
    let token = server.token("server", &["default"]);
    let draft = assign(&server, &token, "ana", json!({"plan": "premium"}));
    let expected = json!({"variant": "control", "config": {"steps": 3}, "in_experiment": false,
        "phase": 1});
    assert_eq!(draft, expected);
    server.post("/api/experiments/layout/start", &json!({})).expect(200);

    let premium = || json!({"plan": "premium"});
    let users: Vec<String> = (0..40).map(|number| format!("user-{number}")).collect();
    let told: Vec<Value> =
        users.iter().map(|user| assign(&server, &token, user, premium())).collect();
    assert!(told.iter().all(|each| each["in_experiment"] == true));
    let variants: BTreeSet<&str> =
        told.iter().map(|each| each["variant"].as_str().unwrap()).collect();
    assert_eq!(variants.len(), 2);
    let outside = assign(&server, &token, "bo", json!({"plan": "free"}));
    assert_eq!(
        (&outside["variant"], &outside["in_experiment"]),
        (&"control".into(), &false.into())
    );
    // Whatever becomes of their attributes, and of the server.
    server.kill();
    let server = Server::start_on(data.path(), &[]);
    for (user, told) in users.iter().zip(&told) {
        assert_eq!(assign(&server, &token, user, json!({"plan": "free"})), *told);
    }
    assert_eq!(assign(&server, &token, "bo", premium()), outside);
    let database = Connection::open(data.path().join("events.db")).unwrap();
    let count = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM events"), 40, "each exposure once");
    let told = "SELECT count(*) FROM events WHERE attributes = '{\"plan\":\"premium\"}'";
    assert_eq!(count(told), 40, "with what is known of the user");
    assert_eq!(count("SELECT count(*) FROM assignments"), 41);

    // Several at once are told the same.
    let many: BTreeSet<String> = std::thread::scope(|scope| {
        let ask = || assign(&server, &token, "eve", json!({"plan": "premium"})).to_string();
        let asking: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
        asking.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(many.len(), 1, "{many:?}");
    assert_eq!(count("SELECT count(*) FROM events"), 41);
    let metrics = server.get("/metrics").text;
    let counted = "feature_variant_assignments_total{experiment=\"layout\"";
    assert!(metrics.lines().any(|line| line.starts_with(counted)), "{metrics}");

    server.patch("/api/experiments/layout", &json!({"audience": null})).expect(200);
    let next = assign(&server, &token, "bo", json!({"plan": "free"}));
    assert_eq!((&next["in_experiment"], &next["phase"]), (&true.into(), &2.into()));
    server.post("/api/erase", &json!({"user": "bo"})).expect(200);
    assert_eq!(count("SELECT count(*) FROM assignments"), 41, "those of one are gone");
    let body = json!({"ship": "short"});
    server.post("/api/experiments/layout/conclude", &body).expect(200);
    let over = assign(&server, &token, "user-1", premium());
    assert_eq!((&over["variant"], &over["in_experiment"]), (&"short".into(), &false.into()));

    for (token, body, code) in [
        (server.token("client", &["default"]), json!({"user": "ana"}), "forbidden"),
        (server.token("editor", &["default"]), json!({"user": "ana"}), "forbidden"),
        (token.clone(), json!({"user": ""}), "invalid"),
        (token.clone(), json!({}), "bad_request"),
        (token, json!({"user": "ana", "attributes": {"targetingKey": "bo"}}), "invalid"),
    ] {
        let path = "/api/experiments/layout/assign";
        let answer = server.send("POST", path, Some(&token), Some(&body.to_string()), &[]);
        assert_eq!(answer.code(), code, "{body}");
    }
}
