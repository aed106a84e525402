//! Who may ask for what: every operation with every kind of token, and the tricks around it.

use std::time::Duration;

use hoist_api::TokenKind;
use serde_json::{Value, json};
use strum::IntoEnumIterator;

use crate::clock::{now, until};
use crate::server::{Answer, Server};

/// An operation with something in place of what its path leaves open.
pub(crate) fn filled(operation: &str) -> (String, String) {
    let (method, path) = operation.split_once(' ').unwrap();
    let path = path.replace("environments/{key}", "environments/default");
    let path = path.replace("{key}", "nothing").replace("{id}", "nothing");
    (method.to_owned(), path.replace("{hash}", &"0".repeat(64)))
}

fn ask(server: &Server, operation: &str, token: Option<&str>) -> Answer {
    let (method, path) = filled(operation);
    let body = (method != "GET" && method != "DELETE").then_some("{}");
    server.send(&method, &path, token, body, &[])
}

/// The secrets of tokens that are none (any more): made up, revoked, expired.
fn invalid_tokens(server: &Server) -> Vec<String> {
    let issue = |more: Value| {
        let mut body = json!({"name": "a", "kind": "admin", "environments": ["*"]});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        server.post("/api/tokens", &body).expect(201)
    };
    let soon = now() + jiff::SignedDuration::from_secs(5);
    let expired = issue(json!({"expires_at": soon}));
    let revoked = issue(json!({}));
    server.delete(&format!("/api/tokens/{}", revoked["id"].as_str().unwrap())).expect(204);
    let expired = expired["token"].as_str().unwrap().to_owned();
    until("the token expires", Duration::from_secs(30), || {
        let status = server.send("GET", "/status", Some(&expired), None, &[]).status;
        (status == 401).then_some(())
    });
    let revoked = revoked["token"].as_str().unwrap().to_owned();
    vec![format!("hoist_admin_{}", "0".repeat(64)), String::new(), revoked, expired]
}

/// Who may ask for an operation, as people were promised: by its path, and for documents by its
/// method. It is written down here once more, so that a row that says otherwise is noticed.
fn promised(operation: &str) -> Option<&'static [TokenKind]> {
    use TokenKind::{Admin, Client, Editor, Emergency, Server, Telemetry, Viewer, Webhook};
    let (method, path) = operation.split_once(' ').unwrap();
    let starts = |starts: &[&str]| starts.iter().any(|start| path.starts_with(start));
    Some(match path {
        "/healthz" | "/readyz" => return None,
        "/api/session" if method != "DELETE" => return None,
        "/api/session" => &[Viewer, Editor, Admin, Emergency],
        "/api/session/links" => &[Viewer, Editor, Admin],
        "/metrics" | "/api/v1/query" => &[Admin, Telemetry],
        "/webhook" | "/gate/check" | "/rollback/check" => &[Admin, Webhook],
        _ if starts(&["/gate/", "/rollback/"]) => &[Editor, Admin],
        "/status" => &[Viewer, Editor, Admin, Emergency],
        "/experiments/freeze" | "/experiments/unfreeze" => &[Admin, Emergency],
        "/api/snapshot" | "/api/stream" | "/api/telemetry" => &[Admin, Server],
        "/api/events" => &[Admin, Server, Client],
        "/api/erase" => &[Admin],
        "/api/instances" => &[Viewer, Editor, Admin, Emergency],
        "/api/lists/{hash}" => &[Viewer, Editor, Admin, Server],
        "/api/openapi.json" | "/api/evaluate" | "/api/export" => &[Viewer, Editor, Admin],
        "/api/plan" | "/api/plan/files" | "/api/power" => &[Viewer, Editor, Admin],
        "/api/import" | "/api/import/files" => &[Editor, Admin],
        "/api/freezes" => &[Viewer, Editor, Admin, Emergency],
        "/api/freezes/{id}" => &[Admin, Emergency],
        _ if starts(&["/flags/"]) => &[Editor, Admin, Emergency],
        _ if starts(&["/ofrep/"]) => &[Admin, Server, Client],
        "/api/backup" => &[Admin],
        _ if path.ends_with("/promote") => &[Editor, Admin],
        "/api/environments" | "/api/environments/{key}" if method != "GET" => &[Admin],
        _ if starts(&["/api/tokens", "/api/instance", "/api/notifications"]) => &[Admin],
        "/api/experiments/{key}/assign" => &[Admin, Server],
        _ if method == "GET" || path.ends_with("/explain") => &[Viewer, Editor, Admin],
        _ if starts(&["/api/features", "/api/segments", "/api/metrics", "/api/experiments"]) => {
            &[Editor, Admin]
        }
        _ if starts(&["/api/releases", "/api/schedules"]) => &[Editor, Admin],
        _ => panic!("nobody was promised anything of {operation}"),
    })
}

