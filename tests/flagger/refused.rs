//! Calls that are refused, each with a sentence; everything stays as it was.

use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use base64::Engine as _;
use serde_json::{Value, json};

use super::{FLAG, advance, call, is, progress, said, seq, start, webhook_token};
use crate::clock::until;
use crate::server::Server;

/// How everything is.
fn all(server: &Server) -> (u64, Value) {
    (seq(server), server.get(&format!("/api/features/{FLAG}/rollout")).expect(200))
}

#[test]
fn bad_input_changes_nothing() {
    let (server, token) = start();
    server.put("/api/features/plain", &json!({"type": "boolean"})).expect(201);
    call(&server, &token, "/webhook", &advance("a", 20)).expect(200);
    let every = webhook_token(&server, &[FLAG, "plain", "missing"]);
    let before = all(&server);
    let weight = |weight: &str| progress("a", json!({"percentage": weight}));
    let at = |flag: &str| format!("/webhook?flag={flag}");
    let (own, more) = (&token, &every);
    for (token, path, body, status, word) in [
        (own, at(FLAG), weight("400"), 422, "from 0 to 100"),
        (own, at(FLAG), weight("-5"), 422, "from 0 to 100"),
        (own, at(FLAG), weight("lots"), 422, "from 0 to 100"),
        (own, at(FLAG), advance("a", 400), 422, "from 0 to 100"),
        (own, at(FLAG), said("", "Progressing", json!({})), 422, "1.34"),
        (own, at(FLAG), said("a", "Dancing", json!({})), 422, "Dancing"),
        (own, at(FLAG), json!({}), 422, "`name`"),
        (own, at(FLAG), json!([]), 400, "no JSON object"),
        (own, at(FLAG), json!({"name": 5}), 400, "`name`"),
        (own, at("other"), advance("a", 30), 403, FLAG),
        (own, at("missing"), advance("a", 30), 403, FLAG),
        (more, at("missing"), advance("a", 30), 404, "missing"),
        (more, at("plain"), advance("a", 30), 422, "percentage flag"),
        // Which of them is meant has to be said.
        (more, "/webhook".to_owned(), advance("a", 30), 400, "flag=KEY"),
        (own, "/webhook?flag=a%20b".to_owned(), advance("a", 30), 400, "flag=KEY"),
        (own, at(FLAG), progress("a", json!({"flag": "plain"})), 422, "different flags"),
        (own, "/webhook?flagg=x".to_owned(), advance("a", 30), 400, "Did you mean `flag`"),
    ] {
        let answer = call(&server, token, &path, &body);
        assert_eq!(answer.status, status, "{path} {body} {}", answer.text);
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(word), "{path} {body} {detail}");
        assert_eq!(all(&server), before, "{path} {body}");
    }
    for path in ["/gate/check", "/rollback/check", "/gate/approve"] {
        for (flag, status) in [("missing", 404), ("plain", 422)] {
            let path = format!("{path}?flag={flag}");
            assert_eq!(server.post(&path, &json!({})).status, status, "{path}");
        }
    }
    // What a token is good for is known before what is wrong with the body.
    let body = advance("a", 30);
    for token in ["", "hoist_webhook_0", "null"] {
        assert_eq!(call(&server, token, "/webhook", &body).code(), "unauthorized", "{token}");
    }
    for kind in ["viewer", "editor", "emergency", "server", "client", "telemetry"] {
        let token = server.token(kind, &["default"]);
        assert_eq!(call(&server, &token, "/webhook", &body).code(), "forbidden", "{kind}");
    }
    assert_eq!(all(&server), before);
    assert_eq!(is(&server, FLAG), (20.0, false));
}

