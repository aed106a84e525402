//! While many who are stored wait to be summed up, nothing is decided by those who are not.

use std::time::Duration;

use jiff::SignedDuration;
use rusqlite::Connection;
use serde_json::{Value, json};

use super::{exposed, plan, send, settle, spent};
use crate::clock::until;
use crate::server::Server;

const USERS: u64 = 4_000;
const WITHIN: Duration = Duration::from_secs(60);

/// Keeps everybody from summing up until a time.
fn hold(server: &Server, until_ms: i64) {
    let database = Connection::open(server.data.join("events.db")).unwrap();
    database.busy_timeout(WITHIN).unwrap();
    let sql = "UPDATE leases SET holder = 'nobody', epoch = epoch + 1, until_ms = ?1";
    assert!(database.execute(sql, [until_ms]).unwrap() > 0, "somebody has summed up");
}

fn results(server: &Server) -> Value {
    server.get("/api/experiments/layout/results?refresh=true").expect(200)
}

/// Of both variants a quarter buys. Of `wide` that is heard later.
#[test]
fn who_waits_holds_up_the_verdict_and_the_monitor() {
    // Nobody looks but who asks.
    let server = Server::start_with(&["--monitor-interval", "0"]);
    super::fill(&server);
    settle(&server);
    let at = plan(&server.data, 1).started + SignedDuration::from_secs(1);
    let who = |user: u64| (format!("u{user}"), usize::from(user % 2 == 1));
    let come = |user: u64| exposed(user, &who(user).0, at, who(user).1);
    let buys = |user: u64| spent(USERS + user, &who(user).0, at, 1.0);
    let buyers: Vec<u64> = (0..USERS).filter(|user| user / 2 % 4 == 0).collect();
    let (early, late): (Vec<u64>, Vec<u64>) = buyers.iter().partition(|user| who(**user).1 == 0);
    let known: Vec<_> = (0..USERS).map(come).chain(early.into_iter().map(buys)).collect();
    known.chunks(1_000).for_each(|some| drop(send(&server, some)));
    settle(&server);
    let before = results(&server);
    assert_eq!(before["health"]["unsummed"], json!({"users": 0, "ok": true}));
    assert_eq!(before["verdict"], "roll_back", "nothing else is known: {}", before["reason"]);

    hold(&server, i64::from(i32::MAX) * 1_000);
    let late: Vec<_> = late.into_iter().map(buys).collect();
    send(&server, &late);
    let held = results(&server);
    assert_eq!(held["health"]["unsummed"], json!({"users": 500, "ok": false}));
    assert_eq!(
        (&held["verdict"], &held["health"]["srm"]["refusal"]),
        (&json!("keep_running"), &json!("summing_up"))
    );
    let issue = held["health"]["issues"][0].as_str().unwrap();
    assert!(issue.starts_with("500 users have events that are not summed up yet"), "{issue}");
    let effect = &held["metrics"][0]["variants"][1]["effect"];
    assert_eq!((&effect["outcome"], &effect["significant"]), (&json!("undecided"), &json!(false)));
    let looked = server.post("/api/experiments/layout/monitor", &json!({})).expect(200);
    assert_eq!((&looked["status"], &looked["conclusion"]), (&json!("running"), &Value::Null));
    assert!(looked["detail"].as_str().unwrap().contains("500 users"), "{looked}");

    hold(&server, 0);
    settle(&server);
    let after = until("all are summed up", WITHIN, || {
        Some(results(&server)).filter(|found| found["health"]["unsummed"]["users"] == 0)
    });
    assert_eq!(after["verdict"], "keep_running", "{}", after["reason"]);
    assert_eq!(after["health"]["issues"], json!([]));
    let effect = &after["metrics"][0]["variants"][1]["effect"];
    assert_eq!(effect["estimate"], json!(0.0));
    let looked = server.post("/api/experiments/layout/monitor", &json!({})).expect(200);
    assert_eq!(looked["status"], "running");
}
