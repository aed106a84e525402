//! Reading what is kept: the instance's log, pages, lists; and refusals at the edges.

use serde_json::{Value, json};

use crate::server::Server;

#[test]
fn the_log_of_tokens_is_read_and_checked_by_who_holds_for_everything() {
    let server = Server::start();
    server.token("viewer", &["default"]);
    let log = server.get("/api/instance/changes?order=asc").expect(200);
    let items = log["items"].as_array().unwrap();
    assert_eq!(items.len(), 3);
    let collections: Vec<&Value> = items.iter().map(|item| &item["collection"]).collect();
    assert_eq!(collections, ["environments", "tokens", "tokens"]);
    assert_eq!((&items[0]["key"], &items[0]["actor"]), (&json!("default"), &json!("server")));
    assert_eq!(server.get("/api/instance/changes/verify").expect(200)["faults"], json!([]));
    let admin = server.token("admin", &["default"]);
    for path in ["/api/instance/changes", "/api/instance/changes/verify"] {
        assert_eq!(server.send("GET", path, Some(&admin), None, &[]).code(), "forbidden");
    }
}

/// A page ends early where its documents are large, and the next one goes on from there.
#[test]
fn pages_are_bounded_by_bytes_too() {
    let server = Server::start();
    let payload = "x".repeat(60_000);
    for number in 0..100 {
        let flag =
            json!({"type": "boolean", "when_on": payload, "description": number.to_string()});
        let status = if number == 0 { 201 } else { 200 };
        server.put("/api/features/a", &flag).expect(status);
        server.put(&format!("/api/features/f{number}"), &flag).expect(201);
    }
    for path in ["/api/features/a/history", "/api/features"] {
        let (mut seen, mut pages, mut cursor) = (0, 0, String::new());
        loop {
            let page = server.get(&format!("{path}?limit=1000{cursor}"));
            assert!(page.text.len() < 5 << 20, "{}", page.text.len());
            let page = page.expect(200);
            (seen, pages) = (seen + page["items"].as_array().unwrap().len(), pages + 1);
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, if path.ends_with("history") { 100 } else { 101 });
        assert!(pages > 1, "{path}");
    }
}

#[test]
fn a_list_that_a_segment_named_before_can_still_be_read() {
    let server = Server::start();
    let keys: Vec<String> = (0..1_500).map(|number| format!("u{number}")).collect();
    server.put("/api/segments/s", &json!({"include": keys})).expect(201);
    let before = server.get("/api/snapshot").expect(200)["segments"]["s"]["include"].clone();
    let edit = json!({"list": "include", "add": ["v"]});
    server.post("/api/segments/s/keys", &edit).expect(200);
    let path = format!("/api/lists/{}", before["list"].as_str().unwrap());
    let list = server.get(&path).expect(200);
    assert_eq!(list["keys"].as_array().unwrap().len(), 1_500);
    let nowhere = format!("/api/lists/{}", "0".repeat(64));
    assert_eq!(server.get(&nowhere).code(), "not_found");
}

#[test]
fn a_confirmation_has_to_be_that_of_the_key() {
    let server = Server::start();
    server.put("/api/features/a", &json!({"type": "boolean"})).expect(201);
    assert_eq!(server.delete("/api/features/a?confirm=b").code(), "bad_request");
    server.delete("/api/features/a?confirm=a").expect(204);
}

/// What is refused before OFREP is reached has OFREP's fields too: clients fail without them.
#[test]
fn refusals_have_the_fields_that_clients_read() {
    let server = Server::start();
    let admin = server.admin();
    let path = "/ofrep/v1/evaluate/flags/a";
    for (path, token, status) in [
        (path, None, 401),
        (path, Some("none"), 401),
        ("/ofrep/v1/evaluate/flags?environment=%ff", Some(&*admin), 400),
        ("/ofrep/v1/evaluate/flags?environment=other", Some(&*admin), 404),
    ] {
        let problem = server.send("POST", path, token, Some("{}"), &[]).expect(status);
        assert_eq!(problem["errorCode"], "GENERAL", "{path}");
        assert_eq!(problem["errorDetails"], problem["detail"], "{path}");
    }
}
