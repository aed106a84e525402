//! Verification finds whatever is done to the database behind Hoist's back.

use hoist_ruleset::log::{Audited, Fault};
use rusqlite::Connection;

use super::*;

/// What is found in a copy of the story's database after some SQL.
fn tampered(sql: &str) -> Audited {
    let (folder, store) = store();
    append(&store, STORY);
    let copy = super::folder();
    for file in ["hoist.db", "hoist.db-wal"] {
        std::fs::copy(folder.path().join(file), copy.path().join(file)).unwrap();
    }
    let connection = Connection::open(copy.path().join("hoist.db")).unwrap();
    // Whoever tampers does not mind our constraints.
    let off = "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;";
    connection.execute_batch(&format!("{off} {sql}")).unwrap();
    drop(connection);
    Store::open_copy(copy.path()).unwrap().verify(LOG).unwrap()
}

fn digest(body: &str) -> Digest {
    Digest::of_json(&serde_json::from_str(body).unwrap())
}

#[test]
fn a_sound_log_has_no_fault() {
    let sound = tampered("");
    assert_eq!((sound.entries, sound.faults), (8, Vec::new()));
    // Spaces are no part of a document.
    assert_eq!(tampered("UPDATE bodies SET body = ' ' || body").faults, []);
}

#[test]
fn every_field_of_an_entry_counts() {
    let changes = [
        "time = '1970-01-01T00:00:04Z'",
        "time = 'yesterday'",
        "kind = 'created'",
        "kind = 'exploded'",
        "collection = 'segments'",
        "collection = ''",
        "key = 'c'",
        "aspect = 'kill'",
        "aspect = 'other'",
        "digest = NULL",
        "digest = x'12'",
        "restored = 1",
        "restored = -1",
        "actor = 'nobody'",
        "reason = 'because'",
        "request_id = 'r'",
        "touches_ruleset = 0",
        "previous = zeroblob(32)",
        "origin = x'12'",
    ];
    for change in changes {
        let verification = tampered(&format!("UPDATE entries SET {change} WHERE seq = 4"));
        let expected = (8, vec![Fault::Changed { seq: 4 }]);
        assert_eq!((verification.entries, verification.faults), expected, "{change}");
    }
}

#[test]
fn what_is_removed_moved_or_added_is_found() {
    let add = "INSERT INTO entries SELECT log, {}, time, kind, collection, key, aspect, digest, \
        restored, actor, reason, request_id, touches_ruleset, previous, hash, origin \
        FROM entries WHERE seq = 8";
    let gap = |expected, found| Fault::Gap { expected, found };
    let changed = |seq| Fault::Changed { seq };
    let table = [
        ("DELETE FROM entries WHERE seq = 4".to_owned(), vec![gap(4, 5)]),
        ("DELETE FROM entries WHERE seq = 1".to_owned(), vec![gap(1, 2)]),
        (
            "DELETE FROM entries WHERE seq > 6".to_owned(),
            vec![Fault::Truncated { expected: 8, found: 7 }],
        ),
        ("DELETE FROM entries".to_owned(), vec![Fault::Truncated { expected: 8, found: 1 }]),
        (
            "DELETE FROM entries WHERE seq IN (2, 8); UPDATE entries SET key = 'x' WHERE seq = 3"
                .to_owned(),
            vec![gap(2, 3), changed(3), Fault::Truncated { expected: 8, found: 8 }],
        ),
        (
            "UPDATE entries SET seq = 99 WHERE seq = 4; UPDATE entries SET seq = 4 WHERE seq = 5; \
             UPDATE entries SET seq = 5 WHERE seq = 99"
                .to_owned(),
            vec![changed(4), changed(5), Fault::Unchained { seq: 6 }],
        ),
        (
            "UPDATE entries SET hash = zeroblob(32) WHERE seq = 4".to_owned(),
            vec![changed(4), Fault::Unchained { seq: 5 }],
        ),
        (add.replace("{}", "9"), vec![changed(9), Fault::OtherHead { seq: 9 }]),
        (add.replace("{}", "-1"), vec![gap(1, 0), changed(0)]),
        ("UPDATE logs SET hash = zeroblob(32)".to_owned(), vec![Fault::OtherHead { seq: 8 }]),
        ("UPDATE logs SET seq = 7".to_owned(), vec![Fault::OtherHead { seq: 8 }]),
        (
            "DELETE FROM entries WHERE seq = 8; UPDATE logs SET seq = 7".to_owned(),
            vec![Fault::OtherHead { seq: 7 }],
        ),
    ];
    for (sql, expected) in table {
        assert_eq!(tampered(&sql).faults, expected, "{sql}");
    }
}

#[test]
fn bodies_are_verified_with_every_entry_that_tells_of_them() {
    let (one, two) = (digest(r#"{"v":1}"#), digest(r#"{"v":2}"#));
    let missing = |seq| Fault::BodyMissing { seq, digest: one };
    let table = [
        (
            r#"UPDATE bodies SET body = '{"v":5}' WHERE body = '{"v":2}'"#,
            vec![Fault::BodyChanged { seq: 2, digest: two }],
        ),
        (
            r#"UPDATE bodies SET body = '{' WHERE body = '{"v":2}'"#,
            vec![Fault::BodyChanged { seq: 2, digest: two }],
        ),
        (r#"DELETE FROM bodies WHERE body = '{"v":1}'"#, vec![missing(1), missing(7)]),
    ];
    for (sql, expected) in table {
        assert_eq!(tampered(sql).faults, expected, "{sql}");
    }
}

#[test]
fn a_report_ends_after_twenty_faults() {
    let (folder, store) = store();
    append(&store, &[STORY[0]; 50]);
    let connection = Connection::open(folder.path().join("hoist.db")).unwrap();
    connection.execute_batch("UPDATE entries SET actor = 'nobody'").unwrap();
    let faults = store.verify(LOG).unwrap().faults;
    assert!(faults.into_iter().eq((1..=20).map(|seq| Fault::Changed { seq })));
}
