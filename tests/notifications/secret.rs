//! What a channel keeps to itself is shown once, and stands nowhere else in plain.

use serde_json::json;

use super::receiver::Receiver;
use super::{SOON, channel, flag, server, settle};
use crate::clock::until;
use crate::program::hoist_in;
use crate::server::Server;

const PATH: &str = "path-that-is-secret";

#[test]
fn neither_secrets_nor_addresses_are_kept_in_plain_logged_or_told() {
    let (server, receiver) = (server(), Receiver::start());
    let first = channel(&server, "audit", &receiver, &json!({"environments": ["*", "instance"]}));
    let issued = server.post("/api/notifications/audit/rotate", &json!({})).expect(200);
    let second = issued["secret"].as_str().unwrap().to_owned();
    flag(&server, "a", &json!({}));
    settle(&server, "audit");
    server.post("/api/notifications/audit/test", &json!({})).expect(200);
    receiver.answers(500, "");
    flag(&server, "b", &json!({}));
    let mut told = vec![until("it fails", SOON, || {
        let text = server.get("/api/notifications").text;
        text.contains("answered with 500").then_some(text)
    })];
    for path in [
        "/api/notifications/audit",
        "/api/notifications/audit/dead",
        "/api/instance/changes?diff=true",
        "/api/changes?diff=true",
        "/api/backup",
        "/metrics",
        "/status",
    ] {
        told.push(server.get(path).text);
    }
    for received in receiver.all() {
        told.push(received.body);
        told.extend(received.headers.into_values());
    }
    let variables = [("HOIST_URL", server.url.as_str()), ("HOIST_TOKEN", &server.admin())];
    let exported = hoist_in(&variables, &["audit", "export", "--instance"], b"");
    assert!(exported.status.success());
    let exported = String::from_utf8(exported.stdout).unwrap();
    assert!(exported.contains("chn_"), "it has the channel: {exported}");
    told.push(exported);
    let (_, log, folder) = server.stop_and_keep();
    assert!(log.contains("127.0.0.1"), "the log at trace level tells of connections");
    told.push(log);
    for file in std::fs::read_dir(folder.unwrap().path().join("data")).unwrap() {
        let file = file.unwrap();
        told.push(String::from_utf8_lossy(&std::fs::read(file.path()).unwrap()).into_owned());
    }
    let secrets = [first, second].map(|secret| secret.strip_prefix("whsec_").unwrap().to_owned());
    for secret in secrets.iter().map(String::as_str).chain([PATH]) {
        for text in &told {
            let at = text.find(secret);
            assert!(at.is_none(), "{}", &text[at.unwrap().saturating_sub(200)..]);
        }
    }
}

#[test]
fn without_its_key_a_channel_says_so_and_keeps_what_it_was_to_tell() {
    let (server, receiver) = (server(), Receiver::start());
    channel(&server, "audit", &receiver, &json!({}));
    let (_, _, folder) = server.stop_and_keep();
    let data = folder.as_ref().unwrap().path().join("data");
    let key = std::fs::read(data.join("secrets.key")).unwrap();
    std::fs::remove_file(data.join("secrets.key")).unwrap();
    let arguments = ["--allow-outbound", "127.0.0.1"];
    let server = Server::start_on(&data, &arguments);
    flag(&server, "a", &json!({}));
    until("it says so", SOON, || {
        let channel = server.get("/api/notifications/audit").expect(200);
        channel["queue"]["failure"].as_str().map(|why| assert!(why.contains("secrets.key")))
    });
    let rotated = server.post("/api/notifications/audit/rotate", &json!({}));
    assert_eq!(rotated.code(), "not_now");
    drop(server);
    std::fs::write(data.join("secrets.key"), key).unwrap();
    let server = Server::start_on(&data, &arguments);
    settle(&server, "audit");
    assert_eq!(receiver.all().len(), 1);
}
