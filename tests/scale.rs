//! The largest environments that are allowed: how long changes, starts and lists take, and what
//! an edit of a long list costs on the disk.
//!
//! The bounds hold for optimised builds on a machine that does nothing else, to which the soak
//! holds them. Among other tests it may take some times as long, and so without optimisation, where
//! there is less to do: so it is seen that nothing grows with the square of something.

mod past;

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use serde_json::json;

use crate::clock::timed;
use crate::seed::{setting, tell};
use crate::server::Server;

const IS_OPTIMISED: bool = !cfg!(debug_assertions);

/// Keys of the long list, and flags of the large environment.
const KEYS: usize = if IS_OPTIMISED { 1_000_000 } else { 100_000 };
const FLAGS: usize = if IS_OPTIMISED { 10_000 - TIMES } else { 2_000 };
/// How often something is done of which the usual time counts.
const TIMES: usize = 21;
const STARTS: usize = 3;
/// How many times as long something may take among other tests, which may have all processors.
const AMONG_OTHERS: u32 = 4;
/// The same without optimisation.
const UNOPTIMISED: u32 = 10;

/// Prints a figure, and fails where it is over its bound, or over some times that where it is not
/// soaked.
#[track_caller]
fn at_most(what: &str, took: Duration, bound_ms: u64) {
    let times = match (IS_OPTIMISED, setting("HOIST_SOAK_ROUNDS")) {
        (false, _) => UNOPTIMISED,
        (true, None) => AMONG_OTHERS,
        (true, Some(_)) => 1,
    };
    let bound = times * Duration::from_millis(bound_ms);
    tell(format_args!("figure: {what}: {took:.1?} (at most {bound:?})"));
    assert!(took <= bound, "{what} took {took:?}, more than {bound:?}");
}

/// How long something takes: the median, and among other tests, which may have all processors for
/// seconds, what a quarter takes at most.
fn usual(times: usize, mut work: impl FnMut(usize)) -> Duration {
    let mut took: Vec<Duration> = (0..times).map(|number| timed(|| work(number)).1).collect();
    took.sort_unstable();
    took[times / if setting("HOIST_SOAK_ROUNDS").is_some() { 2 } else { 4 }]
}

/// How long a server takes to start on a folder, and the last one of some.
fn started(data: &Path) -> (Server, Duration) {
    let mut last = None;
    let took = usual(STARTS, |_| {
        // One goes before the next one comes.
        drop(last.take());
        last = Some(Server::start_on(data, &[]));
    });
    (last.unwrap(), took)
}

/// Bytes of the database and of the log beside it.
fn disk_bytes(data: &Path) -> u64 {
    let database = rusqlite::Connection::open(data.join("hoist.db")).unwrap();
    // What is in the log beside the database is written back, so that nothing is counted twice.
    database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    ["hoist.db", "hoist.db-wal"]
        .iter()
        .map(|file| std::fs::metadata(data.join(file)).map_or(0, |found| found.len()))
        .sum()
}

fn evaluate(server: &Server, flag: &str, user: &str) -> serde_json::Value {
    let context = json!({"context": {"targetingKey": user}});
    server.post(&format!("/ofrep/v1/evaluate/flags/{flag}"), &context).expect(200)["value"].clone()
}

