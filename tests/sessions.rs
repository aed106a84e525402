//! Signing in to the dashboard: links, cookies, and whose requests a cookie counts in.

use serde_json::{Value, json};

use crate::access::filled;
use crate::server::{Answer, Server};

/// What programs ask for with a token, and no cookie gives a right to.
const FOR_PROGRAMS: [&str; 12] = [
    "GET /api/snapshot",
    "GET /api/stream",
    "POST /ofrep/v1/evaluate/flags/{key}",
    "POST /ofrep/v1/evaluate/flags",
    "GET /ofrep/v1/events",
    "POST /api/events",
    "POST /api/telemetry",
    "GET /metrics",
    "GET /api/v1/query",
    "POST /webhook",
    "POST /gate/check",
    "POST /rollback/check",
];

fn login(server: &Server) -> String {
    let link = server.post("/api/session/links", &json!({})).expect(200);
    let path = link["path"].as_str().unwrap().to_owned();
    path.strip_prefix("/#login=").unwrap().to_owned()
}

fn sign_in(server: &Server, with: &Value) -> Answer {
    let origin = [("origin", server.url.as_str())];
    server.send("POST", "/api/session", None, Some(&with.to_string()), &origin)
}

/// The cookie of somebody who signs in, as a browser sends it back.
fn cookie(server: &Server, with: &Value) -> String {
    let answer = sign_in(server, with);
    let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    answer.expect(200);
    cookie
}

fn ask(server: &Server, operation: &str, cookie: &str, headers: &[(&str, &str)]) -> Answer {
    let (method, path) = filled(operation);
    let body = (method != "GET" && method != "DELETE").then_some("{}");
    let headers: Vec<_> = [("cookie", cookie)].iter().chain(headers).copied().collect();
    server.send(&method, &path, None, body, &headers)
}

#[test]
fn a_link_signs_in_once_and_a_token_as_often_as_it_is_typed() {
    let server = Server::start();
    let login = login(&server);
    let answer = sign_in(&server, &json!({ "login": login }));
    let cookie = answer.header("set-cookie").to_owned();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age="] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure") && !cookie.contains("Domain"), "{cookie}");
    assert_eq!(answer.expect(200)["kind"], "admin");
    assert_eq!(sign_in(&server, &json!({ "login": login })).code(), "unauthorized");

    let admin = server.admin();
    sign_in(&server, &json!({ "token": admin })).expect(200);
    sign_in(&server, &json!({ "token": admin })).expect(200);
    let emergency = server.token("emergency", &["*"]);
    assert_eq!(sign_in(&server, &json!({ "token": emergency })).code(), "forbidden");
    assert_eq!(sign_in(&server, &json!({ "token": "hoist_admin_none" })).code(), "unauthorized");

    // Over TLS, which a proxy ends, the cookie is for TLS alone.
    let https = server.url.replace("http://", "https://");
    let body = json!({ "token": admin }).to_string();
    let origin = [("origin", https.as_str())];
    let answer = server.send("POST", "/api/session", None, Some(&body), &origin);
    assert!(answer.header("set-cookie").ends_with("; Secure"), "{}", answer.text);

    let log = server.log();
    let secret = cookie.split(['=', ';']).nth(1).unwrap();
    assert!(!log.contains(&login) && !log.contains(secret) && !log.contains(&admin));
}

#[test]
fn a_cookie_counts_in_requests_of_our_own_pages_alone() {
    let server = Server::start();
    let cookie = cookie(&server, &json!({ "token": server.admin() }));
    let own = server.url.as_str();
    let other_port = "http://127.0.0.1:1";
    let flag = "POST /api/features/{key}/toggle";
    for (operation, headers, status) in [
        ("GET /status", &[][..], 200),
        ("GET /status", &[("origin", own)], 200),
        ("GET /status", &[("sec-fetch-site", "same-origin")], 200),
        ("GET /status", &[("sec-fetch-site", "same-site")], 401),
        ("GET /status", &[("origin", other_port)], 401),
        ("GET /status", &[("host", "attacker.example")], 401),
        // It is let through, and there is no such flag.
        (flag, &[("origin", own)], 404),
        (flag, &[], 401),
        (flag, &[("origin", other_port)], 401),
        (flag, &[("origin", "null")], 401),
        (flag, &[("origin", "https://attacker.example")], 401),
        (flag, &[("origin", own), ("sec-fetch-site", "cross-site")], 401),
        (flag, &[("origin", "http://attacker.example"), ("host", "attacker.example")], 401),
    ] {
        assert_eq!(ask(&server, operation, &cookie, headers).status, status, "{headers:?}");
    }
    // Nor does another page sign anybody in.
    let body = json!({ "token": server.admin() }).to_string();
    for headers in [&[][..], &[("origin", other_port)]] {
        let answer = server.send("POST", "/api/session", None, Some(&body), headers);
        assert_eq!(answer.code(), "forbidden", "{headers:?}");
        assert_eq!(answer.header("set-cookie"), "");
    }
}

