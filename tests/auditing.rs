//! The change log for auditors: where changes came from, filters, and exports that hold up nobody.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::{timed, until};
use crate::program::{hoist_in, seen};
use crate::server::Server;

/// What a person sees of a command that asks a server.
fn asked(server: &Server, arguments: &[&str]) -> String {
    let admin = server.admin();
    let variables = [("HOIST_URL", server.url.as_str()), ("HOIST_TOKEN", admin.as_str())];
    seen(&hoist_in(&variables, arguments, b""))
}

/// A log of many kinds of entries, by two tokens.
pub(crate) fn fill(server: &Server) {
    let editor = server.token("editor", &["default"]);
    for number in 1..=4 {
        let flag = json!({"type": "boolean", "description": format!("flag {number}")});
        server.put(&format!("/api/features/f{number}"), &flag).expect(201);
    }
    server.put("/api/segments/vips", &json!({"include": ["ana"]})).expect(201);
    let change = json!({"percentage": 2.5, "type": "percentage"}).to_string();
    for key in ["f1", "f2"] {
        let path = format!("/api/features/{key}");
        server.send("PATCH", &path, Some(&editor), Some(&change), &[]).expect(200);
    }
    server.post("/flags/f2/kill", &json!({"reason": "weil's „nötig“ ist"})).expect(200);
    server.delete("/api/features/f3").expect(204);
    server.post("/flags/f1/rollback", &json!({})).expect(200);
    server.post("/experiments/freeze", &json!({"scope": "experiments"})).expect(200);
}

fn items(server: &Server, query: &str) -> Vec<Value> {
    let page = server.get(&format!("/api/changes?{query}")).expect(200);
    page["items"].as_array().unwrap().clone()
}

#[test]
fn each_change_tells_where_it_came_from() {
    for (proxies, expected) in
        [("127.0.0.0/8", ["127.0.0.1", "203.0.113.9"]), ("192.0.2.0/24", ["127.0.0.1"; 2])]
    {
        let server = Server::start_with(&["--trusted-proxies", proxies]);
        let flag = json!({"key": "a", "type": "boolean"});
        server.post("/api/features", &flag).expect(201);
        // Whoever is no proxy of ours cannot say who they are.
        let admin = server.admin();
        let spoofed = [("x-forwarded-for", "198.51.100.1, 203.0.113.9")];
        server.send("POST", "/flags/a/kill", Some(&admin), Some("{}"), &spoofed).expect(200);
        let addresses: Vec<Value> =
            items(&server, "order=asc").iter().map(|item| item["address"].clone()).collect();
        assert_eq!(addresses, expected);
        server.token("viewer", &["default"]);
        let instance = server.get("/api/instance/changes").expect(200);
        assert_eq!(instance["items"][0]["address"], "127.0.0.1");
        assert_eq!(instance["items"][1]["address"], Value::Null, "the server itself");
        // In whatever order: what came from nowhere takes no address from the others.
        let oldest_first = server.get("/api/instance/changes?order=asc").expect(200);
        let mut turned = oldest_first["items"].as_array().unwrap().clone();
        turned.reverse();
        assert_eq!(json!(turned), instance["items"]);
        let listed = asked(&server, &["audit", "list", "--kind", "killed"]);
        assert!(listed.contains(expected[1]), "{listed}");
        for path in ["/api/changes/verify", "/api/instance/changes/verify"] {
            assert_eq!(server.get(path).expect(200)["faults"], json!([]));
        }
    }
}

#[test]
fn what_configuration_files_do_comes_from_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("features.yaml");
    std::fs::write(&file, "features: {a: {type: boolean}}").unwrap();
    let server = Server::start_with(&["--config", file.to_str().unwrap()]);
    let items = items(&server, "actor=config");
    assert_eq!(items.len(), 1);
    assert_eq!((&items[0]["origin"], &items[0]["address"]), (&Value::Null, &Value::Null));
}

