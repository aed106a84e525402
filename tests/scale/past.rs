//! A long history: what was so long ago, histories, and a start. `HOIST_SOAK_ROUNDS` says how many
//! moments of the past are read.

use std::path::Path;

use hoist_ruleset::Digest;
use hoist_ruleset::log::{Collection, Draft, Head, Kind};
use hoist_store::{Aside, Batch, Erase, Store};
use serde_json::{Value, json};

use super::{FLAGS, IS_OPTIMISED, TIMES, at_most, evaluate, started, usual};
use crate::clock::now;
use crate::seed::setting;
use crate::server::Server;

/// Changes of each flag.
const CHANGES: usize = 10;
/// How many rulesets of the past are read where nobody says how many.
const MOMENTS: u64 = 11;

/// A flag after so many changes.
fn definition(number: usize, change: usize) -> Value {
    let mut flag = json!({"type": "percentage", "percentage": change, "enabled": true,
        "description": format!("Flag number {number}"), "tags": ["many"], "rules": [
            {"type": "user_segment", "conditions": {"segment": "crowd"}, "value": true},
            {"type": "property", "conditions": {"plan": ["premium", "free"]}, "value": 10}]});
    if number % 10 == 1 {
        flag["requires"] = json!([{"flag": format!("flag-{}", number - 1), "is": true}]);
    }
    flag
}

/// Appends the history of all flags, one change of each after the other, by the way that the server
/// has itself: 100,000 requests would take minutes.
fn write_history(data: &Path) {
    let store = Store::open(data).unwrap();
    let logs = store.logs().unwrap();
    let mut head = logs.into_iter().find(|log| log.name == "default").unwrap().head;
    for change in 0..CHANGES {
        let mut batch = Batch {
            onto: head.clone(),
            entries: vec![],
            bodies: vec![],
            nodes: vec![],
            erase: Erase::default(),
            aside: Aside::default(),
        };
        for number in 0..FLAGS {
            let value = definition(number, change);
            let digest = Digest::of_json(&value);
            let draft = Draft {
                kind: if change == 0 { Kind::Created } else { Kind::Updated },
                collection: Collection::Features,
                key: format!("flag-{number}"),
                digest: Some(digest),
                restored: None,
                actor: "token:ops (tok_1)".to_owned(),
                reason: Some("more of them".to_owned()),
                request_id: Some(format!("req_{change}_{number}")),
                origin: None,
            };
            let entry = draft.seal(&head, now());
            head =
                Head { log: entry.log.clone(), seq: entry.seq, time: entry.time, hash: entry.hash };
            batch.bodies.push((digest, value.to_string()));
            batch.entries.push(entry);
        }
        store.append(&batch).unwrap();
    }
}

#[test]
fn ten_thousand_flags_with_a_hundred_thousand_changes_are_read_at_any_seq() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    drop(Server::start_on(&data, &[]));
    write_history(&data);
    let (server, took) = started(&data);
    let entries = FLAGS * CHANGES;
    at_most(&format!("start with {FLAGS} flags and {entries} changes"), took, 2_000);
    assert_eq!(evaluate(&server, "flag-0", "u-1"), false);

    // Each time another moment, so that none is kept from before.
    let moments = usize::try_from(setting("HOIST_SOAK_ROUNDS").unwrap_or(MOMENTS)).unwrap();
    let took = usual(moments, |number| {
        let seq = entries - 1 - number * entries / moments;
        let asked = json!({"at": seq, "keys": ["flag-2"], "context": {"targetingKey": "u-1"}});
        let answer = server.post("/api/evaluate", &asked).expect(200);
        assert_eq!(answer["seq"], seq);
    });
    at_most("ruleset at a past seq", took, 500);
    let took = usual(TIMES, |number| {
        let page = server.get(&format!("/api/features/flag-{number}/history")).expect(200);
        assert_eq!(page["items"].as_array().unwrap().len(), CHANGES);
        assert_eq!(page["items"][0]["diff"][0]["path"], "percentage");
    });
    at_most("history of a flag", took, 50);
    let took = usual(TIMES, |number| {
        let before = entries - number * entries / TIMES;
        let page = server.get(&format!("/api/changes?diff=true&before={before}")).expect(200);
        assert_eq!(page["items"].as_array().unwrap().len(), 100);
    });
    at_most("page of 100 changes with what was different", took, 50);
    let at = entries / 2;
    let first = server.get(&format!("/api/features?at={at}")).expect(200);
    assert_eq!(first["items"][0]["percentage"], CHANGES / 2 - 1);
    let took = usual(TIMES, |number| {
        let cursor = format!("flag-{}", number * 50);
        server.get(&format!("/api/features?at={at}&cursor={cursor}")).expect(200);
    });
    at_most("another page of the same moment", took, 50);
    // Nobody waits for the past: a kill least of all.
    let took = std::thread::scope(|scope| {
        let reading = scope.spawn(|| {
            (0..4).for_each(|number| {
                drop(
                    server
                        .get(&format!("/api/export?format=json&at={}", at + 1 + number))
                        .expect(200),
                )
            });
        });
        let took = usual(TIMES, |number| {
            server.post(&format!("/flags/flag-{number}/kill"), &json!({})).expect(200);
        });
        reading.join().unwrap();
        took
    });
    at_most("kill while the past is read", took, if IS_OPTIMISED { 50 } else { 100 });
}
