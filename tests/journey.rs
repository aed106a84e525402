//! The journey of a flag: made, targeted, evaluated, killed, rolled back, found in its history,
//! and all as it was after the server was killed.

use serde_json::{Value, json};

use crate::server::Server;

fn evaluated(server: &Server, user: &Value) -> Value {
    let body = json!({"context": user});
    server.post("/ofrep/v1/evaluate/flags/checkout", &body).expect(200)
}

#[test]
fn a_flag_is_made_targeted_killed_rolled_back_and_survives() {
    let mut server = Server::start();
    let made = json!({"key": "checkout", "type": "boolean", "enabled": false});
    let made = server.post("/api/features", &made).expect(201);
    assert_eq!((&made["version"], &made["killed"]), (&json!(1), &Value::Null));

    let rules = json!({"enabled": true, "type": "targeted", "rules": [
        {"type": "property", "conditions": {"plan": ["premium"]}, "value": true},
    ]});
    let targeted = server.patch("/api/features/checkout", &rules).expect(200);
    assert_eq!(targeted["version"], 2);
    let (premium, free) =
        (json!({"targetingKey": "u", "plan": "premium"}), json!({"targetingKey": "u"}));
    assert_eq!(evaluated(&server, &premium)["reason"], "TARGETING_MATCH");
    assert_eq!(evaluated(&server, &free)["value"], false);

    let killed = server.post("/flags/checkout/kill", &json!({"reason": "fire"})).expect(200);
    assert_eq!((&killed["killed"]["reason"], &killed["seq"]), (&json!("fire"), &json!(3)));
    let off = evaluated(&server, &premium);
    assert_eq!((&off["value"], &off["reason"]), (&json!(false), &json!("DISABLED")));
    assert_eq!(off["metadata"]["killed"], true);

    // The way back restores the definition and does not revive.
    let back = server.post("/flags/checkout/rollback", &json!({})).expect(200);
    assert_eq!((&back["seq"], &back["restored"]), (&json!(4), &json!(1)));
    let flag = server.get("/api/features/checkout").expect(200);
    assert_eq!((&flag["type"], &flag["killed"]["reason"]), (&json!("boolean"), &json!("fire")));
    assert_eq!(server.post("/flags/checkout/rollback", &json!({})).code(), "not_now");

    let history = server.get("/api/features/checkout/history").expect(200);
    let kinds: Vec<&str> = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["rolled_back", "killed", "updated", "created"]);

    server.kill();
    let again = Server::start_on(&server.data.clone(), &[]);
    assert_eq!(again.get("/api/features/checkout").expect(200), flag);
    assert_eq!(again.get("/api/features/checkout/history").expect(200), history);
    assert_eq!(evaluated(&again, &premium)["metadata"]["killed"], true);
    let verified = again.get("/api/changes/verify").expect(200);
    assert_eq!((&verified["entries"], &verified["faults"]), (&json!(4), &json!([])));

    again.post("/flags/checkout/revive", &json!({})).expect(200);
    assert_eq!(again.post("/flags/checkout/revive", &json!({})).code(), "not_now");
    assert_eq!(again.get("/api/features/checkout").expect(200)["killed"], Value::Null);
    let (status, log) = again.stop();
    assert!(status.success(), "{log}");
}