#[test]
fn what_programs_ask_for_takes_no_cookie() {
    let server = Server::start();
    let cookie = cookie(&server, &json!({ "token": server.admin() }));
    let own = [("origin", server.url.as_str())];
    for (operation, kinds) in hoist_server::access() {
        // Its answer has no end.
        let is_endless =
            ["GET /api/changes/stream", "GET /api/evaluations/stream"].contains(&&*operation);
        if kinds.is_none() || is_endless {
            continue;
        }
        // Whoever signs out is asked for last.
        if operation == "DELETE /api/session" {
            continue;
        }
        let answer = ask(&server, &operation, &cookie, &own);
        let is_refused = answer.status == 401;
        let is_for_programs = FOR_PROGRAMS.contains(&operation.as_str());
        assert_eq!(is_refused, is_for_programs, "{operation} {}", answer.text);
        let readable = answer.header("access-control-allow-origin");
        assert!(readable.is_empty() || is_for_programs, "{operation}");
        assert_eq!(answer.header("access-control-allow-credentials"), "", "{operation}");
    }
    assert_eq!(ask(&server, "DELETE /api/session", &cookie, &own).status, 204);
}

#[test]
fn a_session_outlives_the_server_and_neither_its_token_nor_signing_out() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start_on(folder.path(), &[]);
    let editor =
        server.post("/api/tokens", &json!({"name": "e", "kind": "editor", "environments": ["*"]}));
    let editor = editor.expect(201);
    let of_admin = cookie(&server, &json!({ "token": server.admin() }));
    let of_editor = cookie(&server, &json!({ "token": editor["token"] }));
    // The port is another one then; the browser goes on to name the host that it knows.
    let known = server.url.clone();
    let host = ("host", known.strip_prefix("http://").unwrap());
    server.stop();
    let server = Server::start_on(folder.path(), &[]);
    let own = [("origin", known.as_str()), host];
    let shown = |cookie: &str| ask(&server, "GET /api/session", cookie, &[host]).expect(200);
    assert_eq!(shown(&of_admin)["session"]["name"], "admin");
    assert_eq!(shown(&of_editor)["session"]["kind"], "editor");

    server.delete(&format!("/api/tokens/{}", editor["id"].as_str().unwrap())).expect(204);
    assert_eq!(shown(&of_editor)["session"], Value::Null);
    assert_eq!(ask(&server, "GET /status", &of_editor, &[host]).status, 401);

    let out = ask(&server, "DELETE /api/session", &of_admin, &own);
    assert!(out.header("set-cookie").contains("=; Path=/; Max-Age=0;"));
    out.expect(204);
    assert_eq!(shown(&of_admin)["session"], Value::Null);
}

#[test]
fn guessing_is_slowed_down() {
    let server = Server::start();
    let guess = json!({ "login": "0".repeat(64) });
    let mut refused = (0..60).map(|_| sign_in(&server, &guess)).filter(|it| it.status == 429);
    let refused = refused.next().expect("sixty guesses in a row should be too many");
    assert!(!refused.header("retry-after").is_empty());
}

#[test]
fn the_entry_runs_scripts_of_its_own_alone_and_serves_every_page() {
    let server = Server::start();
    let page = |path: &str| server.send("GET", path, None, None, &[("accept", "text/html,*/*")]);
    let mut nonces = Vec::new();
    for path in ["/", "/flags", "/flags/kill", "/flags/a/b", "/audit?env=production"] {
        let answer = page(path);
        assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"), "{path}");
        let policy = answer.header("content-security-policy");
        let (scripts, _) = policy.split_once("script-src ").unwrap().1.split_once(';').unwrap();
        assert_eq!(scripts, "'self'");
        for rule in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(policy.contains(rule), "{policy}");
        }
        let nonce = policy.split_once("'nonce-").unwrap().1.split_once('\'').unwrap().0;
        assert!(answer.text.contains(&format!("\"{nonce}\"")), "{path}");
        assert!(!answer.text.contains("__CSP_NONCE__"));
        nonces.push(nonce.to_owned());
    }
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 5);
    for path in ["/api/nothing", "/assets/nothing.js", "/ofrep/nothing"] {
        assert_eq!(page(path).code(), "not_found", "{path}");
    }
    assert_eq!(server.send("GET", "/nothing", None, None, &[]).code(), "not_found");
    assert_eq!(server.send("POST", "/nothing", None, Some("{}"), &[]).code(), "not_found");
}
