//! R1: a server that is killed at any point has kept every write that it answered, and no half of
//! any other.
//!
//! Writers send changes of every kind, each under a request id of its own, until the server is
//! killed. Then the log has to tell of each request all that it does or, where no answer came,
//! all or nothing; and what the server shows has to be what the log says. `HOIST_SOAK_ROUNDS` says
//! how often, `HOIST_SEED` which choices.

mod backup;
mod writer;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc;

use serde_json::{Value, json};

use crate::generator::Random;
use crate::seed::{seed, setting, tell};
use crate::server::Server;
use writer::{Sent, Writer};

/// How often the server is killed where nobody says how often.
const ROUNDS: u64 = 20;
const WRITERS: u64 = 3;
/// Keys of each writer's segment at first: so many that its list is kept in nodes.
const SEGMENT_KEYS: usize = 1_200;

#[test]
fn what_was_answered_survives_a_kill_and_nothing_is_half_done() {
    let (seed, rounds) = (seed(), setting("HOIST_SOAK_ROUNDS").unwrap_or(ROUNDS));
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut random = Random::new(seed);
    let (mut answered, mut unanswered, mut kept) = (0, 0, 0);
    let mut server = Server::start_on(&data, &[]);
    for round in 0..rounds {
        let seq = seq(&server);
        let sent = write_until_killed(&mut server, round, seed, &mut random);
        check_files(&data);
        server = Server::start_on(&data, &[]);
        let log = log_after(&server, seq);
        for sent in &sent {
            let is_there = check_effect(sent, &log);
            match sent.answer {
                Some(_) => answered += 1,
                None => unanswered += 1,
            }
            kept += u64::from(sent.answer.is_none() && is_there);
        }
        check_state(&server, &log, &sent);
    }
    tell(format_args!(
        "figure: {rounds} kills, {answered} answered writes of which none was lost, {unanswered} \
         unanswered ones of which {kept} were whole and the others not there"
    ));
    check_reading(server, &data);
}

fn seq(server: &Server) -> u64 {
    server.get("/status").expect(200)["seq"].as_u64().unwrap()
}

/// Lets the writers write, and kills the server after some answers.
fn write_until_killed(
    server: &mut Server,
    round: u64,
    seed: u64,
    random: &mut Random,
) -> Vec<Sent> {
    write_until_killed_after(server, round, seed, random, |_| {})
}

