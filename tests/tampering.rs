//! Whatever is done to a database behind Hoist's back is found and named: by a server that is
//! started on it, and without one.

use std::fs;
use std::path::Path;

use serde_json::json;
use tempfile::TempDir;

use crate::program::{hoist_in, seen};
use crate::server::Server;

/// Entries of the log that is tampered with.
const ENTRIES: u64 = 12;

/// A folder in which a server ran: a log of entries that create, change, kill and delete.
fn original() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start_on(&folder.path().join("data"), &[]);
    for number in 1..=8 {
        let flag = json!({"type": "boolean", "description": format!("flag {number}")});
        server.put(&format!("/api/features/f{number}"), &flag).expect(201);
    }
    server.patch("/api/features/f1", &json!({"enabled": true})).expect(200);
    server.post("/flags/f2/kill", &json!({"reason": "fire"})).expect(200);
    server.delete("/api/features/f3").expect(204);
    server.post("/flags/f1/rollback", &json!({})).expect(200);
    let (status, log) = server.stop();
    assert!(status.success(), "{log}");
    folder
}

fn copy(from: &Path) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    for file in ["hoist.db", "admin.token"] {
        fs::copy(from.join("data").join(file), data.join(file)).unwrap();
    }
    folder
}

/// Does something to a copy's database. Whoever tampers does not mind our constraints.
fn tamper(copy: &Path, sql: &str) {
    let database = rusqlite::Connection::open(copy.join("data/hoist.db")).unwrap();
    let off = "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;";
    let default = "(SELECT number FROM logs WHERE name = 'default')";
    database.execute_batch(&format!("{off} {}", sql.replace("{log}", default))).unwrap();
}

/// What a server that runs on a folder says of its log.
fn told_by_server(data: &Path) -> Vec<String> {
    let server = Server::start_on(data, &[]);
    let verified = server.get("/api/changes/verify").expect(200);
    assert_eq!(server.send("GET", "/healthz", None, None, &[]).status, 200);
    let faults = verified["faults"].as_array().unwrap().iter();
    faults.map(|fault| fault.as_str().unwrap().to_owned()).collect()
}

/// What is found without a server.
fn told_offline(data: &Path) -> Vec<String> {
    let store = hoist_store::Store::open_copy(data).unwrap();
    let logs = store.logs().unwrap();
    let faults = logs.iter().flat_map(|log| store.verify(&log.head.log).unwrap().faults);
    faults.map(|fault| fault.to_string()).collect()
}

#[test]
fn what_was_tampered_with_is_named() {
    let original = original();
    let last = ENTRIES;
    let table = [
        ("UPDATE entries SET actor = 'token:nobody' WHERE log = {log} AND seq = 1".to_owned(), 1),
        ("UPDATE entries SET reason = 'water' WHERE log = {log} AND seq = 10".to_owned(), 10),
        (
            format!(
                "UPDATE entries SET time = '2020-01-01T00:00:00Z' WHERE log = {{log}} AND seq = {last}"
            ),
            last,
        ),
        ("DELETE FROM entries WHERE log = {log} AND seq = 1".to_owned(), 1),
        ("DELETE FROM entries WHERE log = {log} AND seq = 6".to_owned(), 6),
        (format!("DELETE FROM entries WHERE log = {{log}} AND seq = {last}"), last),
        (
            "UPDATE entries SET seq = 99 WHERE log = {log} AND seq = 4; \
             UPDATE entries SET seq = 4 WHERE log = {log} AND seq = 5; \
             UPDATE entries SET seq = 5 WHERE log = {log} AND seq = 99"
                .to_owned(),
            4,
        ),
        (
            "UPDATE bodies SET body = replace(body, 'flag 7', 'flag 8') WHERE body LIKE '%flag 7%'"
                .to_owned(),
            7,
        ),
        ("DELETE FROM bodies WHERE body LIKE '%flag 5%'".to_owned(), 5),
    ];
    for (sql, seq) in table {
        let copy = copy(original.path());
        let data = copy.path().join("data");
        assert_eq!(told_offline(&data), [""; 0], "the copy is sound");
        tamper(copy.path(), &sql);
        let offline = told_offline(&data);
        let names = |fault: &String| {
            fault.split(|c: char| !c.is_ascii_digit()).any(|number| number == seq.to_string())
        };
        assert!(offline.first().is_some_and(names), "{sql}: {offline:?}");
        // On documents that are not what was appended, no server starts.
        if !sql.contains("bodies") {
            assert_eq!(told_by_server(&data), offline, "{sql}");
        }
    }
    assert_eq!(told_by_server(&original.path().join("data")), [""; 0]);
}

