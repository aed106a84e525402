//! Every published vector through the server.
//!
//! A vector has a moment of its own, and OFREP asks at the server's. So each is asked through
//! `POST /api/evaluate` at its moment, which has to give what is published, and then now, which
//! has to be what OFREP gives. Most do not depend on time: there OFREP gives what is published.

use serde_json::{Map, Value, json};

use super::{ONE, sent};
use crate::conformance::{load, topics};
use crate::server::Server;

/// How many vectors were asked, and of how many OFREP gave what is published.
#[derive(Default)]
struct Counts {
    asked: usize,
    published: usize,
    /// Vectors under an operational state that the API cannot make yet.
    unreachable: usize,
    groups: usize,
}

#[test]
fn vectors_are_the_same_over_ofrep() {
    let server = Server::start();
    let mut counts = Counts::default();
    for topic in topics() {
        for group in load(&topic)["groups"].as_array().unwrap() {
            ask_group(&server, group, &mut counts);
        }
    }
    let Counts { asked, published, unreachable, .. } = counts;
    let counts = format!("{asked} asked, {published} as published, {unreachable} unreachable");
    assert!(asked >= 1_200 && published >= 1_000 && unreachable <= 60, "{counts}");
}

fn ask_group(server: &Server, group: &Value, counts: &mut Counts) {
    let vectors = group["evaluations"].as_array().unwrap();
    let state = &group["state"];
    // Shares are a release's, which has no route yet, and no route makes a life of any shape.
    if !state["shares"].is_null() || !state["experiments"].is_null() {
        counts.unreachable += vectors.len();
        return;
    }
    // Experiments that run are not deleted, so each group has an environment of its own.
    let own = format!("vectors-{}", counts.groups);
    counts.groups += 1;
    server.post("/api/environments", &json!({ "key": own })).expect(201);
    let path = |path: &str| format!("{path}?environment={own}");
    server.post(&path("/api/import"), &measured(group["documents"].clone())).expect(200);
    let killed = || state["killed"].as_array().into_iter().flatten().filter_map(Value::as_str);
    for key in killed() {
        server.post(&path(&format!("/flags/{key}/kill")), &json!({})).expect(200);
    }
    for vector in vectors {
        let about = format!("{}: {} ({})", group["name"], vector["why"], vector["key"]);
        let (key, context) = (vector["key"].as_str().unwrap(), &vector["context"]);
        let now = if vector["now"].is_null() { &group["now"] } else { &vector["now"] };
        let asked_of = path("/api/evaluate");
        let body = json!({"context": context, "keys": [key], "now": now});
        let then = evaluated(server, &asked_of, &body);
        assert_eq!(then, vector["expect"], "{about}");
        let now = evaluated(server, &asked_of, &json!({"context": context, "keys": [key]}));
        let over_ofrep = asked(server, &path(&format!("{ONE}{key}")), key, context);
        assert_eq!(over_ofrep, now, "{about}");
        counts.asked += 1;
        counts.published += usize::from(over_ofrep == vector["expect"]);
    }
}

/// A server lets nothing run that measures nothing; vectors are of the evaluation alone.
fn measured(mut documents: Value) -> Value {
    for (_, experiment) in documents["experiments"].as_object_mut().into_iter().flatten() {
        if experiment["metrics"].is_null() {
            experiment["metrics"] = json!(["sales"]);
        }
    }
    documents
}

/// What `POST /api/evaluate` gives, in the form of the vectors.
fn evaluated(server: &Server, path: &str, body: &Value) -> Value {
    let answer = server.post(path, body).expect(200);
    let [item] = &answer["items"].as_array().unwrap()[..] else { panic!("{answer}") };
    if !item["error_code"].is_null() {
        return json!({"reason": item["reason"], "error_code": item["error_code"]});
    }
    shown(item)
}

/// What OFREP gives, in the form of the vectors.
fn asked(server: &Server, path: &str, key: &str, context: &Value) -> Value {
    let body = json!({"context": context}).to_string();
    let answer = sent(server, path, Some(&body), &[]);
    let status = answer.status;
    let answer = answer.json();
    assert_eq!(answer["key"], key);
    if status == 200 {
        return shown(&answer);
    }
    let expected = if answer["errorCode"] == "FLAG_NOT_FOUND" { 404 } else { 400 };
    assert_eq!(status, expected, "{answer}");
    json!({"reason": "ERROR", "error_code": answer["errorCode"]})
}

fn shown(answer: &Value) -> Value {
    let mut shown = Map::new();
    for field in ["value", "variant", "reason"] {
        shown.insert(field.into(), answer[field].clone());
    }
    let mut metadata = answer["metadata"].as_object().unwrap().clone();
    for name in ["flagSetId", "contextId", "version"] {
        metadata.remove(name);
    }
    if !metadata.is_empty() {
        shown.insert("metadata".into(), metadata.into());
    }
    shown.into()
}