/// The same, with something else in between that is done while they write.
fn write_until_killed_after(
    server: &mut Server,
    round: u64,
    seed: u64,
    random: &mut Random,
    meanwhile: impl FnOnce(&Server),
) -> Vec<Sent> {
    let (tell, answers) = mpsc::channel();
    let sent = std::thread::scope(|scope| {
        let shared: &Server = server;
        let start = |number: u64| {
            let name = format!("r{round}-w{number}");
            let random = Random::new(seed ^ (round << 32) ^ number);
            let (tell, writer) = (tell.clone(), Writer::new(shared, name, random));
            scope.spawn(move || writer.run(SEGMENT_KEYS, &tell))
        };
        let writers: Vec<_> = (0..WRITERS).map(start).collect();
        drop(tell);
        for _ in 0..5 + random.below(40) {
            answers.recv().unwrap_or_else(|_| panic!("the server is gone: {}", shared.log()));
        }
        meanwhile(shared);
        // Other requests take a while that differs: so the kill comes at any point of a write.
        for _ in 0..random.below(4) {
            shared.send("GET", "/healthz", None, None, &[]);
        }
        let pid = shared.pid().to_string();
        assert!(Command::new("kill").args(["-9", &pid]).status().unwrap().success());
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    server.kill();
    sent
}

/// The database as it was left, in a copy: SQLite finds it whole, and each log is a chain.
fn check_files(data: &Path) {
    let copy = tempfile::tempdir().unwrap();
    for file in ["hoist.db", "hoist.db-wal"].iter().filter(|file| data.join(file).exists()) {
        std::fs::copy(data.join(file), copy.path().join(file)).unwrap();
    }
    let store = hoist_store::Store::open_copy(copy.path()).unwrap();
    for log in store.logs().unwrap() {
        let found = store.verify(&log.head.log).unwrap();
        assert_eq!((found.faults, found.entries), (Vec::new(), log.head.seq), "{}", log.name);
    }
    drop(store);
    let database = rusqlite::Connection::open(copy.path().join("hoist.db")).unwrap();
    let verdict: String =
        database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
}

/// The entries after a seq. There is no gap between their seqs.
fn log_after(server: &Server, seq: u64) -> Vec<Value> {
    let (mut log, mut last) = (Vec::new(), seq);
    loop {
        let path = format!("/api/changes?order=asc&limit=1000&after={last}");
        let page = server.get(&path).expect(200);
        for entry in page["items"].as_array().unwrap() {
            last += 1;
            assert_eq!(entry["seq"], last, "the seqs have a gap");
            log.push(entry.clone());
        }
        if page["next"].is_null() {
            break;
        }
    }
    let verified = server.get("/api/changes/verify").expect(200);
    assert_eq!((&verified["faults"], &verified["entries"]), (&json!([]), &json!(last)));
    log
}

/// Whether a request has done what it does. One that was answered has, and one that was not has
/// done nothing else.
fn check_effect(sent: &Sent, log: &[Value]) -> bool {
    let own = log.iter().filter(|entry| entry["request_id"] == *sent.id);
    let text = |entry: &Value, field: &str| entry[field].as_str().unwrap().to_owned();
    let done: Vec<String> = own
        .map(|entry| ["kind", "collection", "key"].map(|field| text(entry, field)).join(" "))
        .collect();
    match &sent.answer {
        Some(answer) => {
            assert!((200..300).contains(&answer.status), "{sent:?}");
            assert_eq!(done, sent.effect, "{sent:?}");
        }
        None => assert!(done.is_empty() || done == sent.effect, "half of {sent:?}: {done:?}"),
    }
    !done.is_empty()
}

/// What the server shows is what the log says, read here once more and in another way.
fn check_state(server: &Server, log: &[Value], sent: &[Sent]) {
    let (mut flags, mut killed) = (BTreeMap::new(), BTreeSet::new());
    let mut authors = BTreeMap::new();
    for entry in log {
        let (key, seq) = (entry["key"].as_str().unwrap(), entry["seq"].as_u64().unwrap());
        let request = entry["request_id"].as_str().unwrap();
        authors.insert(seq, request);
        match (entry["collection"].as_str().unwrap(), entry["kind"].as_str().unwrap()) {
            ("features", "created" | "updated") => drop(flags.insert(key, (seq, request))),
            ("features", "rolled_back") => {
                // Whose definition that is: the restored one may be restored itself.
                let restored = authors[&entry["restored"].as_u64().unwrap()];
                authors.insert(seq, restored);
                flags.insert(key, (seq, restored));
            }
            ("features", "deleted") => drop(flags.remove(key)),
            ("features", "killed") => assert!(killed.insert(key)),
            ("features", "revived") => assert!(killed.remove(key)),
            ("segments", "created" | "updated") => {}
            other => panic!("nobody asked for {other:?}"),
        }
    }
    let touched: BTreeSet<&str> = log
        .iter()
        .filter(|entry| entry["collection"] == "features")
        .map(|entry| entry["key"].as_str().unwrap())
        .collect();
    for key in touched {
        let shown = server.get(&format!("/api/features/{key}"));
        let Some((version, author)) = flags.get(key) else {
            assert_eq!(shown.status, 404, "{key}");
            continue;
        };
        let shown = shown.expect(200);
        assert_eq!((&shown["version"], &shown["description"]), (&json!(version), &json!(author)));
        assert_eq!(!shown["killed"].is_null(), killed.contains(key), "{key}");
    }
    check_lists(server, log, sent);
    check_tokens(server, sent);
}

/// The segments' lists have the keys of all edits that the log tells of, and no others.
fn check_lists(server: &Server, log: &[Value], sent: &[Sent]) {
    let exported = server.get("/api/export?format=json").expect(200);
    let mut lists: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for entry in log.iter().filter(|entry| entry["collection"] == "segments") {
        let sent = sent.iter().find(|sent| entry["request_id"] == *sent.id).unwrap();
        let list = lists.entry(entry["key"].as_str().unwrap()).or_default();
        list.extend(sent.added.iter().map(String::as_str));
        list.retain(|key| !sent.removed.iter().any(|removed| removed == key));
    }
    for (key, expected) in lists {
        let list = exported["segments"][key]["include"].as_array().unwrap();
        let shown: BTreeSet<&str> = list.iter().map(|key| key.as_str().unwrap()).collect();
        assert_eq!(shown, expected, "{key}");
    }
}

/// Tokens that were given out hold, and those that were revoked do not.
fn check_tokens(server: &Server, sent: &[Sent]) {
    for issued in sent.iter().filter(|sent| sent.is_token) {
        let Some(answer) = &issued.answer else { continue };
        let issued = answer.json();
        let secret = issued["token"].as_str().unwrap();
        let status = server.send("GET", "/status", Some(secret), None, &[]).status;
        let is_revoked = |by: &Sent| by.revokes.as_deref() == issued["id"].as_str();
        match sent.iter().find(|by| is_revoked(by)) {
            None => assert_eq!(status, 200, "a token was lost"),
            Some(by) if by.answer.is_some() => assert_eq!(status, 401, "a token came back"),
            Some(_) => assert!(status == 200 || status == 401),
        }
    }
}

/// Read from its log, everything is as it was before: in content, order and times.
fn check_reading(mut server: Server, data: &Path) {
    let paths = [
        "/api/export?format=json",
        "/api/features?limit=1000",
        "/api/segments?limit=1000",
        "/api/tokens?limit=1000",
        "/api/changes?limit=1000",
    ];
    let show = |server: &Server| paths.map(|path| server.get(path).expect(200));
    // Deleted and restored by its history: that comes last in the list, as new.
    server.put("/api/features/restored", &json!({"type": "boolean", "enabled": true})).expect(201);
    server.put("/api/features/behind", &json!({"type": "boolean", "enabled": true})).expect(201);
    server.delete("/api/features/restored").expect(204);
    server.post("/flags/restored/rollback", &json!({})).expect(200);
    let mut before = show(&server);
    server.kill();
    let server = Server::start_on(data, &[]);
    let mut after = show(&server);
    for tokens in [&mut before[3], &mut after[3]] {
        for token in tokens["items"].as_array_mut().unwrap() {
            // Of the last minute, when tokens were used may be forgotten.
            token.as_object_mut().unwrap().remove("last_used_at");
        }
    }
    for (before, after) in before.iter().zip(&after) {
        let lines = [before, after].map(|shown| format!("{shown:#}"));
        let mut lines = lines[0].lines().zip(lines[1].lines()).enumerate();
        let differing = lines.find(|(_, (before, after))| before != after);
        assert!(differing.is_none(), "{differing:?}");
        assert_eq!(before, after);
    }
}