#[test]
fn a_list_of_a_million_keys_is_edited_at_the_cost_of_the_edit() {
    let mut server = Server::start();
    let mut yaml = String::from(
        "features:\n  f:\n    type: targeted\n    enabled: true\n    rules:\n      - {type: \
         user_segment, conditions: {segment: crowd}, value: true}\nsegments:\n  crowd:\n    \
         include:\n",
    );
    (0..KEYS).for_each(|number| writeln!(yaml, "    - customer-{number:07}").unwrap());
    let admin = server.admin();
    let headers = [("content-type", "application/yaml")];
    let import = || server.send("POST", "/api/import", Some(&admin), Some(&yaml), &headers);
    let (imported, took) = timed(import);
    imported.expect(200);
    at_most(&format!("import of {KEYS} keys"), took, 20_000);

    let last = format!("customer-{:07}", KEYS - 1);
    let before = disk_bytes(&server.data);
    let took = usual(TIMES, |number| {
        let edit = json!({"list": "include", "add": [format!("new-{number}")], "remove": [
            format!("customer-{number:07}")]});
        let edited = server.post("/api/segments/crowd/keys", &edit).expect(200);
        assert_eq!(edited["count"], KEYS);
        assert_eq!(evaluate(&server, "f", &format!("new-{number}")), true);
        assert_eq!(evaluate(&server, "f", &format!("customer-{number:07}")), false);
    });
    at_most("edit of one key, with two evaluations", took, 50);
    let grown = (disk_bytes(&server.data) - before) / u64::try_from(TIMES).unwrap();
    tell(format_args!("grown by {grown} bytes an edit (at most 65536)"));
    assert!(grown < 65_536);
    let other = json!({"type": "boolean", "enabled": true});
    let took = usual(TIMES, |number| {
        server.put(&format!("/api/features/g{number}"), &other).expect(201);
    });
    at_most("a flag beside the long list", took, 50);

    server.kill();
    let (again, took) = started(&server.data);
    at_most(&format!("start with a list of {KEYS} keys"), took, 10_000);
    assert_eq!(evaluate(&again, "f", &last), true);
    assert_eq!(evaluate(&again, "f", "new-0"), true);
    assert_eq!(evaluate(&again, "f", "customer-0000000"), false);
}

/// Flags of all kinds, some of which require others and name a segment.
fn many_flags() -> serde_json::Value {
    let mut features = serde_json::Map::new();
    for number in 0..FLAGS {
        let mut flag = json!({"type": "percentage", "percentage": 50, "enabled": true,
            "description": format!("Flag number {number}"), "tags": ["many"]});
        if number % 10 == 1 {
            flag["requires"] = json!([{"flag": format!("flag-{}", number - 1), "is": true}]);
        }
        flag["rules"] = json!([
            {"type": "user_segment", "conditions": {"segment": "crowd"}, "value": true},
            {"type": "property", "conditions": {"plan": ["premium", "free"]}, "value": 10},
        ]);
        features.insert(format!("flag-{number}"), flag);
    }
    json!({"features": features, "segments": {"crowd": {"include": ["u-1", "u-2"]}}})
}

#[test]
fn ten_thousand_flags_start_are_listed_and_change() {
    let mut server = Server::start();
    let file = many_flags();
    let (_, took) = timed(|| server.post("/api/import", &file).expect(200));
    at_most(&format!("import of {FLAGS} flags"), took, 5_000);
    let (report, took) = timed(|| server.post("/api/import", &file).expect(200));
    assert_eq!(report["unchanged"], FLAGS + 1);
    at_most("the same import once more", took, 5_000);
    let export = server.get("/api/export?format=json").expect(200);
    server.kill();
    let (again, took) = started(&server.data);
    at_most(&format!("start with {FLAGS} flags"), took, 2_000);
    assert_eq!(again.get("/api/export?format=json").expect(200), export);

    let page = |query: &str| drop(again.get(&format!("/api/features?{query}")).expect(200));
    at_most("first page", usual(TIMES, |_| page("")), 50);
    at_most("last page", usual(TIMES, |_| page(&format!("cursor=flag-{}", FLAGS - 101))), 50);
    at_most("page of 1,000", usual(TIMES, |_| page("limit=1000")), 200);
    let took = usual(TIMES, |number| {
        let change = json!({"percentage": number});
        again.patch(&format!("/api/features/flag-{number}"), &change).expect(200);
    });
    at_most("change of one flag", took, 100);
    let flag = json!({"type": "boolean", "enabled": true});
    let took = usual(TIMES, |number| {
        again.put(&format!("/api/features/new-{number}"), &flag).expect(201);
    });
    at_most("a new flag", took, 100);
    let took = usual(TIMES, |number| {
        again.post(&format!("/flags/flag-{number}/kill"), &json!({})).expect(200);
    });
    at_most("kill of one flag", took, 50);
    let took = usual(TIMES, |number| drop(evaluate(&again, &format!("flag-{number}"), "u-1")));
    at_most("evaluation of one flag", took, 20);
    let user = json!({"context": {"targetingKey": "u-1"}});
    let took = usual(TIMES, |_| drop(again.post("/ofrep/v1/evaluate/flags", &user).expect(200)));
    at_most("evaluation of all flags", took, 500);
}
