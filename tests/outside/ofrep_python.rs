//! OpenFeature's Python client with its OFREP provider, both as published, get from a real server
//! what an application expects.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde_json::{Map, Value, json};

use super::python_program;
use crate::server::Server;

/// A Python process with a client in it that goes on asking.
struct Client {
    process: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Client {
    fn start(server: &Server, token: &str) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/outside/ofrep_client.py");
        // The slash at the end of the URL: the client must not make two of it.
        let mut process = python_program("python")
            .args([script, &format!("{}/", server.url), token])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let questions = process.stdin.take();
        let answers = BufReader::new(process.stdout.take().unwrap());
        Self { process, questions, answers }
    }

    fn ask(&mut self, question: &Value) -> Value {
        writeln!(self.questions.as_ref().unwrap(), "{question}").unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("no answer to {question}: {line:?}"))
    }

    /// Asks, and compares those fields of the answer that are expected.
    #[track_caller]
    fn check(&mut self, question: &Value, expected: &Value) {
        let answer = self.ask(question);
        let shown: Map<String, Value> = expected
            .as_object()
            .unwrap()
            .keys()
            .map(|name| (name.clone(), answer[name].clone()))
            .collect();
        assert_eq!(Value::Object(shown), *expected, "{question} gave {answer}");
    }

    fn finish(mut self) {
        drop(self.questions.take());
        assert!(self.process.wait().unwrap().success());
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// Flags of all types whose results are of all types.
fn flags() -> Value {
    let payload = |on: Value, off: Value| json!({"type": "boolean", "enabled": true, "when_on": on, "when_off": off});
    json!({
        "features": {
            "boolean": {"type": "boolean", "enabled": true},
            "disabled": payload(json!("on"), json!("off")).as_object().map(|flag| {
                let mut flag = flag.clone();
                flag.insert("enabled".into(), false.into());
                flag
            }),
            "string": payload(json!("größer"), json!("")),
            "integer": payload(json!(9_007_199_254_740_993_u64), json!(0)),
            "float": payload(json!(1.0), json!(0.5)),
            "object": payload(json!({"ttl": 60, "tags": ["a", "b"]}), json!({})),
            "half": {"type": "percentage", "enabled": true, "percentage": 50},
            "targeted": {"type": "targeted", "enabled": true, "rules": [
                {"type": "property", "conditions": {"plan": "premium"}, "value": true},
            ]},
            "gradual": {"type": "gradual", "enabled": true,
                "start_date": "2020-01-01T00:00:00Z", "end_date": "2020-02-01T00:00:00Z"},
            "layout": {"type": "variant", "enabled": true, "variants": [
                {"name": "control", "weight": 0, "config": {"columns": 1, "gap": 1.5}},
                {"name": "wide", "weight": 1, "config": {"columns": 2, "gap": 2.0}},
            ]},
            "names": {"type": "variant", "enabled": true, "variants": {"control": 0, "b": 1}},
            "secret": {"type": "boolean", "enabled": true, "visibility": "server"},
        },
        "experiments": {
            "experiment": {"start_date": "2020-01-01T00:00:00Z", "variants": [
                {"name": "control", "weight": 0.5}, {"name": "treatment", "weight": 0.5},
            ]},
        },
    })
}

#[test]
#[ignore = "it runs Python: `cargo xtask test` provides it"]
fn values_of_all_types_arrive_with_reason_variant_and_metadata() {
    let server = Server::start();
    let seq = server.post("/api/import", &flags()).expect(200)["seq"].clone();
    let mut client = Client::start(&server, &server.token("server", &["default"]));
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
    let mut client = Client::start(&server, &server.token("server", &["default"]));
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
    let mut client = Client::start(&server, &server.token("client", &["default"]));
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

    let mut refused = Client::start(&server, "no-token");
    refused.check(&string, &json!({"value": "x", "reason": "ERROR", "error_code": "GENERAL"}));
    refused.finish();
}
