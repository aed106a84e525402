//! Notifications: who is told of what, in which order, however often things fail.

mod given_up;
mod inside;
mod outliving;
pub(crate) mod receiver;
mod secret;
mod signed;
mod told;
mod typed;

use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::until;
use crate::server::Server;
use receiver::Receiver;

const SOON: Duration = Duration::from_secs(60);

/// A server that may send to this machine.
fn server() -> Server {
    Server::start_with(&["--allow-outbound", "127.0.0.1", "--public-url", "https://flags.test"])
}

/// Makes a channel to a receiver, with more fields, and gives the secret.
fn channel(server: &Server, name: &str, receiver: &Receiver, more: &Value) -> String {
    let mut body = json!({"name": name, "type": "webhook", "url": receiver.url});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let issued = server.post("/api/notifications", &body).expect(201);
    issued["secret"].as_str().unwrap_or_default().to_owned()
}

fn flag(server: &Server, key: &str, more: &Value) {
    let mut flag = json!({"type": "boolean", "enabled": true});
    flag.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    server.put(&format!("/api/features/{key}"), &flag);
}

/// Waits until a channel has nothing left to be told.
fn settle(server: &Server, name: &str) {
    until("the outbox is empty", SOON, || {
        let channel = server.get(&format!("/api/notifications/{name}")).expect(200);
        (channel["queue"]["pending"] == 0).then_some(())
    });
}
