//! New versions that take a question and answer late or never.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use serde_json::{Value, json};

use super::{RELEASE, SOON};
use crate::clock::until;
use crate::server::Server;

/// A release whose new version is asked at an address where the test answers.
fn asking() -> (Server, TcpListener) {
    let server = Server::start_with(&["--allow-outbound", "127.0.0.1"]);
    let version = TcpListener::bind("127.0.0.1:0").unwrap();
    version.set_nonblocking(true).unwrap();
    let url = format!("http://{}/health", version.local_addr().unwrap());
    let tests = json!([{"url": url, "timeout": "60s"}]);
    let body = json!({"flag": "a", "checks": [], "smoke_tests": tests});
    server.put(RELEASE, &body).expect(201);
    (server, version)
}

/// The next who asks, long before nobody waits for the answer any more.
#[track_caller]
fn question(version: &TcpListener) -> TcpStream {
    until("the new version is asked", SOON / 3, || version.accept().ok()).0
}

fn status(server: &Server) -> Value {
    server.get(&format!("{RELEASE}/status")).expect(200)
}

fn abort(server: &Server) {
    server.post(&format!("{RELEASE}/abort"), &json!({})).expect(200);
    until("it is taken back", SOON / 3, || {
        (status(server)["status"] == "rolled_back").then_some(())
    });
}

#[test]
fn a_version_that_never_answers_keeps_no_abort_waiting() {
    let (server, version) = asking();
    server.post(&format!("{RELEASE}/start"), &json!({})).expect(200);
    let _unanswered = question(&version);
    let refused = server.post(&format!("{RELEASE}/promote"), &json!({})).expect(409);
    assert!(refused["detail"].as_str().unwrap().contains("prepares its first step"), "{refused}");
    abort(&server);
}

/// The two runs are the same step by step, so that all that could be taken for each other can.
#[test]
fn what_one_run_asked_answers_nothing_to_the_next() {
    let (server, version) = asking();
    let start = || server.post(&format!("{RELEASE}/start"), &json!({"revive": true})).expect(200);
    start();
    let _unanswered = question(&version);
    abort(&server);
    start();
    let mut own = question(&version);
    assert_eq!(status(&server)["share"], 0.0);
    own.set_nonblocking(false).unwrap();
    assert!(own.read(&mut [0; 1_024]).unwrap() > 0);
    own.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap();
    until("the first step", SOON, || (status(&server)["share"] == 5.0).then_some(()));
}
