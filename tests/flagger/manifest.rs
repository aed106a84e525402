//! The Canary of `deploy/flagger/` as it stands there: each hook of ours is one that is answered.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::{is, said, start};

const CANARY: &str = include_str!("../../deploy/flagger/canary.yaml");
const METRICS: &str = include_str!("../../deploy/flagger/metrics.yaml");
/// How the manifest names the server.
const SERVER: &str = "url: http://flagger:WEBHOOK_TOKEN@hoist.production:8080";
const FLAG: &str = "new-checkout";

#[test]
fn each_hook_of_the_manifest_is_answered() {
    let (server, token) = start();
    let hooks = CANARY.lines().filter_map(|line| line.trim().strip_prefix(SERVER));
    let hooks: Vec<&str> = hooks.collect();
    assert_eq!((hooks.len(), CANARY.matches("WEBHOOK_TOKEN").count()), (7, 7));
    // What Flagger's client makes of the name and password in a URL.
    let basic = format!("Basic {}", STANDARD.encode(format!("flagger:{token}")));
    let call = |path: &str, body: serde_json::Value| {
        let header = [("authorization", basic.as_str())];
        server.send("POST", path, None, Some(&body.to_string()), &header)
    };
    for gate in ["rollout", "traffic", "promotion"] {
        let path = format!("/gate/approve?flag={FLAG}&gate={gate}");
        server.post(&path, &json!({"reason": "tried"})).expect(200);
    }
    for hook in &hooks {
        let metadata = json!({"action": "update-rollout-percentage"});
        let answer = call(hook, said("a", "Progressing", metadata));
        let expected = if hook.starts_with("/rollback/") { 403 } else { 200 };
        assert_eq!(answer.status, expected, "{hook} {}", answer.text);
    }
    let ends = hooks.iter().rev().find(|hook| hook.starts_with("/webhook")).unwrap();
    call(ends, said("a", "Succeeded", json!({}))).expect(200);
    assert_eq!(is(&server, FLAG), (100.0, false));
}

#[test]
fn what_the_manifest_asks_of_the_server_is_answered() {
    let (server, _token) = start();
    let query = METRICS.lines().map(str::trim).find(|line| line.starts_with("hoist_"));
    let query = query.unwrap().replace("{{ variables.flag }}", FLAG);
    let query: String = query.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let token = server.token("telemetry", &["default"]);
    let path = format!("/api/v1/query?query={query}");
    let answer = server.send("GET", &path, Some(&token), None, &[]).expect(200);
    // Nothing is measured yet.
    assert_eq!(answer["data"], json!({"resultType": "vector", "result": []}));
}
