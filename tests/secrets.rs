//! Secrets of tokens are shown once, and stand nowhere else.

use std::os::unix::fs::PermissionsExt;

use hoist_api::TokenKind;
use serde_json::json;
use strum::IntoEnumIterator;

use crate::http2;
use crate::server::Server;

#[test]
fn no_secret_is_kept_logged_or_told() {
    let server = Server::start();
    let mut secrets: Vec<String> =
        TokenKind::iter().map(|kind| server.token(kind.as_ref(), &["*"])).collect();
    secrets.push(server.admin());
    let flag = json!({"key": "a", "type": "boolean", "enabled": true});
    server.post("/api/features", &flag).expect(201);
    let mut told = Vec::new();
    // In the right place and in wrong ones, where it is right and where it is not.
    for secret in &secrets {
        for path in ["/status", "/metrics", "/api/tokens", "/api/features/nothing", "/nowhere"] {
            let plain = server.send("GET", path, Some(secret), None, &[]);
            let key = server.send("GET", path, None, None, &[("x-api-key", secret)]);
            let basic = format!("Basic {secret}");
            let basic = server.send("GET", path, None, None, &[("authorization", &basic)]);
            let in_query = format!("{path}?token={secret}");
            let in_query = server.send("GET", &in_query, Some(secret), None, &[]);
            let cut = &secret[..secret.len() - 1];
            let cut = server.send("GET", path, Some(cut), None, &[]);
            told.extend([plain, key, basic, in_query, cut].map(|answer| answer.text));
        }
        // What people do who take the secret for the id.
        let by_secret = format!("/api/tokens/{secret}");
        told.push(server.send("DELETE", &by_secret, Some(secret), None, &[]).text);
        let bearer = format!("Bearer {secret}");
        told.push(http2::ask(&server, "/api/tokens", &[("authorization", &bearer)]));
        told.push(http2::ask(&server, "/nowhere?token=x", &[("x-api-key", secret)]));
        let body = format!("{{\"context\": {{\"targetingKey\": 5, \"token\": \"{secret}\"}}}}");
        let path = "/ofrep/v1/evaluate/flags/a";
        told.push(server.send("POST", path, Some(secret), Some(&body), &[]).text);
    }
    // Two admins were let in: by either header, and over either protocol.
    assert_eq!(told.iter().filter(|text| text.contains("\"items\":[{\"id\"")).count(), 2 * 3);
    for path in ["/metrics", "/api/changes", "/api/export", "/api/snapshot", "/api/openapi.json"] {
        told.push(server.get(path).text);
    }
    let tokens = server.get("/api/tokens").expect(200);
    assert_eq!(tokens["items"].as_array().unwrap().len(), secrets.len());
    let id = tokens["items"][0]["id"].as_str().unwrap();
    told.push(server.get(&format!("/api/tokens/{id}")).text);
    told.push(tokens.to_string());
    let (status, log, folder) = server.stop_and_keep();
    let folder = folder.unwrap();
    assert!(status.success());
    assert!(log.len() > 10_000, "the log at trace level is short: {log}");
    told.push(log);
    for file in std::fs::read_dir(folder.path().join("data")).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", file.path());
        if file.file_name() != "admin.token" {
            told.push(String::from_utf8_lossy(&std::fs::read(file.path()).unwrap()).into_owned());
        }
    }
    let mode = std::fs::metadata(folder.path().join("data")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    for secret in &secrets {
        // What follows the kind is the secret itself.
        let random = secret.rsplit('_').next().unwrap();
        for text in &told {
            let at = text.find(random);
            assert!(at.is_none(), "{}", &text[at.unwrap().saturating_sub(200)..]);
        }
    }
}

#[test]
fn the_configured_admin_token_works_and_is_kept_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let secret = "a-secret-of-the-operator";
    let server = Server::start_on(&data, &["--admin-token", secret]);
    server.send("GET", "/api/tokens", Some(secret), None, &[]).expect(200);
    let (status, log) = server.stop();
    assert!(status.success());
    assert!(!log.contains(secret), "{log}");
    let without = Server::start_on(&data, &[]);
    assert_eq!(without.send("GET", "/api/tokens", Some(secret), None, &[]).code(), "unauthorized");
    for file in std::fs::read_dir(&data).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
    }
}