#[test]
fn every_row_says_what_was_promised() {
    let sorted = |kinds: &[TokenKind]| {
        let mut names: Vec<&str> = kinds.iter().map(AsRef::as_ref).collect();
        names.sort_unstable();
        names.join(" ")
    };
    for (operation, kinds) in hoist_server::access() {
        let kinds = kinds.as_deref().map(sorted);
        assert_eq!(kinds, promised(&operation).map(sorted), "{operation}");
    }
}

#[test]
fn every_operation_is_open_to_the_kinds_in_its_row_and_to_nobody_else() {
    let server = Server::start();
    // Tokens for all environments: what is about the instance is for those alone.
    let tokens: Vec<(TokenKind, String)> =
        TokenKind::iter().map(|kind| (kind, server.token(kind.as_ref(), &["*"]))).collect();
    let invalid = invalid_tokens(&server);
    for (operation, kinds) in hoist_server::access() {
        let Some(kinds) = kinds else {
            // Signing in is open to pages of the server alone.
            let is_open = operation != "POST /api/session";
            assert_eq!(ask(&server, &operation, None).status == 200, is_open, "{operation}");
            continue;
        };
        assert_eq!(ask(&server, &operation, None).code(), "unauthorized", "{operation}");
        for secret in &invalid {
            let answer = ask(&server, &operation, Some(secret));
            assert_eq!(answer.code(), "unauthorized", "{operation} {secret}");
            assert_eq!(answer.header("www-authenticate"), "Bearer");
        }
        for (kind, secret) in &tokens {
            let answer = ask(&server, &operation, Some(secret));
            let may = kinds.contains(kind);
            let refused = answer.status == 401 || answer.status == 403;
            assert_eq!(refused, !may, "{operation} {kind:?} {}", answer.text);
            assert!(may || answer.code() == "forbidden", "{operation} {kind:?}");
            assert!(answer.status < 500, "{operation} {kind:?} {}", answer.text);
        }
    }
}

