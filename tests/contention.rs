//! Two who write to the same documents at the same time: no change is lost, and together they
//! cannot do what neither may do alone.

use std::collections::BTreeMap;
use std::sync::Barrier;

use serde_json::{Value, json};

use crate::server::{Answer, Server};

/// How often both change the same version. Each time one of them comes too late.
const CONTESTS: usize = 1_000;
/// How often both close a circle, each from its side.
const CIRCLES: usize = 100;

/// Has two threads with connections of their own do something, in step: neither begins a step
/// before both have ended the one before. Gives what came of each step.
fn in_step<T: Send>(steps: usize, step: impl Fn(usize, usize) -> T + Sync) -> Vec<[T; 2]> {
    let barrier = Barrier::new(2);
    let work = |who: usize| {
        let once = |number: usize| {
            barrier.wait();
            step(who, number)
        };
        (0..steps).map(once).collect::<Vec<T>>()
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| work(1));
        let own = work(0);
        own.into_iter().zip(other.join().unwrap()).map(<[T; 2]>::from).collect()
    })
}

fn make(server: &Server, key: &str) {
    server.put(&format!("/api/features/{key}"), &json!({"type": "boolean"})).expect(201);
}

fn all_changes(server: &Server) -> Vec<Value> {
    let mut changes = Vec::new();
    loop {
        let after = changes.len();
        let page = server.get(&format!("/api/changes?order=asc&limit=1000&after={after}"));
        let page = page.expect(200);
        changes.extend(page["items"].as_array().unwrap().iter().cloned());
        if page["next"].is_null() {
            return changes;
        }
    }
}

#[test]
fn of_two_changes_of_one_version_one_is_made_and_the_other_learns_of_it() {
    let server = Server::start();
    let tokens = [server.admin(), server.token("editor", &["default"])];
    make(&server, "contested");
    let path = "/api/features/contested";
    let barrier = Barrier::new(2);
    let results = in_step(CONTESTS, |who, number| {
        let token = Some(tokens[who].as_str());
        let shown = server.send("GET", path, token, None, &[]).expect(200);
        let version = shown["version"].as_u64().unwrap();
        // Both have read the same version before either writes.
        barrier.wait();
        let body = json!({"description": format!("{who} in {number}")}).to_string();
        let headers = [("if-match", format!("\"{version}\""))];
        let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
        let answer = server.send("PATCH", path, token, Some(&body), &headers);
        (version, answer)
    });
    let mut expected = BTreeMap::new();
    for (number, result) in results.into_iter().enumerate() {
        let [(version, own), (other_version, other)] = result;
        assert_eq!(version, other_version);
        let (winner, done, refused) = match own.status {
            200 => (0, own, other),
            _ => (1, other, own),
        };
        let done = done.expect(200);
        assert_eq!(done["description"], format!("{winner} in {number}"));
        assert_eq!((refused.status, refused.code()), (409, "conflict".to_owned()));
        assert_eq!(refused.json()["current"], done);
        expected.insert(done["version"].as_u64().unwrap(), done["description"].clone());
    }
    assert_eq!(expected.len(), CONTESTS);
    check_chain(&server, &expected);
}

/// The flag's history has each change that was answered, once, under the seq that was answered.
fn check_chain(server: &Server, expected: &BTreeMap<u64, Value>) {
    let (mut found, mut cursor) = (BTreeMap::new(), String::new());
    loop {
        let path = format!("/api/features/contested/history?limit=1000{cursor}");
        let page = server.get(&path).expect(200);
        for entry in page["items"].as_array().unwrap() {
            let seq = entry["seq"].as_u64().unwrap();
            assert!(found.insert(seq, entry["document"]["description"].clone()).is_none());
        }
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(found.remove(&1), Some(Value::Null), "its creation");
    assert_eq!(&found, expected);
    let seqs: Vec<Value> = all_changes(server).iter().map(|change| change["seq"].clone()).collect();
    assert!(seqs.iter().cloned().eq((1..=CONTESTS + 1).map(Value::from)));
    let verified = server.get("/api/changes/verify").expect(200);
    assert_eq!((&verified["entries"], &verified["faults"]), (&json!(seqs.len()), &json!([])));
}

#[test]
fn a_circle_is_not_closed_from_two_sides() {
    let server = Server::start();
    let admin = server.admin();
    let keys = ["left", "right"];
    keys.iter().for_each(|key| make(&server, key));
    let require = |who: usize, requires: &Value| -> Answer {
        let (path, body) = (format!("/api/features/{}", keys[who]), json!({"requires": requires}));
        server.send("PATCH", &path, Some(&admin), Some(&body.to_string()), &[])
    };
    for number in 0..CIRCLES {
        let other = |who: usize| json!([{"flag": keys[1 - who], "is": true}]);
        let results = in_step(1, |who, _| require(who, &other(who)));
        let [own, others] = &results[0];
        let refused = match (own.status, others.status) {
            (200, 422) => others,
            (422, 200) => own,
            other => panic!("{other:?} in contest {number}"),
        };
        assert_eq!(refused.code(), "invalid");
        let codes = &refused.json()["diagnostics"];
        assert_eq!(codes[0]["code"], "prerequisite_cycle", "{codes}");
        (0..2).for_each(|who| drop(require(who, &Value::Null).expect(200)));
    }
    let verified = server.get("/api/changes/verify").expect(200);
    assert_eq!(verified["faults"], json!([]));
}

#[test]
fn edits_of_one_list_all_come_in() {
    let server = Server::start();
    let admin = server.admin();
    server.put("/api/segments/crowd", &json!({"include": []})).expect(201);
    let results = in_step(200, |who, number| {
        let body = json!({"list": "include", "add": [format!("{who}-{number}")]}).to_string();
        let path = "/api/segments/crowd/keys";
        server.send("POST", path, Some(&admin), Some(&body), &[]).expect(200)["count"].clone()
    });
    let mut counts: Vec<u64> = results.iter().flatten().map(|n| n.as_u64().unwrap()).collect();
    counts.sort_unstable();
    assert!(counts.into_iter().eq(1..=400));
}
