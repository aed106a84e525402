//! Protected environments: who changes them says why, and what is deleted is confirmed.

use std::time::Duration;

use serde_json::{Value, json};

use super::{ask, because, detail};
use crate::clock::until;
use crate::server::Server;

/// What is asked of production is refused without a reason and done with one, save what turns things
/// off or holds them as they are.
#[track_caller]
fn wants_a_reason(server: &Server, method: &str, path: &str, body: Option<&Value>) {
    let separator = if path.contains('?') { '&' } else { '?' };
    let path = format!("{path}{separator}environment=production");
    let plain = ask(server, &server.admin(), method, &path, body);
    if path.contains("kill") || path.contains("/freeze") {
        assert!(plain.status == 200 || plain.status == 404, "{path} {}", plain.text);
        return;
    }
    assert_eq!(plain.code(), "invalid", "{method} {path}");
    assert!(detail(&plain).starts_with("The environment production is protected: say why"));
    let blank = [("x-hoist-reason", "  ")];
    let text = body.map(Value::to_string);
    let blank = server.send(method, &path, Some(&server.admin()), text.as_deref(), &blank);
    assert_eq!(blank.code(), "invalid", "{method} {path}");
    let done = because(server, method, &path, body);
    assert!(matches!(done.status, 200 | 201), "{method} {path} {}", done.text);
}

/// A way back too: what waits for no reason is the kill of the flag.
#[test]
fn what_is_asked_of_a_release_wants_reasons() {
    let server = Server::start();
    server.post("/api/environments", &json!({"key": "production", "protected": true})).expect(201);
    let release = json!({"flag": "r", "checks": [], "steps": [
        {"percentage": 5, "duration": "1h"}, {"percentage": 100, "duration": "1h"}]});
    wants_a_reason(&server, "PUT", "/api/releases/r", Some(&release));
    for verb in ["start", "pause", "resume", "promote", "abort"] {
        if verb == "promote" {
            // It may be promoted from a step, and not on its way to one.
            let status = "/api/releases/r/status?environment=production";
            until("the first step", Duration::from_secs(30), || {
                (server.get(status).expect(200)["phase"] == "watching").then_some(())
            });
        }
        wants_a_reason(&server, "POST", &format!("/api/releases/r/{verb}"), None);
    }
    let abort = "/api/releases/r/abort?environment=production";
    let refused = ask(&server, &server.admin(), "POST", abort, None);
    assert!(detail(&refused).ends_with("Killing its flag, which holds it, waits for no reason."));
}

