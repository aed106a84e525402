//! Erasing beside documents in force: of the instance's log, of archived environments, of scheduled
//! changes and of what is in memory. After each of it a server starts again with all that was there.

use std::path::Path;
use std::time::Duration;

use hoist_ruleset::Digest;
use hoist_ruleset::log::{Collection, Draft, Head, Kind};
use hoist_store::{Aside, Batch, Erase, Store};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::clock::{now, until};
use crate::erasure::files_with;
use crate::program::{hoist_in, seen};
use crate::server::Server;

const MAX: &str = "max@example.com";

/// Names, descriptions and archived logs of environments.
fn environments(server: &Server) -> Value {
    let told = |query: &str, field: &str| -> Vec<Value> {
        let all = server.get(&format!("/api/environments{query}")).expect(200);
        let all = all["items"].as_array().unwrap().clone();
        all.iter().map(|one| json!([one["key"], one[field]])).collect()
    };
    json!([told("", "description"), told("?archived=true", "log")])
}

/// Starts it anew, where everything is as it was, and the log of the instance sound.
fn start_again(server: Server) -> Server {
    let (before, data) = (environments(&server), server.data.clone());
    let (status, log) = server.stop();
    assert!(status.success(), "{log}");
    let server = Server::start_on(&data, &[]);
    assert_eq!(environments(&server), before);
    assert_eq!(server.get("/api/instance/changes/verify").expect(200)["faults"], json!([]));
    server
}

#[test]
fn whoever_erases_a_person_or_an_address_can_start_again() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start_on(&folder.path().join("data"), &[]);
    let describe = |server: &Server, description: &str| {
        server.patch("/api/environments/stage", &json!({"description": description})).expect(200);
    };
    let made = json!({"key": "stage", "description": format!("for {MAX}")});
    server.post("/api/environments", &made).expect(201);
    describe(&server, &format!("still for {MAX}"));
    describe(&server, "for nobody");
    // Two texts of one key: the list of what is gone is itself no environment.
    let erased = server.post("/api/erase", &json!({"user": MAX})).expect(200);
    assert_eq!((&erased["documents"], &erased["complete"]), (&json!(2), &json!(true)));
    let server = start_again(server);
    server.delete("/api/environments/stage?confirm=stage").expect(204);
    let server = start_again(server);
    // Its name is another's now, and that it was archived is still so.
    server.post("/api/environments", &json!({"key": "stage"})).expect(201);
    let erased = server.post("/api/erase", &json!({"user": "stage"})).expect(200);
    assert_eq!(erased["complete"], true);
    let server = start_again(server);
    assert_eq!(environments(&server)[1].as_array().unwrap().len(), 1);
    server.post("/api/erase", &json!({"address": "127.0.0.1"})).expect(200);
    start_again(server);
}

/// An environment that was described, described again and archived, and another one of the same
/// name, all of it long ago.
fn fill(data: &Path) {
    let store = Store::open(data).unwrap();
    for (name, log) in [("default", "log_d"), ("stage~log_1", "log_1"), ("stage", "log_2")] {
        store.create_log(name, log, Timestamp::UNIX_EPOCH).unwrap();
    }
    let mut head: Head = store.create_log("instance", "log_i", Timestamp::UNIX_EPOCH).unwrap().head;
    let about = |log: &str, description: &str| json!({"key": "stage", "log": log, "description": description, "protected": false});
    let end = Head::genesis("log_1");
    let end = json!({"key": "stage", "log": "log_1", "seq": 0, "hash": end.hash.to_string()});
    for (days, kind, fact) in [
        (400, Kind::Created, about("log_1", "one")),
        (300, Kind::Updated, about("log_1", "two")),
        (200, Kind::Updated, about("log_1", "three")),
        (100, Kind::Deleted, end),
        (90, Kind::Created, about("log_2", "four")),
        (80, Kind::Updated, about("log_2", "five")),
    ] {
        let digest = Digest::of_json(&fact);
        let draft = Draft {
            kind,
            collection: Collection::Environments,
            key: "stage".to_owned(),
            digest: Some(digest),
            restored: None,
            actor: "token:ops".to_owned(),
            reason: None,
            request_id: None,
            origin: None,
        };
        let entry = draft.seal(&head, now() - SignedDuration::from_hours(24 * days));
        let onto = head.clone();
        head.check(&entry).unwrap();
        let (bodies, nodes) = (vec![(digest, fact.to_string())], Vec::new());
        let (erase, aside) = (Erase::default(), Aside::default());
        store.append(&Batch { onto, entries: vec![entry], bodies, nodes, erase, aside }).unwrap();
    }
}

