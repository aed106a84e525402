//! A server that is killed at any instant goes on where it was, and ends as if it had not been,
//! however long nobody was there.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::SOON;
use super::stranger::{Stranger, number};
use crate::clock::until;
use crate::server::Server;

/// Starts a server again that was killed, as if it had been gone for so long: what it wrote down
/// last is that much older.
fn back_after(data: &Path, seconds: i64, arguments: &[&str]) -> Server {
    let database = rusqlite::Connection::open(data.join("hoist.db")).unwrap();
    let select = "SELECT body FROM releases";
    let body: String = database.query_row(select, [], |row| row.get(0)).unwrap();
    let mut body: Value = serde_json::from_str(&body).unwrap();
    let seen: Timestamp = body["release"]["seen"].as_str().unwrap().parse().unwrap();
    body["release"]["seen"] = json!(seen - SignedDuration::from_secs(seconds));
    database.execute("UPDATE releases SET body = ?1", [body.to_string()]).unwrap();
    drop(database);
    Server::start_on(data, arguments)
}

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
    let stranger = Stranger::start();
    stranger.answers(|_| Some(number("0.1")));
    let arguments = ["--prometheus-url", &stranger.url];
    let mut server = Server::start_on(data.path(), &arguments);
    // Who aborts has the time to.
    let second = if is_aborted { "1h" } else { "1s" };
    let steps = json!([{"percentage": 5, "duration": "1s"}, {"percentage": 50, "duration": second},
        {"percentage": 100, "duration": "1s"}]);
    let check = json!({"name": "errors", "source": "prometheus", "query": "errors", "max": 0.5,
        "interval": "1s", "no_data_limit": "12s"});
    let release = json!({"flag": "checkout", "checks": [check], "steps": steps});
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
        let seconds = [0, 3, 14, 3_600][usize::try_from((random >> 40) & 3).unwrap()];
        server = back_after(data.path(), seconds, &arguments);
    }
}

#[test]
fn whoever_is_killed_goes_on_and_ends_as_if_nothing_had_happened() {
    let succeeded = [
        vec!["created", "launched", "succeeded"],
        vec!["created", "shared", "shared", "shared", "updated", "shared"],
    ];
    for seed in 0..4 {
        assert_eq!(run(seed, false), succeeded.clone(), "seed {seed}");
    }
    let back = [
        vec!["created", "launched", "aborted", "taken_back"],
        vec!["created", "shared", "shared", "shared", "killed"],
    ];
    for seed in 0..4 {
        assert_eq!(run(seed, true), back.clone(), "seed {seed}");
    }
}

/// What nobody saw speaks neither for a release nor against it: it goes back for no silence while
/// nobody asked, and rises on nothing that nobody measured.
#[test]
fn whoever_comes_back_asks_before_anything_is_decided() {
    let data = tempfile::tempdir().unwrap();
    let stranger = Stranger::start();
    stranger.answers(|_| Some(number("0.1")));
    let arguments = ["--prometheus-url", &stranger.url];
    let check = json!({"name": "errors", "source": "prometheus", "query": "errors", "max": 0.5,
        "interval": "1s", "no_data_limit": "5s"});
    let steps =
        json!([{"percentage": 5, "duration": "20s"}, {"percentage": 100, "duration": "1s"}]);
    let release = json!({"flag": "checkout", "checks": [check], "steps": steps});
    let mut server = Server::start_on(data.path(), &arguments);
    server.put("/api/releases/r", &release).expect(201);
    server.post("/api/releases/r/start", &json!({})).expect(200);
    for (before, seconds) in [14, 86_400].into_iter().enumerate() {
        let status = || server.get("/api/releases/r/status").expect(200);
        until("it is measured", SOON, || {
            let now = status();
            assert_eq!(now["status"], "running", "{now}");
            (now["checks"][0]["last"]["verdict"] == "pass" && now["waits_for"][1].is_null())
                .then_some(())
        });
        server.kill();
        // It is asked when the server is back, and takes its time.
        let is_told = Arc::new(AtomicBool::new(false));
        let may_tell = Arc::clone(&is_told);
        stranger.answers(move |_| {
            until("it may tell", SOON, || may_tell.load(Ordering::SeqCst).then_some(()));
            Some(number("0.1"))
        });
        let asked = stranger.asked().len();
        server = back_after(data.path(), seconds, &arguments);
        let status = || server.get("/api/releases/r/status").expect(200);
        until("it is asked", SOON, || (stranger.asked().len() > asked).then_some(()));
        let gaps = |now: &Value| -> Vec<String> {
            let decisions = now["decisions"].as_array().unwrap().iter();
            let gaps = decisions.filter(|it| it["kind"] == "unattended");
            gaps.map(|it| it["reason"].as_str().unwrap().to_owned()).collect()
        };
        let back = until("it is looked at", SOON, || {
            Some(status()).filter(|now| gaps(now).len() == before + 1)
        });
        let left = |now: &Value| now["deadline_left_seconds"].as_u64().unwrap();
        // Longer than it may be without data.
        let later = until("time goes by", SOON, || {
            Some(status()).filter(|now| left(&back) >= left(now) + 6)
        });
        assert_eq!((&later["status"], &later["share"]), (&json!("running"), &json!(5.0)));
        let reason = gaps(&later).pop().unwrap();
        let told = reason.strip_prefix("no server looked at it for ").unwrap();
        let told: i64 = told.split_once(' ').unwrap().0.parse().unwrap();
        assert!((seconds..seconds + 60).contains(&told), "{reason}");
        is_told.store(true, Ordering::SeqCst);
    }
    let over = until("it is over", SOON, || {
        let now = server.get("/api/releases/r/status").expect(200);
        now["ended_at"].is_string().then_some(now)
    });
    assert_eq!(over["status"], "succeeded", "{over}");
}
