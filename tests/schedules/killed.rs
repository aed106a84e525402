//! A server that is killed while scheduled changes are made has made each of them once.
//! `HOIST_SOAK_ROUNDS` says how often, `HOIST_SEED` which choices.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::patch;
use crate::clock::{now, until};
use crate::generator::Random;
use crate::seed::{seed, setting, tell};
use crate::server::Server;

/// How often the server is killed where nobody says how often.
const ROUNDS: u64 = 20;
const CHANGES: usize = 12;
const FLAGS: usize = 3;

#[test]
fn a_change_is_made_once_whenever_the_server_is_killed() {
    let (seed, rounds) = (seed(), setting("HOIST_SOAK_ROUNDS").unwrap_or(ROUNDS));
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut random = Random::new(seed);
    let mut server = Server::start_on(&data, &[]);
    for flag in 0..FLAGS {
        let flag = json!({"key": format!("f{flag}"), "type": "boolean", "enabled": true});
        server.post("/api/features", &flag).expect(201);
    }
    let (mut made, mut open_at_kills) = (0, 0);
    for round in 0..rounds {
        for number in 0..CHANGES {
            let fields = json!({"description": format!("r{round}-{number}")});
            // Who is slow comes after the time, and is refused.
            until("it is scheduled", Duration::from_secs(30), || {
                let ahead = i64::try_from(200 + random.below(600)).unwrap();
                let at = (now() + SignedDuration::from_millis(ahead)).to_string();
                let body = patch(&at, &format!("f{}", number % FLAGS), fields.clone());
                (server.post("/api/schedules", &body).status == 201).then_some(())
            });
            made += 1;
        }
        // Killed once so many are left: at whatever point of a change that is.
        let left = random.below(CHANGES);
        let open = until("changes are made", Duration::from_secs(30), || {
            let open = pending(&server);
            (open <= left).then_some(open)
        });
        open_at_kills += open;
        server.kill();
        server = Server::start_on(&data, &[]);
        until("the rest is made", Duration::from_secs(30), || {
            (pending(&server) == 0).then_some(())
        });
    }
    check(&server, made);
    tell(format_args!(
        "figure: {rounds} kills with {open_at_kills} of {made} scheduled changes still to come, each made once"
    ));
}

fn pending(server: &Server) -> usize {
    server.get("/api/schedules?limit=1000").expect(200)["items"].as_array().unwrap().len()
}

/// Each scheduled change has one end, with the one change of its flag right before it.
fn check(server: &Server, made: usize) {
    let (mut log, mut after) = (Vec::new(), 0);
    loop {
        let page =
            server.get(&format!("/api/changes?order=asc&limit=1000&after={after}")).expect(200);
        log.extend(page["items"].as_array().unwrap().iter().cloned());
        after = log.last().map_or(0, |last: &Value| last["seq"].as_u64().unwrap());
        if page["next"].is_null() {
            break;
        }
    }
    let mut changes: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut ends: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, entry) in log.iter().enumerate() {
        let (actor, key) = (entry["actor"].as_str().unwrap(), entry["key"].as_str().unwrap());
        if let Some(id) = actor.strip_prefix("schedule:") {
            changes.entry(id).or_default().push(index);
        }
        if entry["kind"] == "applied" {
            ends.entry(key).or_default().push(index);
        }
        assert_ne!(entry["kind"], "cancelled");
    }
    assert_eq!(ends.len(), made);
    assert!(changes.keys().eq(ends.keys()));
    for (id, end) in &ends {
        assert_eq!((changes[id].len(), end.len()), (1, 1), "{id}");
        assert_eq!(changes[id][0] + 1, end[0], "{id}");
    }
    assert_eq!(server.get("/api/changes/verify").expect(200)["faults"], json!([]));
}