/// Each write of a protected environment, and what it asks for.
#[test]
fn a_protected_environment_wants_reasons_and_confirmations() {
    let server = Server::start();
    server.post("/api/environments", &json!({"key": "production", "protected": true})).expect(201);
    let flag = json!({"key": "a", "type": "boolean", "enabled": true});
    let metric = json!({"key": "m", "event": "buy", "kind": "mean"});
    let keys = json!({"list": "include", "add": ["u"]});
    let file = json!({"features": {"b": {"type": "boolean"}}});
    let files = json!({"files": [{"name": "f.json", "text": file.to_string()}]});
    let nothing = json!({});
    let steps: [(&str, &str, Option<&Value>); 15] = [
        ("POST", "/api/features", Some(&flag)),
        ("PUT", "/api/features/a", Some(&json!({"type": "boolean"}))),
        ("PATCH", "/api/features/a", Some(&json!({"enabled": true}))),
        ("POST", "/api/features/a/toggle", None),
        ("POST", "/api/segments", Some(&json!({"key": "s"}))),
        ("POST", "/api/segments/s/keys", Some(&keys)),
        ("POST", "/api/metrics", Some(&metric)),
        ("POST", "/api/import", Some(&file)),
        ("POST", "/api/import/files?prune=false", Some(&files)),
        ("POST", "/flags/a/rollback", Some(&nothing)),
        ("POST", "/flags/b/kill", None),
        ("POST", "/flags/b/revive", Some(&nothing)),
        ("POST", "/experiments/freeze", None),
        ("POST", "/experiments/unfreeze", Some(&nothing)),
        ("POST", "/flags/kill", Some(&json!({"tag": "x"}))),
    ];
    for (method, path, body) in steps {
        wants_a_reason(&server, method, path, body);
    }
    let plain = ask(&server, &server.admin(), "POST", "/api/erase", Some(&json!({"user": "u"})));
    assert!(detail(&plain).starts_with("The environment production is protected: say why"));
    // A dry run changes nothing, so it needs no reason.
    server.post("/api/erase", &json!({"user": "u", "dry_run": true})).expect(200);
    server.post("/api/import?dry_run=true&environment=production", &file).expect(200);
    // A reason in the body is one too.
    let with_reason = json!({"list": "include", "add": ["v"], "reason": "asked for"});
    server.post("/api/segments/s/keys?environment=production", &with_reason).expect(200);

    let delete = |query: &str| {
        let path = format!("/api/features/a?environment=production{query}");
        because(&server, "DELETE", &path, None)
    };
    let refused = delete("");
    assert_eq!(refused.code(), "invalid");
    assert!(detail(&refused).contains("?confirm=a"), "{}", detail(&refused));
    assert_eq!(delete("&confirm=b").code(), "bad_request");
    let unreasoned = server.delete("/api/features/a?environment=production&confirm=a");
    assert_eq!(unreasoned.code(), "invalid");
    delete("&confirm=a").expect(204);
    // Elsewhere nothing is asked.
    server.post("/api/features", &flag).expect(201);
    server.delete("/api/features/a").expect(204);

    let settings = "/api/environments/production";
    let open = json!({"protected": false});
    assert_eq!(server.patch(settings, &open).code(), "invalid");
    assert_eq!(server.delete(&format!("{settings}?confirm=production")).code(), "invalid");
    because(&server, "PATCH", settings, Some(&open)).expect(200);
    server.post("/api/features?environment=production", &flag).expect(201);
}

/// Who has the monitor look has it write, in their name.
#[test]
fn whoever_has_the_monitor_look_says_why() {
    let server = Server::start();
    server.post("/api/environments", &json!({"key": "production", "protected": true})).expect(201);
    let variants = json!([{"name": "control", "weight": 0.5}, {"name": "b", "weight": 0.5}]);
    let experiment = json!({"variants": variants, "metrics": ["bought"]});
    let path = |verb: &str| format!("/api/experiments/e{verb}?environment=production");
    because(&server, "PUT", &path(""), Some(&experiment)).expect(201);
    because(&server, "POST", &path("/start"), None).expect(200);
    let refused = server.post(&path("/monitor"), &json!({}));
    assert_eq!(refused.code(), "invalid");
    assert!(detail(&refused).starts_with("The environment production is protected: say why"));
    server.post(&path("/monitor"), &json!({"reason": "it is time"})).expect(200);
}

/// When a scheduled deletion comes nobody is there to be asked, so it is confirmed at the door.
#[test]
fn a_scheduled_deletion_is_confirmed_when_it_is_scheduled() {
    let server = Server::start();
    let made = json!({"key": "production", "protected": true});
    server.post("/api/environments", &made).expect(201);
    let flag = json!({"type": "boolean"});
    because(&server, "PUT", "/api/features/b?environment=production", Some(&flag)).expect(201);
    server.put("/api/features/b", &flag).expect(201);
    let schedule = |query: &str| {
        let at = crate::clock::now() + jiff::SignedDuration::from_hours(24);
        let body = json!({"at": at.to_string(), "collection": "features", "key": "b",
            "change": {"delete": true}, "reason": "made anew"});
        let path = format!("/api/schedules?environment={query}");
        ask(&server, &server.admin(), "POST", &path, Some(&body))
    };
    let refused = schedule("production");
    assert_eq!(refused.code(), "invalid");
    assert!(detail(&refused).contains("?confirm=b"), "{}", detail(&refused));
    assert_eq!(schedule("production&confirm=a").code(), "bad_request");
    schedule("production&confirm=b").expect(201);
    // Elsewhere nothing is asked, and a confirmation that is given has to be right all the same.
    assert_eq!(schedule("default&confirm=a").code(), "bad_request");
    schedule("default").expect(201);
}
