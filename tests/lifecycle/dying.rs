//! Whoever is killed in the middle of concluding has concluded, or does so later.

use std::collections::BTreeSet;
use std::sync::mpsc;

use jiff::SignedDuration;
use rusqlite::Connection;
use serde_json::{Value, json};

use super::{SOON, experiment};
use crate::clock::{now, until};
use crate::server::{Server, send_to};

/// Experiments: a moment of some milliseconds is not hit each time.
const COUNT: usize = 60;
const VARIANTS: [&str; 2] = ["control", "short"];
/// Users of each variant.
const USERS: usize = 100;

/// Experiments that have run for ten days, and whose planned users came five days ago: each is due
/// to be tested, and then to be concluded.
fn fill(server: &Server) {
    let metric = json!({"event": "bought", "kind": "conversion", "window": "1h"});
    server.put("/api/metrics/buying", &metric).expect(201);
    let days_ago = |days: i64| (now() - SignedDuration::from_hours(24 * days)).to_string();
    for number in 0..COUNT {
        let more = json!({"metrics": ["buying"], "sample_size": 2 * USERS,
            "start_date": days_ago(10)});
        server.put(&format!("/api/experiments/layout{number}"), &experiment(more)).expect(201);
    }
    let at = days_ago(5);
    let event = |number: usize, user: usize| {
        let id = format!("00000000-0000-4000-8000-{number:04x}{user:08x}");
        json!({"id": id, "user": format!("u{user}"), "at": at})
    };
    let mut events = Vec::new();
    for user in 0..2 * USERS {
        for number in 0..COUNT {
            let mut exposure = event(number, user);
            exposure["type"] = "exposure".into();
            exposure["key"] = format!("layout{number}").into();
            exposure["variant"] = VARIANTS[user % 2].into();
            events.push(exposure);
        }
        if user % 3 == 0 {
            let mut bought = event(COUNT, user);
            bought["type"] = "metric".into();
            bought["event"] = "bought".into();
            events.push(bought);
        }
    }
    for some in events.chunks(500) {
        let sent = server.post("/api/events", &json!({"events": some})).expect(202);
        assert_eq!(sent["refused"], json!([]));
    }
    for number in 0..COUNT {
        let path = format!("/api/experiments/layout{number}/results?refresh=true");
        until("all are summed up", SOON, || {
            let answer = server.get(&path);
            (answer.status == 200 && answer.json()["sample"]["observed"] == 2 * USERS).then_some(())
        });
    }
}

/// What the log on the disk says that the monitor did.
fn done(database: &Connection, key: &str) -> Vec<String> {
    let sql = "SELECT kind FROM entries WHERE key = ?1 AND kind IN ('tested', 'concluded') \
        ORDER BY seq";
    let mut statement = database.prepare(sql).unwrap();
    let kinds = statement.query_map([key], |row| row.get(0)).unwrap();
    kinds.map(Result::unwrap).collect()
}

/// Has an experiment looked at, and kills the server as soon as so much is done on the disk. Gives
/// whether the request was answered all the same.
fn kill_at(server: &mut Server, database: &Connection, key: &str, most: &[&str]) -> bool {
    let (url, admin) = (server.url.clone(), server.admin());
    let path = format!("/api/experiments/{key}/monitor");
    let (tell, told) = mpsc::channel();
    let is_only_sent = most.is_empty();
    let asking = std::thread::spawn(move || {
        tell.send(()).unwrap();
        loop {
            let answer = send_to(&url, "POST", &path, Some(&admin), Some("{}"), &[]);
            let Ok(answer) = answer else { return false };
            // Until a server that has only just begun has summed everybody up.
            if is_only_sent || answer.json()["conclusion"].is_object() {
                return true;
            }
        }
    });
    told.recv().unwrap();
    let deadline = now() + SignedDuration::from_secs(60);
    while done(database, key).len() < most.len() {
        assert!(now() < deadline, "{}", server.log());
        std::thread::yield_now();
    }
    server.kill();
    asking.join().unwrap()
}

#[test]
fn who_dies_meanwhile_has_concluded_or_does_so_later() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut server = Server::start_on(&data, &[]);
    fill(&server);
    let database = Connection::open(data.join("hoist.db")).unwrap();
    let each: [&[&str]; 3] = [&[], &["tested"], &["tested", "concluded"]];
    // What was done of an experiment when its server was killed before it answered.
    let mut seen: BTreeSet<Vec<String>> = BTreeSet::new();
    for number in 0..COUNT {
        let Some(most) = each.iter().find(|one| !seen.iter().any(|own| own == *one)) else { break };
        let key = format!("layout{number}");
        let is_answered = kill_at(&mut server, &database, &key, most);
        if !is_answered {
            seen.insert(done(&database, &key));
        }
        server = Server::start_on(&data, &[]);
    }
    assert!(seen.iter().eq(each), "killed before the first append, between both, after: {seen:?}");
    for number in 0..COUNT {
        let key = format!("layout{number}");
        let path = format!("/api/experiments/{key}/monitor");
        let conclusion = until("it is over", SOON, || {
            let looked = server.post(&path, &json!({})).expect(200);
            Some(looked["conclusion"].clone()).filter(Value::is_object)
        });
        assert_eq!(conclusion["because"], "planned_sample", "{conclusion}");
        let path = format!("/api/experiments/{key}/history?limit=100");
        let history = server.get(&path).expect(200)["items"].clone();
        let kinds = history.as_array().unwrap().iter().rev().map(|change| &change["kind"]);
        let kinds: Vec<&Value> = kinds.skip(2).collect();
        assert_eq!(kinds, ["tested", "concluded"], "each once: {history}");
    }
}
