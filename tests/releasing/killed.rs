//! A server that is killed at any instant goes on where it was, and ends as if it had not been.

use std::time::Duration;

use serde_json::json;

use crate::clock::until;
use crate::server::Server;

const SOON: Duration = Duration::from_secs(60);

/// What has to be in the end, however often it was killed: kinds of entries of release and flag.
fn story(server: &Server) -> [Vec<String>; 2] {
    ["/api/releases/r", "/api/features/checkout"].map(|path| {
        let history = server.get(&format!("{path}/history?limit=100")).expect(200);
        let items = history["items"].as_array().unwrap().clone();
        items.iter().rev().map(|entry| entry["kind"].as_str().unwrap().to_owned()).collect()
    })
}

/// Runs a release of three short steps, killed after so many writes of its journal each time.
fn run(seed: u64, is_aborted: bool) -> [Vec<String>; 2] {
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start_on(data.path(), &[]);
    // Who aborts has the time to.
    let second = if is_aborted { "1h" } else { "1s" };
    let steps = json!([{"percentage": 5, "duration": "1s"}, {"percentage": 50, "duration": second},
        {"percentage": 100, "duration": "1s"}]);
    let release = json!({"flag": "checkout", "checks": [], "steps": steps});
    server.put("/api/releases/r", &release).expect(201);
    server.post("/api/releases/r/start", &json!({})).expect(200);
    let mut random = seed;
    let mut aborted = false;
    loop {
        random =
            random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let database = rusqlite::Connection::open(data.path().join("hoist.db")).unwrap();
        let written = || -> i64 {
            let sql = "SELECT (SELECT count(*) FROM entries) \
                + (SELECT count(*) FROM release_decisions) \
                + (SELECT coalesce(sum(length(body)), 0) FROM releases)";
            database.query_row(sql, [], |row| row.get(0)).unwrap_or(0)
        };
        // So many changes of what is written, seen by looking. Nothing is asked between what is seen
        // and the kill: it would be over by then.
        let mut left = (random >> 33) & 3;
        let mut before = written();
        let (is_over, waits) = until("it goes on", SOON, || {
            let now = written();
            if now != before {
                (before, left) = (now, left.saturating_sub(1));
            }
            let sql = "SELECT is_over, json_extract(body, '$.release.share') = 5000 FROM releases";
            let found = database.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)));
            let (is_over, is_half): (bool, bool) = found.unwrap_or_default();
            // There it stays until it is aborted.
            let waits = is_aborted && !aborted && is_half;
            (left == 0 || is_over || waits).then_some((is_over, waits))
        });
        if is_over {
            let status = server.get("/api/releases/r/status").expect(200);
            assert_eq!(status["pending"], json!([]));
            return story(&server);
        }
        if waits {
            server.post("/api/releases/r/abort", &json!({})).expect(200);
            aborted = true;
            continue;
        }
        server.kill();
        server = Server::start_on(data.path(), &[]);
    }
}

#[test]
fn whoever_is_killed_goes_on_and_ends_as_if_nothing_had_happened() {
    let succeeded = [
        vec!["created", "launched", "succeeded"],
        vec!["created", "shared", "shared", "shared", "updated", "shared"],
    ];
    for seed in 0..6 {
        assert_eq!(run(seed, false), succeeded.clone(), "seed {seed}");
    }
    let back = [
        vec!["created", "launched", "aborted", "taken_back"],
        vec!["created", "shared", "shared", "shared", "killed"],
    ];
    for seed in 0..6 {
        assert_eq!(run(seed, true), back.clone(), "seed {seed}");
    }
}
