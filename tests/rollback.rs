//! The way back: to the definition before, to any definition, and from a deletion.

use serde_json::{Value, json};

use crate::server::{Answer, Server};

const FLAG: &str = "/api/features/f";

fn back(server: &Server, body: &Value) -> Answer {
    server.post("/flags/f/rollback", body)
}

fn description(server: &Server) -> Value {
    server.get(FLAG).expect(200)["description"].clone()
}

/// A flag with four definitions, at the seqs 1 to 4.
fn server() -> Server {
    let server = Server::start();
    let flag = |version: u64| json!({"type": "boolean", "enabled": true, "description": format!("v{version}")});
    server.put(FLAG, &flag(1)).expect(201);
    (2..=4).for_each(|version| drop(server.put(FLAG, &flag(version)).expect(200)));
    server
}

#[test]
fn going_back_again_and_again_reaches_the_first_definition() {
    let server = server();
    for (seq, restored) in [(5, 3), (6, 2), (7, 1)] {
        let done = back(&server, &json!({})).expect(200);
        assert_eq!((&done["seq"], &done["restored"]), (&json!(seq), &json!(restored)));
        assert_eq!(description(&server), format!("v{restored}"));
    }
    let refused = back(&server, &json!({}));
    assert_eq!((refused.status, refused.code()), (409, "not_now".to_owned()));
    // A change in between starts anew: back is to what was before it.
    server.patch(FLAG, &json!({"description": "v8"})).expect(200);
    assert_eq!(back(&server, &json!({})).expect(200)["restored"], 7);
    assert_eq!(description(&server), "v1");
}

#[test]
fn any_definition_can_be_gone_back_to() {
    let server = server();
    for (to, restored) in [(2, 2), (4, 4), (1, 1), (7, 7), (6, 6)] {
        let done = back(&server, &json!({"seq": to, "reason": "as it was"})).expect(200);
        assert_eq!(done["restored"], restored, "{to}");
    }
    let history = server.get(&format!("{FLAG}/history")).expect(200);
    assert_eq!(history["items"][0]["reason"], "as it was");
    let refused = back(&server, &json!({"seq": 0}));
    assert_eq!((refused.status, refused.code()), (409, "not_now".to_owned()));
    assert_eq!(server.post("/flags/none/rollback", &json!({})).status, 404);
}

#[test]
fn a_deleted_flag_comes_back_and_a_killed_one_stays_killed() {
    let server = server();
    server.post("/flags/f/kill", &json!({"reason": "fire"})).expect(200);
    server.delete(FLAG).expect(204);
    assert_eq!(server.get(FLAG).status, 404);
    assert_eq!(back(&server, &json!({})).expect(200)["restored"], 4);
    assert_eq!(description(&server), "v4");
    assert_eq!(server.get(FLAG).expect(200)["killed"]["reason"], "fire");
    // The next one goes before what was restored, over the deletion.
    assert_eq!(back(&server, &json!({})).expect(200)["restored"], 3);
    // At the deletion itself there is nothing to go back to.
    assert_eq!(back(&server, &json!({"seq": 6})).code(), "not_now");
}

#[test]
fn a_change_that_was_not_seen_is_not_taken_back() {
    let server = server();
    let admin = server.admin();
    let back_from = |path: &str, version: &str| {
        server.send("POST", path, Some(&admin), Some("{}"), &[("if-match", version)])
    };
    for (path, version) in [("/flags/f/rollback", 4), ("/api/features/f/rollback", 5)] {
        let refused = back_from(path, &format!("\"{}\"", version - 1));
        assert_eq!((refused.status, refused.code()), (409, "conflict".to_owned()), "{path}");
        assert_eq!(refused.json()["current"]["version"], version, "{path}");
        assert_eq!(server.get(FLAG).expect(200)["version"], version, "{path}");
        assert_eq!(back_from(path, "newest").code(), "bad_request", "{path}");
        assert_eq!(back_from(path, &format!("\"{version}\"")).expect(200)["seq"], version + 1);
    }
    server.delete(FLAG).expect(204);
    assert_eq!(back_from("/flags/f/rollback", "\"6\"").code(), "conflict");
    // What is not there has no version; without one, it comes back.
    back(&server, &json!({})).expect(200);
}