#[test]
fn a_token_holds_where_it_was_made_for() {
    let server = Server::start();
    let editor = server.token("editor", &["default"]);
    let everywhere = server.token("editor", &["*"]);
    let ask = |token: &str, path: &str| server.send("GET", path, Some(token), None, &[]);
    ask(&editor, "/api/features?environment=default").expect(200);
    assert_eq!(ask(&editor, "/api/features?environment=other").code(), "forbidden");
    assert_eq!(ask(&everywhere, "/api/features?environment=other").code(), "not_found");
    ask(&everywhere, "/api/features").expect(200);
    // The first of two that are given counts, whatever the second says.
    let twice = "/api/features?environment=other&environment=default";
    assert_eq!(ask(&editor, twice).code(), "forbidden");

    let wanted = |more: Value| {
        let mut body = json!({"name": "b", "kind": "viewer", "environments": ["*"]});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let admin = server.token("admin", &["default"]);
    let make = |body: Value| {
        server.send("POST", "/api/tokens", Some(&admin), Some(&body.to_string()), &[])
    };
    assert_eq!(make(wanted(json!({}))).code(), "forbidden");
    assert_eq!(make(wanted(json!({"environments": ["default", "*"]}))).code(), "forbidden");
    make(wanted(json!({"environments": ["default"]}))).expect(201);
    // Nor does it see tokens that hold wider than itself.
    let seen = server.send("GET", "/api/tokens", Some(&admin), None, &[]).expect(200);
    let names: Vec<&Value> =
        seen["items"].as_array().unwrap().iter().map(|token| &token["environments"]).collect();
    assert!(names.iter().all(|names| **names == json!(["default"])), "{names:?}");
    let everything = server.get("/api/tokens").expect(200);
    let wider = everything["items"][0]["id"].as_str().unwrap();
    let path = format!("/api/tokens/{wider}");
    assert_eq!(server.send("DELETE", &path, Some(&admin), None, &[]).code(), "not_found");
}

/// Ways to write a path that is not the plain one.
fn spellings(path: &str) -> Vec<String> {
    let inner = &path[1..];
    vec![
        path.to_owned(),
        format!("/{path}"),
        format!("//{path}"),
        path.replace('/', "//"),
        format!("/./{inner}"),
        format!("/healthz/../{inner}"),
        format!("/healthz/..{path}"),
        format!("/healthz/%2e%2e/{inner}"),
        format!("/healthz%2f..%2f{inner}"),
        format!("/%2e/{inner}"),
        format!("/readyz;/../{inner}"),
        format!("{path}/"),
        format!("{path}%00"),
        format!("{path}%2f"),
        format!("{path}%ff"),
        format!("{path};x=1"),
        format!("{path}?environment=default&token=x"),
        path.to_uppercase(),
        format!("http://localhost{path}"),
        format!("http://localhost/{path}"),
    ]
}

/// Headers by which some servers and proxies let others say who asks and for what.
const OVERRIDES: &str = "X-HTTP-Method-Override: GET\r\nX-Original-URL: /healthz\r\n\
    X-Rewrite-URL: /healthz\r\nX-Forwarded-For: 127.0.0.1\r\nX-Forwarded-User: admin\r\n\
    X-Forwarded-Host: localhost\r\nX-Real-IP: 127.0.0.1\r\nForwarded: for=127.0.0.1\r\n";

fn spelled(server: &Server, method: &str, path: &str, authorization: &str) -> String {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         Content-Length: 0\r\n{authorization}{OVERRIDES}\r\n"
    );
    server.raw(request.as_bytes())
}

/// The status of an answer as it came.
fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).unwrap_or("400").parse().unwrap()
}

/// However a path is written, and whatever the method, it gives no more than the plain one.
#[test]
fn tricks_with_paths_and_headers_give_nothing() {
    let server = Server::start();
    server.post("/api/features", &json!({"key": "a", "type": "boolean"})).expect(201);
    let viewer = server.token("viewer", &["default"]);
    let plain = ["/api/tokens", "/flags/a/kill", "/api/snapshot", "/experiments/freeze"];
    for path in plain.iter().flat_map(|path| spellings(path)) {
        for method in ["GET", "POST", "HEAD", "PUT", "OPTIONS", "TRACE", "CONNECT", "get"] {
            for authorization in [
                String::new(),
                format!("Authorization: Bearer {viewer}\r\n"),
                format!("Authorization: Basic {viewer}\r\n"),
            ] {
                let answer = spelled(&server, method, &path, &authorization);
                let refused = matches!(status(&answer), 400 | 401 | 403 | 404 | 405 | 414 | 501);
                assert!(refused, "{method} {path} {authorization}: {answer}");
            }
        }
    }
    assert_eq!(server.get("/api/features/a").expect(200)["killed"], Value::Null);
}