#[test]
fn a_token_stands_where_flagger_can_put_it_and_nowhere_else() {
    let (server, token) = start();
    let body = advance("a", 20).to_string();
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("flagger:{token}"));
    let basic = format!("Basic {basic}");
    let send = |path: &str, name: &str, value: &str| {
        server.send("POST", path, None, Some(&body), &[(name, value)]).status
    };
    assert_eq!(send("/webhook", "authorization", &basic), 200);
    assert_eq!(send("/webhook", "authorization", &format!("Bearer {token}")), 200);
    assert_eq!(send("/webhook", "x-api-key", &token), 200);
    assert_eq!(send("/webhook", "authorization", "Basic ?"), 401);
    // A token in a header goes before one in the URL.
    assert_eq!(send(&format!("/webhook?token={token}"), "x-api-key", "wrong"), 401);
    // Rows for people take neither.
    let admin = server.admin();
    let path = format!("/status?token={admin}");
    assert_eq!(server.send("GET", &path, None, None, &[]).status, 401);
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("admin:{admin}"));
    let header = [("authorization", format!("Basic {basic}"))];
    let header = header.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(server.send("GET", "/status", None, None, &header).status, 401);
    // A token that may do more is not taken from a URL, whatever it may do.
    let path = format!("/webhook?flag={FLAG}&token={admin}");
    let refused = server.send("POST", &path, None, Some(&body), &[]);
    assert_eq!((refused.status, refused.code()), (403, "forbidden".to_owned()));
    // No secret was written to the log.
    assert!(!server.log().contains(&token) && !server.log().contains(&admin));
}

/// Flagger writes the URL of a hook that it could not call into its messages.
#[test]
fn a_reason_that_flagger_gives_has_no_token() {
    let (server, token) = start();
    let said_by_it = |phase: &str, message: String| {
        let body = said("a", phase, json!({"eventMessage": message}));
        call(&server, &token, "/webhook", &body).expect(200);
    };
    said_by_it("Progressing", "Advance shop.test canary weight 25".to_owned());
    let why = format!("Post \"http://hoist:8080/webhook?token={token}\": deadline exceeded");
    said_by_it("Progressing", format!("Halt shop.test advancement external check a failed {why}"));
    said_by_it("Failed", "Canary failed! Scaling down shop.test".to_owned());
    let killed = server.get(&format!("/api/features/{FLAG}")).expect(200)["killed"].clone();
    assert!(killed["reason"].as_str().unwrap().contains("hoist_***"), "{killed}");
    for path in [format!("/api/features/{FLAG}/rollout"), "/api/changes".to_owned()] {
        assert!(!server.get(&path).text.contains(&token), "{path}");
    }
}

#[test]
fn a_webhook_token_may_be_used_so_often() {
    let (server, token) = start();
    let path = format!("/gate/check?gate=_&token={token}");
    let refused = OnceLock::new();
    let ask = || {
        until("it is too many", Duration::from_secs(60), || {
            let answer = server.send("POST", &path, None, None, &[]);
            if answer.status == 429 {
                refused.set(answer).ok();
            }
            refused.get().map(drop)
        });
    };
    thread::scope(|scope| (0..8).for_each(|_| drop(scope.spawn(ask))));
    let refused = refused.into_inner().unwrap();
    assert_eq!(
        (refused.code().as_str(), refused.header("retry-after")),
        ("too_many_requests", "1")
    );
    // Whoever has another one is not concerned.
    let other = webhook_token(&server, &[FLAG]);
    assert_eq!(call(&server, &other, "/gate/check", &advance("a", 5)).status, 403);
}

#[test]
fn a_webhook_token_names_its_flags() {
    let (server, _token) = start();
    let ask = |kind: &str, flags: Value| {
        let wanted = json!({"name": "t", "kind": kind, "environments": ["*"], "flags": flags});
        server.post("/api/tokens", &wanted)
    };
    for (kind, flags, word) in [
        ("webhook", json!([]), "flags that it names"),
        ("webhook", json!(["a b"]), "no key"),
        ("webhook", json!(vec!["a"; 101]), "1 to 100"),
        ("editor", json!(["a"]), "kind webhook"),
    ] {
        let refused = ask(kind, flags).expect(422);
        assert!(refused["detail"].as_str().unwrap().contains(word), "{refused}");
    }
    let issued = ask("webhook", json!(["a", "b"])).expect(201);
    assert_eq!(issued["flags"], json!(["a", "b"]));
    let read = server.get(&format!("/api/tokens/{}", issued["id"].as_str().unwrap())).expect(200);
    assert_eq!(read["flags"], json!(["a", "b"]));
}