#[test]
fn the_way_back_is_open_under_a_freeze() {
    let server = server();
    server.post("/experiments/freeze", &json!({})).expect(200);
    assert_eq!(server.patch(FLAG, &json!({"enabled": false})).code(), "frozen");
    assert_eq!(back(&server, &json!({})).expect(200)["restored"], 3);
    assert_eq!(description(&server), "v3");
}

#[test]
fn every_kind_of_document_comes_back() {
    let server = Server::start();
    let long: Vec<String> = (0..1_100).map(|number| format!("u-{number}")).collect();
    for (kind, first, second) in [
        ("features", json!({"type": "boolean"}), json!({"type": "boolean", "enabled": true})),
        ("segments", json!({"include": long}), json!({"include": ["ana"]})),
        ("metrics", json!({"event": "a", "kind": "mean"}), json!({"event": "b", "kind": "mean"})),
        (
            "experiments",
            json!({"variants": {"control": 50, "b": 50}}),
            json!({"variants": {"control": 10, "b": 90}}),
        ),
    ] {
        let path = format!("/api/{kind}/k-{kind}");
        let back = |body: &Value| server.post(&format!("{path}/rollback"), body);
        let definition = || {
            let mut document = server.get(&path).expect(200);
            for field in ["version", "created_at", "updated_at"] {
                document[field].take();
            }
            document
        };
        assert_eq!(back(&json!({})).status, 404, "{kind}");
        let seq = server.put(&path, &first).expect(201)["version"].clone();
        assert_eq!(back(&json!({})).code(), "not_now", "{kind}");
        let was = definition();
        server.put(&path, &second).expect(200);
        let is = definition();
        assert_eq!(back(&json!({})).expect(200)["restored"], seq, "{kind}");
        assert_eq!(definition(), was, "{kind}");
        let seq = server.put(&path, &second).expect(200)["version"].clone();
        server.delete(&path).expect(204);
        assert_eq!(server.get(&path).status, 404);
        assert_eq!(back(&json!({"reason": "oh no"})).expect(200)["restored"], seq, "{kind}");
        assert_eq!(definition(), is, "{kind}");
        // Under a freeze the way back is open for flags alone.
        server.post("/experiments/freeze", &json!({})).expect(200);
        let under_freeze = back(&json!({}));
        match kind {
            "features" => assert_eq!(under_freeze.status, 200),
            _ => assert_eq!(under_freeze.code(), "frozen", "{kind}"),
        }
        server.post("/experiments/unfreeze", &json!({})).expect(200);
    }
}

#[test]
fn a_definition_that_does_not_fit_any_more_is_not_restored() {
    let server = Server::start();
    server.put("/api/features/base", &json!({"type": "boolean"})).expect(201);
    let requires = json!([{"flag": "base", "is": true}]);
    server.put(FLAG, &json!({"type": "boolean", "requires": requires})).expect(201);
    server.put(FLAG, &json!({"type": "boolean"})).expect(200);
    server.delete("/api/features/base").expect(204);
    let refused = back(&server, &json!({}));
    assert_eq!((refused.status, refused.code()), (422, "invalid".to_owned()));
    assert_eq!(refused.json()["diagnostics"][0]["code"], "prerequisite_missing");
    assert_eq!(server.get(FLAG).expect(200)["version"], 3);
}

#[test]
fn what_a_file_manages_is_not_rolled_back() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("features.yaml");
    std::fs::write(&file, "features:\n  f: {type: boolean}\n").unwrap();
    let data = folder.path().join("data");
    let server = Server::start_on(&data, &["--config", file.to_str().unwrap()]);
    let refused = back(&server, &json!({"seq": 1}));
    assert_eq!((refused.status, refused.code()), (409, "managed".to_owned()));
}

#[test]
fn what_is_something_else_is_said_to_be() {
    let server = Server::start();
    let variants = json!({"control": 0.5, "b": 0.5});
    server.put("/api/experiments/exp", &json!({"variants": variants})).expect(201);
    let problem = server.post("/flags/exp/rollback", &json!({})).expect(404);
    assert_eq!(problem["detail"], "There is no flag exp. There is the experiment exp.");
}
