//! Flagger against the real server: a recording of a real one replayed, what holds a rollout up, and
//! what is refused.

mod beside;
mod gates;
mod held;
mod manifest;
mod queries;
mod refused;
mod replayed;

use serde_json::{Value, json};

use crate::server::{Answer, Server};

/// The flag of the recording.
const FLAG: &str = "new-checkout";

/// A server with the flag, and a token of Flagger's for it.
fn start() -> (Server, String) {
    let server = Server::start();
    let token = prepare(&server);
    (server, token)
}

fn prepare(server: &Server) -> String {
    let flag = json!({"type": "percentage", "percentage": 0, "enabled": true});
    server.put(&format!("/api/features/{FLAG}"), &flag).expect(201);
    webhook_token(server, &[FLAG])
}

fn webhook_token(server: &Server, flags: &[&str]) -> String {
    let wanted = json!({"name": "flagger", "kind": "webhook", "environments": ["default"],
        "flags": flags});
    server.post("/api/tokens", &wanted).expect(201)["token"].as_str().unwrap().to_owned()
}

/// Posts as Flagger does: without any header of ours, with the token in the URL.
fn call(server: &Server, token: &str, path: &str, body: &Value) -> Answer {
    let sign = if path.contains('?') { '&' } else { '?' };
    let path = format!("{path}{sign}token={token}");
    server.send("POST", &path, None, Some(&body.to_string()), &[])
}

/// A call of the rollout hook.
fn progress(checksum: &str, metadata: Value) -> Value {
    said(checksum, "Progressing", metadata)
}

fn said(checksum: &str, phase: &str, metadata: Value) -> Value {
    json!({"name": "shop", "namespace": "test", "phase": phase, "checksum": checksum,
        "metadata": metadata})
}

/// The event by which Flagger tells of a weight.
fn advance(checksum: &str, weight: u32) -> Value {
    let message = format!("Advance shop.test canary weight {weight}");
    progress(checksum, json!({"eventMessage": message, "eventType": "Normal"}))
}

/// The same, said now, as events are.
fn now(mut call: Value) -> Value {
    let at = crate::clock::now().as_millisecond();
    call["metadata"]["timestamp"] = json!(at.to_string());
    call
}

/// How a flag is: its share in percent, and whether it is killed.
fn is(server: &Server, flag: &str) -> (f64, bool) {
    let percentage = server.get(&format!("/api/features/{flag}/rollout")).expect(200);
    let killed = server.get(&format!("/api/features/{flag}")).expect(200)["killed"].clone();
    (percentage["percentage"].as_f64().unwrap(), !killed.is_null())
}

/// How many entries the environment's log has.
fn seq(server: &Server) -> u64 {
    server.get("/status").expect(200)["seq"].as_u64().unwrap()
}