#[test]
fn tokens_that_were_slipped_in_or_changed_are_named() {
    let original = original();
    for sql in [
        "UPDATE bodies SET body = replace(body, '\"admin\"', '\"viewer\"') WHERE body LIKE '%sha256%'",
        "UPDATE entries SET kind = 'deleted' WHERE log <> {log} AND collection = 'tokens'",
    ] {
        let copy = copy(original.path());
        tamper(copy.path(), sql);
        let found = told_offline(&copy.path().join("data"));
        assert_eq!(found.len(), 1, "{sql}: {found:?}");
    }
}

#[test]
fn a_damaged_part_of_a_list_is_named_and_no_server_starts_on_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::start_on(&data, &[]);
    let keys: Vec<String> = (0..3_000).map(|number| format!("user-{number}")).collect();
    server.put("/api/segments/crowd", &json!({"include": keys})).expect(201);
    let (status, log) = server.stop();
    assert!(status.success(), "{log}");
    for sql in [
        "UPDATE list_nodes SET body = replace(body, 'user-7', 'loser-7') WHERE body LIKE '%user-7%'",
        "DELETE FROM list_nodes WHERE body LIKE '%user-7%'",
    ] {
        let copy = copy(folder.path());
        tamper(copy.path(), sql);
        let copied = copy.path().join("data");
        let told = told_offline(&copied);
        assert!(
            told[0].starts_with("a list of the segment of entry 1 is damaged: the part "),
            "{told:?}"
        );
        let output = Server::command(&copied, &[]).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.contains("hoist.db is damaged (the part "), "{told}");
    }
}

/// Who can write the database can make a log that is sound by itself; a server that knew it before
/// tells all the same, and so can who kept the last hash.
#[test]
fn a_log_that_was_cut_off_with_its_head_is_noticed_by_who_remembers() {
    let original = original();
    let data = original.path().join("data");
    let server = Server::start_on(&data, &[]);
    let remembered = server.get("/api/changes/verify").expect(200);
    assert_eq!(remembered["faults"], json!([]));
    let cut = "DELETE FROM entries WHERE log = {log} AND seq = 12; \
        UPDATE logs SET (seq, time, hash) = (SELECT seq, time, hash FROM entries WHERE log = {log} \
        AND seq = 11) WHERE number = {log}";
    tamper(original.path(), cut);
    let verified = server.get("/api/changes/verify").expect(200);
    let fault =
        "entry 12 is not the one that this server knows: the log was cut off or written anew";
    assert_eq!(verified["faults"], json!([fault]));
    assert_eq!(told_offline(&data), [""; 0]);
    assert_ne!(verified["hash"], remembered["hash"]);
}

/// What cannot be what was appended is not evaluated: the server says so instead of starting.
#[test]
fn no_server_starts_on_documents_or_logs_that_are_not_whole() {
    let original = original();
    for (sql, told) in [
        (
            "UPDATE bodies SET body = replace(body, 'true', 'false') WHERE body LIKE '%flag 4%'; \
             UPDATE bodies SET body = replace(body, 'flag 4', 'flag 9') WHERE body LIKE '%flag 4%'",
            "is damaged (features/f4: the document of entry 4 was changed",
        ),
        (
            "DELETE FROM bodies WHERE body LIKE '%flag 5%'",
            "is damaged (features/f5: the document of entry 5 is missing",
        ),
        ("DELETE FROM logs WHERE number = {log}", "a change log is missing from the database in "),
        (
            "UPDATE logs SET name = 'prod' WHERE number = {log}",
            "a change log is missing from the database in ",
        ),
    ] {
        let copy = copy(original.path());
        tamper(copy.path(), sql);
        let output = Server::command(&copy.path().join("data"), &[]).output().unwrap();
        let found = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{sql}: {found}");
        assert!(found.contains(told), "{sql}: {found}");
    }
    let copy = copy(original.path());
    tamper(copy.path(), "DELETE FROM logs WHERE number = {log}");
    let data = copy.path().join("data");
    let arguments = ["audit", "verify", "--data", data.to_str().unwrap()];
    let told = seen(&hoist_in(&[], &arguments, b""));
    assert!(told.contains("12 entries belong to no log: theirs was removed"), "{told}");
    assert!(told.contains("exit status 1"), "{told}");
}
