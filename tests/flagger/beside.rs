//! A flag has one mover: one Canary of Flagger or a release, and all others are refused meanwhile.

use std::time::Duration;

use serde_json::{Value, json};

use super::{FLAG, advance, call, is, said, seq, start};
use crate::clock::until;
use crate::server::Server;

const RELEASE: &str = "/api/releases/mover";

/// A release of the flag that stays at its first step for a day.
fn release(server: &Server) {
    let body = json!({"flag": FLAG, "checks": [], "steps": [
        {"name": "most", "percentage": 80, "duration": "1d"},
        {"name": "full", "percentage": 100, "duration": "1d"}]});
    server.put(RELEASE, &body).expect(201);
}

fn ask(server: &Server, verb: &str) -> crate::server::Answer {
    server.post(&format!("{RELEASE}/{verb}"), &json!({}))
}

#[track_caller]
fn is_not_now(refused: crate::server::Answer, word: &str) {
    let refused = refused.expect(409);
    assert_eq!(refused["code"], "not_now", "{refused}");
    assert!(refused["detail"].as_str().unwrap().contains(word), "{refused}");
}

/// What each entry about the share of the flag has of it, the oldest first.
fn shares(server: &Server) -> Vec<Value> {
    let history = server.get(&format!("/api/features/{FLAG}/history?limit=100")).expect(200);
    let items = history["items"].as_array().unwrap().iter().rev();
    items.filter(|entry| entry["kind"] == "shared").cloned().collect()
}

#[test]
fn while_a_release_moves_a_flag_it_follows_no_rollout() {
    let (server, token) = start();
    release(&server);
    ask(&server, "start").expect(200);
    until("the release moves the share", Duration::from_secs(60), || {
        (is(&server, FLAG) == (80.0, false)).then_some(())
    });
    let before = (seq(&server), is(&server, FLAG));
    for path in ["/webhook", "/gate/check", "/rollback/check"] {
        is_not_now(call(&server, &token, path, &advance("a", 90)), "release mover");
    }
    is_not_now(server.post(&format!("/gate/approve?flag={FLAG}"), &json!({})), "release mover");
    is_not_now(server.delete(&format!("/api/features/{FLAG}/rollout")), "release mover");
    assert_eq!((seq(&server), is(&server, FLAG)), before);
    // Nothing of it was remembered for later.
    let shown = server.get(&format!("/api/features/{FLAG}/rollout")).expect(200);
    assert!(shown["run"].is_null(), "{shown}");

    ask(&server, "abort").expect(200);
    until("the release is taken back", Duration::from_secs(60), || {
        let status = server.get(&format!("{RELEASE}/status")).expect(200);
        (status["status"] == "rolled_back").then_some(())
    });
    assert_eq!(is(&server, FLAG), (0.0, true));
    server.post(&format!("/flags/{FLAG}/revive"), &json!({})).expect(200);
    call(&server, &token, "/webhook", &advance("a", 90)).expect(200);
    assert_eq!(is(&server, FLAG), (90.0, false));
}

#[test]
fn while_a_flag_follows_a_rollout_no_release_of_it_begins() {
    let (server, token) = start();
    release(&server);
    call(&server, &token, "/webhook", &advance("a", 50)).expect(200);
    let before = seq(&server);
    is_not_now(ask(&server, "start"), "shop.test a");
    assert_eq!((seq(&server), is(&server, FLAG)), (before, (50.0, false)));

    // Who is through with it leaves the share to the release.
    call(&server, &token, "/webhook", &said("a", "Terminating", json!({}))).expect(200);
    ask(&server, "start").expect(200);
    until("the release moves the share", Duration::from_secs(60), || {
        (is(&server, FLAG) == (80.0, false)).then_some(())
    });
    let status = server.get(&format!("{RELEASE}/status")).expect(200);
    assert_eq!(status["status"], "running");
}

#[test]
fn a_flag_follows_one_canary() {
    let (server, token) = start();
    call(&server, &token, "/webhook", &advance("a", 50)).expect(200);
    let mut other = advance("a", 90);
    other["namespace"] = json!("staging");
    let before = (seq(&server), is(&server, FLAG));
    is_not_now(call(&server, &token, "/webhook", &other), "shop.test");
    assert_eq!((seq(&server), is(&server, FLAG)), before);
    // What else it says is nobody's concern.
    let mut ended = other.clone();
    ended["phase"] = json!("Failed");
    call(&server, &token, "/webhook", &ended).expect(200);
    assert_eq!((seq(&server), is(&server, FLAG)), before);
    // Once the run is over, the flag may follow another.
    call(&server, &token, "/webhook", &said("a", "Succeeded", json!({}))).expect(200);
    other["metadata"]["eventMessage"] = json!("Advance shop.staging canary weight 20");
    call(&server, &token, "/webhook", &other).expect(200);
    assert_eq!(is(&server, FLAG), (20.0, false));
}

#[test]
fn a_share_ends_once_however_it_was_moved() {
    let (server, token) = start();
    call(&server, &token, "/webhook", &advance("a", 50)).expect(200);
    call(&server, &token, "/webhook", &said("a", "Succeeded", json!({}))).expect(200);
    assert_eq!(shares(&server).len(), 2, "moved, and ended by the definition");
    call(&server, &token, "/webhook", &advance("b", 20)).expect(200);
    call(&server, &token, "/webhook", &said("b", "Terminating", json!({}))).expect(200);
    assert_eq!((shares(&server).len(), is(&server, FLAG)), (4, (20.0, false)));
    let path = format!("/api/features/{FLAG}");
    server.patch(&path, &json!({"percentage": 7})).expect(200);
    assert_eq!((shares(&server).len(), is(&server, FLAG)), (5, (7.0, false)));
    server.patch(&path, &json!({"percentage": 8})).expect(200);
    assert_eq!((shares(&server).len(), is(&server, FLAG)), (5, (8.0, false)));
}
