//! Experiments with dates run by themselves, and are concluded at their end.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{SOON, START, act, experiment, given, kinds, put};
use crate::clock::until;
use crate::set_clock::Clocked;

#[track_caller]
fn until_kinds<const N: usize>(server: &Clocked<N>, key: &str, expected: &[&str]) {
    until(&expected.join(" "), SOON, || (kinds(server, key) == expected).then_some(()));
}

#[test]
fn a_window_opens_by_itself_and_the_end_concludes() {
    let mut server = Clocked::<23>::start(START);
    let dates = json!({"start_date": "2026-03-02T00:00:00Z", "end_date": "2026-03-09T00:00:00Z",
        "on_conclude": "ship"});
    put(&server, "layout", &experiment(dates));
    let past = json!({"start_date": "2025-03-02T00:00:00Z", "end_date": "2025-03-09T00:00:00Z"});
    put(&server, "never", &experiment(past));
    assert_eq!(server.get("/api/experiments/layout")["status"], "draft");
    // Until then it is changed like any other.
    let later = json!({"start_date": "2026-03-03T00:00:00Z", "traffic": 50});
    server.ask("PATCH", "/api/experiments/layout", Some(&later)).expect(200);
    let sooner = json!({"start_date": "2026-03-02T00:00:00Z", "traffic": 100});
    server.ask("PATCH", "/api/experiments/layout", Some(&sooner)).expect(200);
    // What is in a definition already goes on under a freeze.
    server.ask("POST", "/experiments/freeze", Some(&json!({}))).expect(200);
    server.jump(SignedDuration::from_hours(24));
    until_kinds(&server, "layout", &["created", "updated", "updated", "started"]);
    let got = server.get("/api/experiments/layout");
    assert_eq!((&got["status"], &got["life"]["by"]), (&json!("running"), &json!("server")));
    assert_eq!(given(&server, "", "layout", "u1")[1], "SPLIT");
    server.ask("POST", "/experiments/unfreeze", Some(&json!({}))).expect(200);
    let running = act(&server, "start", "layout", json!({}));
    assert_eq!(running["started_at"], "2026-03-02T00:00:00Z", "since its date");
    assert_eq!(running["plan"]["started"], "2026-03-02T00:00:00Z");

    // While no server runs, its end comes.
    server.stop();
    server.jump(SignedDuration::from_hours(24 * 30));
    server.resume();
    until_kinds(&server, "layout", &["created", "updated", "updated", "started", "concluded"]);
    let life = server.get("/api/experiments/layout")["life"].clone();
    let conclusion = &life["conclusion"];
    assert_eq!((&life["by"], &conclusion["because"]), (&json!("server"), &json!("end_date")));
    assert_eq!(conclusion["everybody_gets"], "control", "{conclusion}");
    assert_eq!(conclusion["verdict"], "withheld", "{conclusion}");
    assert_eq!(life["reason"], conclusion["detail"]);
    assert_eq!(kinds(&server, "never"), ["created"]);
    assert_eq!(server.get("/api/experiments/never")["life"], Value::Null);
}
