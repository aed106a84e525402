//! Rules through a proxy that delays, cuts and duplicates: every question is answered, nothing
//! goes back, no kill is undone, and in the end everything is as it is at the server.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use hoist_sdk::Hoist;
use serde_json::json;

use super::proxy::Proxy;
use super::{client, runtime};
use crate::clock::until;
use crate::seed::{seed, setting, tell};
use crate::server::Server;

/// How often things change; a soak asks for more.
const ROUNDS: u64 = 20;
/// Ten failures in a row make no test fail.
const IN_THE_END: Duration = Duration::from_secs(120);

/// Asks all the time; ends when told to, with the number of questions.
///
/// Phases with an odd number are those in which the flag is known to be killed.
fn ask(hoist: &Hoist, phase: &AtomicU64, ends: &AtomicBool) -> u64 {
    let user = hoist.with_user("u");
    let (mut asked, mut seq, mut kill_seq) = (0, 0, 0);
    while !ends.load(Ordering::SeqCst) {
        let before = phase.load(Ordering::SeqCst);
        let resolution = user.resolve("k");
        let is_killed = before % 2 == 1 && phase.load(Ordering::SeqCst) == before;
        assert!(!is_killed || resolution.killed, "a kill was undone: {resolution:?}");
        assert!(user.is_enabled("always"));
        let status = hoist.status();
        assert!(status.seq >= seq && status.kill_seq >= kill_seq, "it went back: {status:?}");
        (seq, kill_seq) = (status.seq, status.kill_seq);
        asked += 1;
    }
    asked
}

#[track_caller]
fn until_true(what: &str, mut look: impl FnMut() -> bool) {
    until(what, IN_THE_END, || look().then_some(()));
}

#[test]
fn a_bad_network_does_no_harm() {
    let server = Server::start();
    let flag = json!({"type": "boolean", "enabled": true});
    for key in ["always", "k"] {
        server.put(&format!("/api/features/{key}"), &flag).expect(201);
    }
    let token = server.token("server", &["default"]);
    let rounds = setting("HOIST_SOAK_ROUNDS").unwrap_or(ROUNDS);
    let proxy = Proxy::start(&server.url, seed());
    let runtime = runtime();
    let builder = client(&proxy.url, &token).silence_max(Duration::from_secs(2));
    let hoist = runtime.block_on(builder.build()).unwrap();
    until_true("the first rules", || hoist.status().has_rules);
    let (phase, ends) = (Arc::<AtomicU64>::default(), Arc::<AtomicBool>::default());
    let asking = {
        let (hoist, phase, ends) = (hoist.clone(), Arc::clone(&phase), Arc::clone(&ends));
        std::thread::spawn(move || ask(&hoist, &phase, &ends))
    };
    let user = hoist.with_user("u");
    for round in 1..=rounds {
        let flag = json!({"type": "boolean", "enabled": true, "when_on": round});
        assert!(server.put("/api/features/round", &flag).status < 300);
        server.post("/flags/k/kill", &json!({"reason": "it burns"})).expect(200);
        until_true("the kill", || user.resolve("k").killed);
        phase.fetch_add(1, Ordering::SeqCst);
        until_true("the round", || user.value::<u64>("round").is_ok_and(|it| it == round));
        phase.fetch_add(1, Ordering::SeqCst);
        server.post("/flags/k/revive", &json!({"reason": "it does not"})).expect(200);
        until_true("the revival", || !user.resolve("k").killed);
    }
    proxy.calm();
    let head = server.get("/api/snapshot").expect(200)["seq"].as_u64().unwrap();
    until_true("the end", || hoist.status().seq == head);
    assert!(user.is_enabled("k"));
    ends.store(true, Ordering::SeqCst);
    let asked = asking.join().unwrap();
    assert!(asked > rounds, "{asked}");
    tell(format_args!("figure: {rounds} changes, kills and revivals, {asked} questions answered"));
}
