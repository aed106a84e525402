//! Scheduling and planning from the command line, as a person sees it.

use insta::{assert_snapshot, with_settings};
use serde_json::{Value, json};

use super::with_flag;
use crate::program::{hoist_in, seen};
use crate::set_clock::Clocked;

/// What a person sees of a command.
fn run<const N: usize>(server: &Clocked<N>, arguments: &[&str]) -> String {
    let admin = server.admin();
    let variables = [("HOIST_URL", server.url.as_str()), ("HOIST_TOKEN", admin.as_str())];
    seen(&hoist_in(&variables, arguments, b""))
}

/// Ids differ from run to run, and with them how wide columns are.
macro_rules! assert_seen {
    ($seen:expr, @$snapshot:literal) => {
        with_settings!({filters => vec![
            (r"(tok|sch|frz)_[0-9a-f]{24}", "ID"),
            (" {2,}", " "),
        ]}, {
            assert_snapshot!($seen, @$snapshot);
        });
    };
}

#[test]
fn changes_are_scheduled() {
    let server = with_flag::<7>();
    assert_seen!(run(&server, &["schedule", "list"]), @"
    nothing is scheduled
    exit status 0
    ");
    assert_seen!(run(&server, &["schedule", "set", "search", "percentage=50", "--at", "2026-03-29T02:30[Europe/Berlin]", "--reason", "spring"]), @r#"
    scheduled ID: change features/search {"percentage":50} at 2026-03-29T01:30:00Z (2026-03-29T03:30:00+02:00[Europe/Berlin])
    exit status 0
    "#);
    assert_seen!(run(&server, &["schedule", "delete", "search", "--at", "2026-02-28T12:00:00Z"]), @"
    stderr: error: `at` is 2026-02-28T12:00:00Z, which has passed: it is 2026-03-01T12:00:00Z. Send a time to come, or make the change at once.
    exit status 1
    ");
    assert_seen!(run(&server, &["schedule", "delete", "search", "--at", "2028-02-29T12:00:00Z"]), @"
    scheduled ID: delete features/search at 2028-02-29T12:00:00Z
    exit status 0
    ");
    assert_seen!(run(&server, &["schedule", "list"]), @r#"
    ID AT STATE CHANGE BY REASON
    ID 2026-03-29T01:30:00Z pending change features/search {"percentage":50} token:admin (ID) spring
    ID 2028-02-29T12:00:00Z pending delete features/search token:admin (ID) -
    exit status 0
    "#);
    let items = server.get("/api/schedules")["items"].clone();
    let ids: Vec<&str> = (0..2).map(|index| items[index]["id"].as_str().unwrap()).collect();
    let cancelled = run(&server, &["schedule", "cancel", ids[1], "--reason", "kept", "--json"]);
    let cancelled: Value = serde_json::from_str(cancelled.lines().next().unwrap()).unwrap();
    assert_eq!(cancelled, server.get(&format!("/api/schedules/{}", ids[1])));
    assert_eq!(
        (&cancelled["state"], &cancelled["ended"]["reason"]),
        (&json!("cancelled"), &json!("kept"))
    );
    server.set("2026-03-29T01:30:00Z".parse().unwrap());
    server.settle();
    assert_seen!(run(&server, &["schedule", "get", ids[0]]), @r#"
    id ID
    state applied
    at 2026-03-29T01:30:00Z
    what change features/search {"percentage":50}
    scheduled 2026-03-01T12:00:00Z by token:admin (ID) (seq 2)
    reason spring
    ended 2026-03-29T01:30:00Z by server (seq 6)
    exit status 0
    "#);
    assert_seen!(run(&server, &["schedule", "list", "--done"]), @r#"
    ID AT STATE ENDED CHANGE BY REASON
    ID 2026-03-29T01:30:00Z applied 2026-03-29T01:30:00Z change features/search {"percentage":50} token:admin (ID) spring
    ID 2028-02-29T12:00:00Z cancelled 2026-03-01T12:00:00Z delete features/search token:admin (ID) -
     kept
    exit status 0
    "#);
    // What could not be made says why in the list itself.
    let version = server.get("/api/features/search")["version"].to_string();
    let set = ["schedule", "set", "search", "percentage=60", "--at", "2026-03-30T00:00:00Z"];
    run(&server, &[&set[..], &["--if-version", &version]].concat());
    server.ask("PATCH", "/api/features/search", Some(&json!({"percentage": 55}))).expect(200);
    server.set("2026-03-30T00:00:00Z".parse().unwrap());
    server.settle();
    let done = run(&server, &["schedule", "list", "--done", "--limit", "1"]);
    assert!(done.contains("refused") && done.contains("is at version "), "{done}");
}

#[test]
fn freezes_are_planned() {
    let server = with_flag::<16>();
    assert_seen!(run(&server, &["freeze", "--from", "2026-12-24T18:00[Europe/Berlin]", "--until", "2027-01-02T08:00:00Z", "--reason", "holidays"]), @"
    planned ID (seq 2): no definition changes from 2026-12-24T17:00:00Z until 2027-01-02T08:00:00Z
    exit status 0
    ");
    let window = server.get("/api/freezes")["items"][0]["id"].as_str().unwrap().to_owned();
    assert_seen!(run(&server, &["status"]), @"
    environment default, seq 2, server 0.1.0
    flags 1, 1 of them enabled
    killed none
    experiments 0 running
    freeze none
    planned a freeze of all definitions from 2026-12-24T17:00:00Z until 2027-01-02T08:00:00Z by token:admin (ID) (ID): holidays
    rules the newest
    instances none
    exit status 0
    ");
    assert_seen!(run(&server, &["unfreeze"]), @"
    stderr: error: Nothing is frozen; 1 freeze is planned: `hoist unfreeze ID` cancels it.
    exit status 1
    ");
    assert_seen!(run(&server, &["unfreeze", &window]), @"
    lifted or cancelled the freeze ID: nothing is frozen now
    exit status 0
    ");
    assert_eq!(server.get("/api/freezes")["items"], json!([]));
}
