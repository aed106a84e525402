//! What tokens of one environment get of another: nothing.

use serde_json::json;

use crate::access::filled;
use crate::server::Server;

/// Every operation, with an admin token of another environment: where the operation is of an
/// environment it is refused, and where it is of the instance it gives nothing of others.
#[test]
fn nothing_of_an_environment_is_open_to_tokens_of_another() {
    let server = Server::start();
    super::make(&server, "staging");
    server.post("/api/features", &json!({"key": "canary", "type": "boolean"})).expect(201);
    let admin = server.token("admin", &["staging"]);
    for (operation, _) in hoist_server::access().iter().filter(|(_, kinds)| kinds.is_some()) {
        let (method, path) = filled(operation);
        let body = (method != "GET" && method != "DELETE").then_some("{}");
        let send = |path: &str| server.send(&method, path, Some(&admin), body, &[]);
        let answer = send(&format!("{path}?environment=default"));
        if answer.code() == "forbidden" {
            continue;
        }
        // The instance has no such parameter; what it gives without is the token's own.
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains("no parameter `environment`"), "{operation} {detail}");
        let answer = send(&path);
        let own = matches!(
            operation.as_str(),
            "GET /metrics"
                // Whoever is signed in nowhere is signed out all the same.
                | "DELETE /api/session"
                // It signs in with the rights of the token that asks.
                | "POST /api/session/links"
                | "GET /api/openapi.json"
                | "GET /api/tokens"
                | "GET /api/notifications"
                | "GET /api/environments"
        );
        assert!(own || answer.status >= 400, "{operation} {}", answer.text);
        assert!(own || !answer.text.contains("canary"), "{operation} {}", answer.text);
    }
    let before = server.get("/api/environments/default").expect(200);
    assert_eq!((&before["seq"], &before["protected"]), (&json!(1), &json!(false)));
}
