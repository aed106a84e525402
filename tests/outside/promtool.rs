//! `/metrics` is what Prometheus's own checker accepts, after traffic of every kind.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::json;

use crate::server::Server;
use crate::telemetry::traffic;

#[test]
#[ignore = "it runs promtool: `cargo xtask test` finds it"]
fn promtool_finds_nothing_to_say() {
    let server = Server::start();
    let checked = |about: &str| {
        let scraped = server.get("/metrics");
        assert_eq!(scraped.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
        let mut promtool = Command::new("promtool")
            .args(["check", "metrics"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        promtool.stdin.take().unwrap().write_all(scraped.text.as_bytes()).unwrap();
        let output = promtool.wait_with_output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(output.status.success() && said.is_empty(), "{about}: {said}");
        scraped.text
    };
    checked("a server that nobody has asked yet");
    traffic(&server);
    let text = checked("traffic of every kind");
    // A name in a label is escaped as the format demands.
    let odd = json!({"key": "odd", "type": "variant", "enabled": true, "variants": [
        {"name": "quote \" and \\ slash", "weight": 1}, {"name": "b", "weight": 0},
    ]});
    server.post("/api/features", &odd).expect(201);
    let body = json!({"context": {"targetingKey": "u"}});
    server.post("/ofrep/v1/evaluate/flags/odd", &body).expect(200);
    let escaped = r#"result="quote \" and \\ slash""#;
    assert!(!text.contains(escaped));
    assert!(checked("odd names").contains(escaped));
}
