//! OpenFeature's Python client with its OFREP provider, both as published, get from a real server
//! what an application expects.

use serde_json::{Value, json};

use super::client::{Client, flags};
use super::python_program;
use crate::server::Server;

/// The Python client of a server.
fn start(server: &Server, token: &str) -> Client {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/outside/ofrep_client.py");
    let mut command = python_program("python");
    // The slash at the end of the URL: the client must not make two of it.
    command.args([script, &format!("{}/", server.url), token]);
    Client::start(command)
}

#[test]
#[ignore = "it runs Python: `cargo xtask test` provides it"]
fn values_of_all_types_arrive_with_reason_variant_and_metadata() {
    let server = Server::start();
    let seq = server.post("/api/import", &flags()).expect(200)["seq"].clone();
    let mut client = start(&server, &server.token("server", &["default"]));
    let cases = [
        (
            "boolean",
            "boolean",
            json!(false),
            json!({"value": true, "variant": "on",
            "reason": "STATIC", "error_code": null,
            "metadata": {"flagSetId": "default", "contextId": "u", "version": seq}}),
        ),
        ("string", "string", json!("x"), json!({"value": "größer", "reason": "STATIC"})),
        (
            "integer",
            "integer",
            json!(7),
            json!({"value": 9_007_199_254_740_993_u64, "python_type": "int"}),
        ),
        ("float", "float", json!(7.5), json!({"value": 1.0, "python_type": "float"})),
        ("object", "object", json!({}), json!({"value": {"ttl": 60, "tags": ["a", "b"]}})),
        (
            "object",
            "layout",
            json!({}),
            json!({"value": {"columns": 2, "gap": 2.0},
            "variant": "wide", "reason": "SPLIT"}),
        ),
        ("string", "names", json!("x"), json!({"value": "b", "variant": "b"})),
        (
            "string",
            "disabled",
            json!("x"),
            json!({"value": "off", "variant": "off", "reason": "DISABLED", "error_code": null}),
        ),
        ("boolean", "gradual", json!(false), json!({"value": true, "reason": "SPLIT"})),
        // Nobody has this flag; the default is used.
        (
            "boolean",
            "missing",
            json!(true),
            json!({"value": true, "reason": "ERROR",
            "error_code": "FLAG_NOT_FOUND", "error_message": "There is no such flag."}),
        ),
        // A value of another type is the client's to refuse.
        (
            "boolean",
            "string",
            json!(true),
            json!({"value": true, "reason": "ERROR", "error_code": "TYPE_MISMATCH"}),
        ),
        ("float", "integer", json!(0.5), json!({"value": 0.5, "error_code": "TYPE_MISMATCH"})),
    ];
    for (kind, key, default, expected) in cases {
        let question = json!({"type": kind, "key": key, "default": default, "targeting_key": "u"});
        client.check(&question, &expected);
    }
    let question = json!({"type": "string", "key": "experiment", "default": "x",
        "targeting_key": "u"});
    let metadata = json!({"flagSetId": "default", "contextId": "u", "version": seq,
        "experiment": "experiment", "phase": 1, "exposure": true});
    client.check(&question, &json!({"reason": "SPLIT", "metadata": metadata}));
    client.finish();
}

#[test]
#[ignore = "it runs Python: `cargo xtask test` provides it"]
fn contexts_and_missing_targeting_keys() {
    let server = Server::start();
    server.post("/api/import", &flags()).expect(200);
    let mut client = start(&server, &server.token("server", &["default"]));
    let missing = json!({"value": true, "reason": "ERROR", "error_code": "TARGETING_KEY_MISSING"});
    let half = json!({"type": "boolean", "key": "half", "default": true});
    client.check(&half, &missing);
    let mut with_attributes = half.clone();
    with_attributes["attributes"] = json!({"plan": "premium"});
    client.check(&with_attributes, &missing);
    let mut ask = |plan: &str, expected: Value| {
        let question = json!({"type": "boolean", "key": "targeted", "default": false,
            "attributes": {"plan": plan}});
        client.check(&question, &expected);
    };
    ask("premium", json!({"value": true, "reason": "TARGETING_MATCH"}));
    ask("free", json!({"value": false, "variant": "off", "reason": "DEFAULT"}));
    client.finish();
}

#[test]
#[ignore = "it runs Python: `cargo xtask test` provides it"]
fn the_next_evaluation_sees_every_change() {
    let server = Server::start();
    server.post("/api/import", &flags()).expect(200);
    let mut client = start(&server, &server.token("client", &["default"]));
    let object = json!({"type": "object", "key": "object", "default": {}, "targeting_key": "u"});
    let string = json!({"type": "string", "key": "string", "default": "x", "targeting_key": "u"});

    server.patch("/api/features/string", &json!({"when_on": "smaller"})).expect(200);
    client.check(&string, &json!({"value": "smaller"}));
    server.post("/flags/string/kill", &json!({"reason": "fire"})).expect(200);
    client.check(&string, &json!({"value": "", "variant": "off", "reason": "DISABLED"}));
    assert_eq!(client.ask(&string)["metadata"]["killed"], true);
    server.post("/flags/string/revive", &json!({})).expect(200);
    client.check(&string, &json!({"value": "smaller", "reason": "STATIC"}));
    server.delete("/api/features/object").expect(204);
    client.check(&object, &json!({"value": {}, "error_code": "FLAG_NOT_FOUND"}));

    // What is for servers alone is not there for a token that anybody may read.
    let secret = json!({"type": "boolean", "key": "secret", "default": false});
    client.check(&secret, &json!({"value": false, "error_code": "FLAG_NOT_FOUND"}));
    client.finish();

    let mut refused = start(&server, "no-token");
    refused.check(&string, &json!({"value": "x", "reason": "ERROR", "error_code": "GENERAL"}));
    refused.finish();
}
