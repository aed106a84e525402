//! Promotions that are refused: nothing of them is applied.

use serde_json::{Value, json};

use super::{detail, export, import, promote, seq, told, with_two};
use crate::environments::make;
use crate::server::{Answer, Server};

/// What holds in the target holds for what is promoted to it, and then nothing is applied.
#[test]
fn a_promotion_is_refused_by_the_checks_of_its_target() {
    let server = with_two();
    let flags = |flags: Value| json!({"features": flags});
    let needs = |flag: &str| json!({"type": "boolean", "requires": [{"flag": flag, "is": true}]});
    let none = json!({"type": "boolean"});
    import(&server, "staging", &flags(json!({"b": none, "a": needs("b"), "new": none})));
    import(&server, "production", &flags(json!({"a": none, "b": needs("a")})));
    let request = |documents: Value| json!({"to": "production", "documents": documents});
    let before = export(&server, "production");
    let untouched = |answer: Answer, code: &str, what: &str| {
        assert_eq!(answer.code(), code, "{}", answer.text);
        assert!(detail(&answer).contains(what), "{}", detail(&answer));
        assert_eq!(
            (export(&server, "production"), seq(&server, "production")),
            (before.clone(), 2)
        );
    };
    // Each is sound where it is; together they would go round in a circle.
    let circle = promote(&server, "staging", &request(json!(["features/a", "features/new"])));
    untouched(circle, "invalid", "circle");
    for (documents, code, what) in [
        (json!(["features/nope"]), "not_found", "In staging: There is no flag nope."),
        (json!(["a"]), "invalid", "is no document's name"),
        (json!(["tokens/a"]), "invalid", "is no document's name"),
        (json!([]), "invalid", "Send either"),
    ] {
        untouched(promote(&server, "staging", &request(documents)), code, what);
    }
    let both = json!({"to": "production", "documents": ["features/a"], "all": true});
    untouched(promote(&server, "staging", &both), "invalid", "Send either");
    let prune = json!({"to": "production", "documents": ["features/a"], "prune": true});
    untouched(promote(&server, "staging", &prune), "invalid", "goes with \"all\": true alone");
    let itself = json!({"to": "staging", "all": true});
    untouched(promote(&server, "staging", &itself), "invalid", "name another environment");
    let nowhere = json!({"to": "nowhere", "all": true});
    untouched(promote(&server, "staging", &nowhere), "not_found", "no environment nowhere");

    // Who writes there holds for both.
    let editor = server.token("editor", &["staging"]);
    let send = |token: &str| {
        let body = request(json!(["features/new"])).to_string();
        let path = "/api/environments/staging/promote";
        server.send("POST", path, Some(token), Some(&body), &[])
    };
    untouched(send(&editor), "forbidden", "the environment production");
    let with = "/api/environments/staging/compare?with=production";
    assert_eq!(server.send("GET", with, Some(&editor), None, &[]).code(), "forbidden");

    let protect = |protected: bool| {
        let body = json!({"protected": protected, "reason": "a test"});
        server.patch("/api/environments/production", &body).expect(200);
    };
    protect(true);
    let all = json!({"to": "production", "all": true});
    untouched(promote(&server, "staging", &all), "invalid", "is protected: say why");
    protect(false);
    let frozen = "/experiments/freeze?environment=production";
    server.post(frozen, &json!({"reason": "a sale"})).expect(200);
    let answer = promote(&server, "staging", &all);
    assert_eq!((answer.code().as_str(), seq(&server, "production")), ("frozen", 3));
    server.post("/experiments/unfreeze?environment=production", &json!({})).expect(200);
    // All of it together is no circle.
    let both = server.token("editor", &["staging", "production"]);
    assert_eq!(send(&both).status, 200);
    promote(&server, "staging", &all).expect(200);
    assert_eq!(export(&server, "production")["features"], export(&server, "staging")["features"]);
}

/// Documents that configuration files manage are changed there alone.
#[test]
fn managed_documents_are_not_promoted_over() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("flags.yaml");
    std::fs::write(&config, "features: {a: {type: boolean}}\n").unwrap();
    let data = folder.path().join("data");
    let server = Server::start_on(&data, &["--config", config.to_str().unwrap()]);
    make(&server, "staging");
    import(&server, "staging", &json!({"features": {"b": {"type": "boolean"}}}));
    let prune = json!({"to": "default", "all": true, "prune": true});
    assert_eq!(told(&promote(&server, "staging", &prune).expect(200)), ["created features/b"]);
    server
        .post(
            "/api/features?environment=staging",
            &json!({"key": "a", "type": "boolean", "enabled": true}),
        )
        .expect(201);
    let refused =
        promote(&server, "staging", &json!({"to": "default", "documents": ["features/a"]}));
    assert_eq!(refused.code(), "managed");
    assert!(detail(&refused).contains("flags.yaml"), "{}", detail(&refused));
    // Out of it they go.
    promote(&server, "default", &json!({"to": "staging", "documents": ["features/a"]})).expect(200);
}