#[test]
fn what_is_too_old_to_be_kept_is_not_needed_for_a_start() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fill(&data);
    let server = Server::start_on(&data, &["--history-retention", "30"]);
    let erased = || {
        let found = server.get("/api/instance/changes?kind=erased").expect(200)["items"].clone();
        (!found.as_array().unwrap().is_empty()).then_some(())
    };
    until("what is old is erased", Duration::from_secs(30), erased);
    let expected = json!([[["default", null], ["stage", "five"]], [["stage", "log_1"]]]);
    assert_eq!(environments(&server), expected);
    start_again(server);
}

#[test]
fn whoever_is_erased_is_gone_from_archived_environments() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::start_on(&data, &[]);
    let made = json!({"key": "stage", "description": format!("for {MAX}")});
    server.post("/api/environments", &made).expect(201);
    for (number, key) in ["one", "two"].into_iter().enumerate() {
        let who = [MAX, "bob@example.com"][number];
        let flag = json!({"type": "boolean", "enabled": true, "description": format!("for {who}")});
        server.put(&format!("/api/features/{key}?environment=stage"), &flag).expect(201);
    }
    let event = json!({"type": "metric", "event": "bought", "user": MAX, "at": now(),
        "id": "67e55044-10b1-426f-9247-000000000001"});
    let events = json!({ "events": [event] });
    server.post("/api/events?environment=stage", &events).expect(202);
    server.delete("/api/environments/stage?confirm=stage").expect(204);
    let archived = server.get("/api/environments?archived=true").text;
    assert!(archived.contains(MAX), "{archived}");
    let erased = server.post("/api/erase", &json!({"user": MAX})).expect(200);
    let counts = (&erased["documents"], &erased["events"]);
    assert_eq!(counts, (&json!(2), &json!(1)), "{erased}");
    assert_eq!((&erased["remaining"], &erased["complete"]), (&json!([]), &json!(true)));
    assert_eq!(files_with(&data, MAX), [""; 0]);
    assert!(!server.get("/api/environments?archived=true").text.contains(MAX));
    drop(start_again(server));
    let verify = || {
        let data = data.to_str().unwrap();
        seen(&hoist_in(&[], &["audit", "verify", "--data", data], b""))
    };
    assert!(verify().ends_with("exit status 0"), "{}", verify());
    // What nobody said was erased may not be missing.
    let database = rusqlite::Connection::open(data.join("hoist.db")).unwrap();
    let sql = "DELETE FROM bodies WHERE body LIKE '%bob@example.com%'";
    assert_eq!(database.execute(sql, []).unwrap(), 1);
    assert!(!verify().ends_with("exit status 0"), "{}", verify());
}

#[test]
fn a_moment_in_memory_tells_nothing_that_was_erased() {
    let server = Server::start();
    let flag = |description: &str| json!({"type": "boolean", "description": description});
    server.put("/api/features/a", &flag(MAX)).expect(201);
    server.put("/api/features/a", &flag("")).expect(200);
    let then = || server.get("/api/features/a?at=1");
    assert!(then().text.contains(MAX));
    server.post("/api/erase", &json!({"user": MAX})).expect(200);
    let answer = then();
    assert_eq!((answer.status, answer.code().as_str()), (410, "erased"), "{}", answer.text);
}

#[test]
fn an_erased_schedule_hinders_no_evaluation_of_its_time() {
    let server = Server::start();
    server.put("/api/features/a", &json!({"type": "boolean", "enabled": true})).expect(201);
    let later = now() + SignedDuration::from_hours(24 * 30);
    let change = json!({"at": later, "collection": "features", "key": "a",
        "change": {"patch": {"description": MAX}}});
    let id = server.post("/api/schedules", &change).expect(201)["id"].clone();
    let path = format!("/api/schedules/{}", id.as_str().unwrap());
    server.delete(&path).expect(204);
    let done = || server.get("/api/schedules?done=true").expect(200)["items"].clone();
    assert_eq!(done().as_array().unwrap().len(), 1);
    let erased = server.post("/api/erase", &json!({"user": MAX})).expect(200);
    assert_eq!(erased["documents"], 1);
    let ask = json!({"at": 2, "context": {"targetingKey": "bob"}, "keys": ["a"]});
    assert_eq!(server.post("/api/evaluate", &ask).expect(200)["items"][0]["value"], true);
    let answer = server.get(&path);
    assert_eq!((answer.status, answer.code().as_str()), (410, "erased"), "{}", answer.text);
    assert_eq!(done(), json!([]));
}