/// Of every operation: where its handler is reached, it was let through by its row.
#[test]
fn no_spelling_of_a_path_gets_around_its_row() {
    let server = Server::start();
    let viewer = server.token("viewer", &["default"]);
    let viewer = format!("Authorization: Bearer {viewer}\r\n");
    let before = server.get("/status").expect(200)["seq"].clone();
    for (operation, kinds) in hoist_server::access() {
        let Some(kinds) = kinds else { continue };
        let (method, path) = filled(&operation);
        let callers = [("", false), (&viewer, kinds.contains(&TokenKind::Viewer))];
        for (authorization, _) in callers.into_iter().filter(|(_, may)| !may) {
            for path in spellings(&path) {
                let answer = spelled(&server, &method, &path, authorization);
                let is_stopped = match status(&answer) {
                    401 | 403 | 405 => true,
                    404 => answer.contains("Nothing is at this path"),
                    // What is no request at all does not get as far as the routes.
                    400 => answer.ends_with("\r\n\r\n"),
                    _ => false,
                };
                assert!(is_stopped, "{operation} {path} {authorization}: {answer}");
            }
        }
    }
    assert_eq!(server.get("/status").expect(200)["seq"], before);
}

/// Whoever opens a server to everybody opens what a server's token reads, and nothing else.
#[test]
fn anonymous_servers_read_and_do_nothing() {
    let server = Server::start_with(&["--anonymous", "server"]);
    for (operation, kinds) in hoist_server::access() {
        let may = kinds.is_none_or(|kinds| kinds.contains(&TokenKind::Server));
        let answer = ask(&server, &operation, None);
        assert_eq!(answer.status == 401, !may, "{operation} {}", answer.text);
        // A token that is none is not taken for no token.
        if may
            && !["/healthz", "/readyz", "/api/session"].iter().any(|open| operation.ends_with(open))
        {
            assert_eq!(ask(&server, &operation, Some("none")).code(), "unauthorized");
        }
    }
    let foreign = server.send("GET", "/api/snapshot?environment=other", None, None, &[]);
    assert_eq!(foreign.code(), "forbidden");
}

/// What a browser's token must never learn stands here as canaries.
#[test]
fn a_client_token_learns_nothing_but_values() {
    let server = Server::start_with(&["--anonymous", "client"]);
    server.post("/api/segments", &json!({"key": "canary_segment", "include": ["u"]})).expect(201);
    let hidden = json!({"key": "canary_hidden", "type": "boolean", "enabled": true,
        "visibility": "server", "description": "canary_text"});
    server.post("/api/features", &hidden).expect(201);
    server
        .post(
            "/api/features",
            &json!({"key": "shown", "type": "targeted", "enabled": true,
                "description": "canary_description", "tags": ["canary_tag"],
                "requires": [{"flag": "canary_hidden", "is": false}],
                "rules": [{"name": "canary_rule", "type": "segment",
                    "conditions": {"segment": "canary_segment"}, "value": true}]}),
        )
        .expect(201);
    let client = server.token("client", &["default"]);
    for token in [Some(client.as_str()), None] {
        let ask = |path: &str| {
            let body = r#"{"context": {"targetingKey": "u"}}"#;
            server.send("POST", path, token, Some(body), &[])
        };
        let bulk = ask("/ofrep/v1/evaluate/flags");
        let one = ask("/ofrep/v1/evaluate/flags/shown");
        assert_eq!(bulk.json()["flags"].as_array().unwrap().len(), 1);
        assert_eq!(one.json()["reason"], "DISABLED");
        let near = ask("/ofrep/v1/evaluate/flags/canary_hiddem");
        let hidden = ask("/ofrep/v1/evaluate/flags/canary_hidden");
        assert_eq!((near.status, hidden.status), (404, 404));
        for text in [bulk.text, one.text, hidden.text.replace("\"key\":\"canary_hidden\"", "")] {
            assert!(!text.contains("canary"), "{text}");
        }
        for path in
            ["/api/features", "/api/snapshot", "/api/export", "/status", "/api/openapi.json"]
        {
            let answer = server.send("GET", path, token, None, &[]);
            assert!(matches!(answer.status, 401 | 403), "{path}: {}", answer.status);
            assert!(!answer.text.contains("canary"), "{}", answer.text);
        }
    }
}