#[test]
fn filters_are_combined_and_paged() {
    let server = Server::start();
    fill(&server);
    let all = items(&server, "order=asc");
    let middle = all[5]["time"].as_str().unwrap().to_owned();
    let is = |item: &Value, field: &str, value: &str| item[field] == value;
    type Holds<'a> = Box<dyn Fn(&Value) -> bool + 'a>;
    let table: Vec<(String, Holds<'_>)> = vec![
        ("kind=created".into(), Box::new(|item| is(item, "kind", "created"))),
        ("key=f1&collection=features".into(), Box::new(|item| is(item, "key", "f1"))),
        ("key=f2&kind=killed".into(), Box::new(|item| is(item, "kind", "killed"))),
        ("collection=segments".into(), Box::new(|item| is(item, "collection", "segments"))),
        (
            "actor=token%3Aa%20editor".into(),
            Box::new(|item| item["actor"].as_str().unwrap().starts_with("token:a editor (")),
        ),
        (format!("since={middle}"), Box::new(|item| item["seq"].as_u64() >= Some(6))),
        (format!("until={middle}&kind=created"), Box::new(|item| item["seq"].as_u64() < Some(6))),
        (
            "after=3&before=7".into(),
            Box::new(|item| (4..7).contains(&item["seq"].as_u64().unwrap())),
        ),
        ("key=nowhere".into(), Box::new(|_| false)),
    ];
    for (query, holds) in table {
        let expected: Vec<&Value> = all.iter().filter(|item| holds(item)).collect();
        for order in ["asc", "desc"] {
            let (mut found, mut cursor) = (Vec::new(), String::new());
            loop {
                let path = format!("/api/changes?{query}&order={order}&limit=2{cursor}");
                let page = server.get(&path).expect(200);
                found.extend(page["items"].as_array().unwrap().clone());
                let Some(next) = page["next"].as_str() else { break };
                cursor = format!("&cursor={next}");
            }
            if order == "desc" {
                found.reverse();
            }
            assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{query} {order}");
        }
    }
    for (query, expected) in [
        ("kind=kiled", "\"kiled\" is none. Did you mean killed?"),
        ("collection=flags", "`collection` is one of features, segments, metrics, experiments, "),
        ("since=yesterday", "`since` is a time as RFC 3339 has it"),
    ] {
        let refused = server.get(&format!("/api/changes?{query}"));
        assert_eq!(refused.code(), "bad_request");
        assert!(refused.text.contains(&expected.replace('"', "\\\"")), "{}", refused.text);
    }
    let told = asked(&server, &["audit", "list", "--kind", "kiled"]);
    assert!(told.contains("Did you mean killed?") && told.ends_with("exit status 1"), "{told}");
}

/// Whoever reads slowly, or not at all, holds up nobody.
#[test]
fn a_kill_does_not_wait_for_an_export() {
    let server = Server::start();
    let rule = json!({"type": "user", "conditions": {"user_ids": [
        "x".repeat(250), "y".repeat(250), "z".repeat(250)]}, "value": true});
    let rules: Vec<Value> = std::iter::repeat_n(rule, 60).collect();
    let flags: serde_json::Map<String, Value> = (0..16)
        .map(|number| (format!("f{number}"), json!({"type": "boolean", "rules": rules})))
        .collect();
    for time in 0..20 {
        let mut flags = flags.clone();
        flags.values_mut().for_each(|flag| flag["description"] = json!(format!("{time}")));
        server.post("/api/import", &json!({"features": flags})).expect(200);
    }
    let address = server.url.strip_prefix("http://").unwrap();
    let readers: Vec<TcpStream> = (0..8)
        .map(|_| {
            let mut stream = TcpStream::connect(address).unwrap();
            let head = format!(
                "GET /api/changes/export HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {}\r\n\r\n",
                server.admin()
            );
            stream.write_all(head.as_bytes()).unwrap();
            stream.read_exact(&mut [0; 200]).unwrap();
            stream
        })
        .collect();
    let (killed, took) = timed(|| server.post("/flags/f1/kill", &json!({})));
    assert_eq!(killed.status, 200);
    // Who reads nothing is cut off after twenty seconds.
    assert!(took < Duration::from_secs(8), "a kill took {took:?}");
    drop(readers);
    // What was broken off has left nothing behind that holds up the next one.
    let lines = until("an export", Duration::from_secs(60), || {
        let answer = server.get("/api/changes/export");
        (answer.status == 200).then_some(answer.text)
    });
    assert_eq!(lines.lines().count(), 322);
}
