//! The monitor concludes each experiment once, whoever looks, and whenever it dies.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{SOON, START, act, experiment, kinds, put};
use crate::clock::{now, until};
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

#[test]
fn who_dies_meanwhile_has_concluded_or_does_so_later() {
    let data = tempfile::tempdir().unwrap();
    let start = || Server::start_on(data.path(), &["--monitor-interval", "1"]);
    let mut server = start();
    let count = 12;
    for number in 0..count {
        let key = format!("/api/experiments/layout{number}");
        let end = now() + SignedDuration::from_secs(3);
        server.put(&key, &experiment(json!({"end_date": end.to_string()}))).expect(201);
        server.post(&format!("{key}/start"), &json!({})).expect(200);
    }
    let is_over = |server: &Server| {
        let page = server.get("/api/experiments?limit=100").expect(200);
        let over = |one: &&Value| one["life"]["conclusion"].is_object();
        page["items"].as_array().unwrap().iter().filter(over).count()
    };
    for round in 0..4 {
        let path = format!("/api/experiments/layout{round}/monitor");
        server.send("POST", &path, Some(&server.admin()), Some("{}"), &[]);
        server.kill();
        server = start();
    }
    until("all are over", SOON, || (is_over(&server) == count).then_some(()));
    let (status, _, _) = server.stop_and_keep();
    assert!(status.success());
    let server = start();
    for number in 0..count {
        let path = format!("/api/experiments/layout{number}/history?limit=100");
        let history = server.get(&path).expect(200)["items"].clone();
        let kinds = history.as_array().unwrap().iter();
        let ends = kinds.filter(|change| change["kind"] == "concluded").count();
        assert_eq!(ends, 1, "{history}");
    }
}
