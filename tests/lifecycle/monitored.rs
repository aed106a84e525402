//! The monitor concludes each experiment once, whoever looks.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{SOON, START, act, experiment, kinds, put};
use crate::clock::until;
use crate::server::Server;
use crate::set_clock::Clocked;

fn concluded(all: &[String]) -> usize {
    all.iter().filter(|kind| *kind == "concluded").count()
}

#[test]
fn several_who_look_at_the_same_time_conclude_once() {
    let server = Clocked::<24>::start(START);
    let keys: Vec<String> = (0..6).map(|number| format!("layout{number}")).collect();
    for key in &keys {
        put(&server, key, &experiment(json!({"end_date": "2026-03-05T00:00:00Z"})));
        act(&server, "start", key, json!({}));
        let seen = act(&server, "monitor", key, json!({}));
        assert_eq!((&seen["status"], &seen["conclusion"]), (&json!("running"), &Value::Null));
    }
    // The worker looks too, since the end has passed.
    server.jump(SignedDuration::from_hours(24 * 5));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                keys.iter().for_each(|key| drop(act(&server, "monitor", key, json!({}))))
            });
        }
    });
    for key in &keys {
        assert_eq!(concluded(&kinds(&server, key)), 1, "{key}");
        let again = act(&server, "monitor", key, json!({}));
        assert_eq!(again["conclusion"]["because"], "end_date", "{again}");
    }
}

/// Sends that so many users of a variant were exposed, and that some of them bought something.
fn measure<const N: usize>(server: &Clocked<N>, variant: &str, users: u32, bought: u32) {
    let at = server.now().to_string();
    let id = |what: u32, user: u32| {
        let group = u32::from(variant == "control");
        format!("00000000-0000-4000-8000-{group:02x}{what:02x}{user:08x}")
    };
    for group in (0..users).collect::<Vec<_>>().chunks(500) {
        let exposed = group.iter().map(|user| {
            json!({"type": "exposure", "id": id(0, *user), "key": "layout", "variant": variant,
                "user": format!("{variant}-{user}"), "at": at})
        });
        let observed = group.iter().filter(|user| **user < bought).map(|user| {
            json!({"type": "metric", "id": id(1, *user), "event": "bought",
                "user": format!("{variant}-{user}"), "at": at})
        });
        let events: Vec<Value> = exposed.chain(observed).collect();
        let sent = server.ask("POST", "/api/events", Some(&json!({ "events": events })));
        assert_eq!(sent.expect(202)["refused"], json!([]));
    }
}

#[test]
fn the_planned_sample_is_tested_once_and_the_winner_ships() {
    let mut server = Clocked::<25>::start(START);
    let metric = json!({"event": "bought", "kind": "conversion", "window": "1h"});
    server.ask("PUT", "/api/metrics/buying", Some(&metric)).expect(201);
    let more = json!({"metrics": ["buying"], "sample_size": 2_000, "on_conclude": "ship"});
    put(&server, "layout", &experiment(more));
    act(&server, "start", "layout", json!({}));
    server.jump(SignedDuration::from_mins(2));
    measure(&server, "control", 1_000, 200);
    measure(&server, "short", 1_000, 260);
    let look = |server: &Clocked<25>| act(server, "monitor", "layout", json!({}));
    until("all are summed up", SOON, || {
        let answer = server.ask("GET", "/api/experiments/layout/results?refresh=true", None);
        let found = (answer.status == 200).then(|| answer.json())?;
        let converted = |variant: usize| &found["metrics"][0]["variants"][variant]["conversions"];
        ([converted(0), converted(1)] == [200, 260]).then_some(())
    });
    // What happened within a window has a minute to arrive once it is closed.
    for time in [server.now(), "2026-03-02T01:00:59Z".parse().unwrap()] {
        server.set(time);
        until("all are summed up", SOON, || {
            let detail = look(&server)["detail"].as_str().unwrap().to_owned();
            (!detail.contains("still being summed up")).then_some(())
        });
        assert_eq!(kinds(&server, "layout"), ["created", "started"], "no window is closed yet");
    }
    server.jump(SignedDuration::from_secs(1));
    let seen = until("it is over", SOON, || {
        let seen = look(&server);
        seen["conclusion"].is_object().then_some(seen)
    });
    let conclusion = &seen["conclusion"];
    assert_eq!(conclusion["because"], "planned_sample", "{conclusion}");
    assert_eq!(
        (&conclusion["verdict"], &conclusion["everybody_gets"]),
        (&json!("ship"), &json!("short"))
    );
    assert_eq!(conclusion["evidence"]["sample"]["observed"], 2_000);
    // The moment of the sums, and not the minute before it until which windows were waited for.
    assert_eq!(conclusion["evidence"]["as_of"], server.now().to_string());
    assert_eq!(kinds(&server, "layout"), ["created", "started", "tested", "concluded"]);
    server.stop();
    server.resume();
    assert_eq!(super::given(&server, "", "layout", "anybody"), ["short", "DEFAULT"]);
    look(&server);
    assert_eq!(kinds(&server, "layout").len(), 4);
}

#[test]
fn flags_with_metrics_are_measured_from_one_change_to_the_next() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start_on(data.path(), &[]);
    let flag = json!({"type": "percentage", "enabled": true, "percentage": 10, "metrics": ["x"]});
    server.put("/api/features/search", &flag).expect(201);
    server.patch("/api/features/search", &json!({"owner": "ana"})).expect(200);
    server.patch("/api/features/search", &json!({"percentage": 50})).expect(200);
    let database = rusqlite::Connection::open(data.path().join("events.db")).unwrap();
    let phases = || -> Vec<i64> {
        let sql = "SELECT phase FROM plans JOIN names ON names.number = plans.key \
            WHERE name = 'search' AND NOT is_gone ORDER BY phase";
        let mut statement = database.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    until("two phases", SOON, || (phases() == [1, 3]).then_some(()));
    server.patch("/api/features/search", &json!({"metrics": null})).expect(200);
    until("none", SOON, || phases().is_empty().then_some(()));
}
