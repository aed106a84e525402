//! schemathesis asks a real server everything that the OpenAPI description allows, and much that it
//! does not, once with a token of each kind and once without.
//!
//! No answer is a 5xx, every answer is one that is described, and what is not allowed is refused.

use std::fs;

use serde_json::json;

use super::python_program;
use crate::environments::make;
use crate::server::Server;

/// What every answer has to pass.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance,negative_data_rejection,\
    unsupported_method,allow_header_conformance,missing_required_header,ignored_auth";

/// Answers without an end to wait for.
const STREAMS: [&str; 4] = ["stream", "streamHeads", "streamEvaluations", "streamEvaluationEvents"];

/// What the examples of the description name.
fn documents() -> serde_json::Value {
    json!({
        "features": {
            "checkout": {"type": "percentage", "enabled": true, "percentage": 50,
                "tags": ["checkout"], "rules": [
                    {"type": "segment", "conditions": {"segment": "staff"}, "value": true},
                ]},
            "layout": {"type": "variant", "enabled": true, "variants": {"control": 1, "wide": 99}},
            "secret": {"type": "boolean", "enabled": true, "visibility": "server"},
        },
        "segments": {"staff": {"include": ["ana"]}},
        "metrics": {"revenue": {"event": "purchase", "kind": "mean"}},
        "experiments": {"homepage": {"start_date": "2020-01-01T00:00:00Z",
            "variants": {"control": 0.5, "modern": 0.5}, "metrics": ["revenue"]}},
    })
}

/// What is done with a kind of token.
struct Fuzzing {
    phases: &'static str,
    /// Cases for each operation and phase.
    examples: u32,
    /// More arguments.
    more: &'static [&'static str],
}

/// For tokens that may change much: also every limit and type of every field.
const FULL: Fuzzing =
    Fuzzing { phases: "examples,coverage,fuzzing,stateful", examples: 10, more: &[] };
/// For tokens that are refused nearly everywhere.
const SHORT: Fuzzing = Fuzzing { phases: "examples,fuzzing", examples: 5, more: &[] };

/// Runs schemathesis with a token, if there is one.
#[track_caller]
fn fuzz(kind: Option<&str>, fuzzing: &Fuzzing) {
    let Fuzzing { phases, examples, more } = fuzzing;
    let server = Server::start();
    server.post("/api/import", &documents()).expect(200);
    make(&server, "staging");
    let folder = tempfile::tempdir().unwrap();
    let description = server.get("/api/openapi.json").text;
    fs::write(folder.path().join("openapi.json"), description).unwrap();
    let mut program = python_program("st");
    program.current_dir(folder.path()).args(["run", "openapi.json", "--url", &server.url]);
    if let Some(kind) = kind {
        let environments: &[&str] = if kind == "admin" { &["*"] } else { &["default"] };
        let token = server.token(kind, environments);
        program.args(["--header", &format!("Authorization: Bearer {token}")]);
    }
    for stream in STREAMS {
        program.args(["--exclude-operation-id", stream]);
    }
    let output = program
        .args(["--checks", CHECKS, "--phases", phases])
        .args(["--max-examples", &examples.to_string()])
        .args(["--seed", "1", "--generation-deterministic"])
        .args(["--workers", "1", "--no-color", "--warnings", "off"])
        // In seconds: a machine that does much else is slow, and no answer may take for ever.
        .args(["--max-response-time", "15", "--request-timeout", "30"])
        // Keys of its own making would be answered with 401, before anything else is looked at.
        .args(["--generation-with-security-parameters", "false"])
        .args(["--suppress-health-check", "all", "--output-sanitize", "true"])
        .args(*more)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{kind:?}:\n{said}\n{failed}");
    let generated = said.split_once(" generated").and_then(|(before, _)| before.rsplit(' ').next());
    let generated: u32 = generated.and_then(|count| count.parse().ok()).unwrap_or_default();
    assert!(generated > 100, "{kind:?}: only {generated} cases\n{said}");
    assert!(!server.log().contains("panic"), "{}", server.log());
    // It goes on as if nothing had been.
    assert_eq!(server.get("/healthz").status, 200);
    let verified = server.get("/api/changes/verify").expect(200);
    assert_eq!(verified["faults"], json!([]));
}

#[test]
#[ignore = "it runs Python: `cargo xtask test` provides it"]
fn admin_tokens() {
    // Once all is frozen, little else can be tried; the emergency token freezes.
    let more = &["--exclude-operation-id", "freeze"];
    fuzz(Some("admin"), &Fuzzing { more, ..FULL });
}

#[test]
#[ignore = "it runs Python: `cargo xtask test` provides it"]
fn editor_tokens() {
    fuzz(Some("editor"), &FULL);
}

#[test]
#[ignore = "it runs Python: `cargo xtask test` provides it"]
fn viewer_tokens() {
    fuzz(Some("viewer"), &SHORT);
}

#[test]
#[ignore = "it runs Python: `cargo xtask test` provides it"]
fn emergency_tokens() {
    fuzz(Some("emergency"), &SHORT);
}

#[test]
#[ignore = "it runs Python: `cargo xtask test` provides it"]
fn server_tokens() {
    fuzz(Some("server"), &SHORT);
}

#[test]
#[ignore = "it runs Python: `cargo xtask test` provides it"]
fn client_tokens() {
    fuzz(Some("client"), &SHORT);
}

#[test]
#[ignore = "it runs Python: `cargo xtask test` provides it"]
fn telemetry_tokens() {
    fuzz(Some("telemetry"), &SHORT);
}

#[test]
#[ignore = "it runs Python: `cargo xtask test` provides it"]
fn no_token() {
    fuzz(None, &SHORT);
}
