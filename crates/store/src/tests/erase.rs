//! Erasing leaves a log that verifies, and none of the text anywhere in the folder.

use std::path::Path;

use hoist_ruleset::KeyList;
use hoist_ruleset::log::{ADDRESSES, Origin};
use rusqlite::Connection;
use serde_json::json;

use super::*;
use crate::{Found, Named, Searched, StoreError, Wanted};

const ANA: &str = "ana@example.com";

/// Whether a text stands in any file of a folder.
fn is_in(folder: &Path, text: &str) -> bool {
    let mut files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files.any(|file| {
        let bytes = std::fs::read(file).unwrap();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

/// Erases what was found of one log, as a server does.
fn erase(store: &Store, found: &Found) {
    let mut batch = batch(&head(store), &[]);
    let digests: Vec<Digest> = found.past.iter().map(|past| past.digest).collect();
    let list = json!(digests);
    let draft = Draft {
        kind: Kind::Erased,
        collection: Collection::Features,
        key: found.past[0].of.key.clone(),
        digest: Some(Digest::of_json(&list)),
        restored: None,
        actor: "token:ops".to_owned(),
        reason: None,
        request_id: None,
        origin: None,
    };
    batch.entries.push(draft.seal(&batch.onto, time(100)));
    batch.bodies.push((Digest::of_json(&list), list.to_string()));
    batch.erase = Erase { bodies: digests, seen: found.seen.clone(), nodes: Vec::new() };
    store.append(&batch).unwrap();
    assert!(store.erase_unused_nodes().unwrap());
    assert!(store.empty_journal().unwrap());
}

fn searched(log: &str) -> Searched {
    Searched { log: log.to_owned(), over: None }
}

fn erasable(store: &Store, wanted: Wanted<'_>) -> Found {
    store.erasable(&[searched(LOG)], wanted).unwrap()
}

fn keys(found: &Found) -> Vec<&str> {
    found.past.iter().map(|past| past.of.key.as_str()).collect()
}

fn named(key: &str) -> Named {
    Named { log: LOG.to_owned(), collection: Collection::Features, key: key.to_owned() }
}

/// What can be appended; texts by their keys.
fn define(store: &Store, key: &str, body: &str) {
    append(store, &[Change(Kind::Updated, key, body)]);
}

#[test]
fn a_person_goes_from_the_past_and_stays_where_they_are_named_now() {
    let (folder, store) = store();
    let with_ana = json!({"user_ids": ["bob", ANA], "é": "ü"}).to_string();
    define(&store, "a", &with_ana);
    define(&store, "b", &with_ana);
    define(&store, "c", &json!({"description": format!("For {ANA}.")}).to_string());
    for key in ["a", "c"] {
        define(&store, key, r#"{"user_ids":["bob"]}"#);
    }
    // The same text is in force elsewhere, so it stays in the past too.
    let found = erasable(&store, Wanted::Person(ANA));
    assert_eq!(keys(&found), ["c"]);
    assert_eq!(found.current.iter().collect::<Vec<_>>(), [&named("b")]);
    erase(&store, &found);
    assert!(is_in(folder.path(), ANA));
    define(&store, "b", r#"{"user_ids":[]}"#);
    let found = erasable(&store, Wanted::Person(ANA));
    assert_eq!((keys(&found), found.current.len()), (vec!["a", "b"], 0));
    erase(&store, &found);
    assert_eq!(store.verify(LOG).unwrap().faults, []);
    assert!(!is_in(folder.path(), ANA));
    assert!(is_in(folder.path(), "bob"));
    // That something is gone is no fact that anybody reads.
    let facts = store.current(LOG, None).unwrap();
    assert!(facts.iter().all(|fact| fact.entry.kind != Kind::Erased));
    // What was so then is told to have been erased, and nothing else is told in its place.
    let then = store.current(LOG, Some(1)).unwrap();
    let error = store.check_body(&then[0]).unwrap_err();
    assert!(matches!(error, StoreError::Erased { seq: 1, erased: 8, .. }), "{error}");
    let error = store.definition(LOG, Collection::Features, "a", 1).unwrap_err();
    assert!(
        error.to_string().starts_with("what features/a was at seq 1 cannot be told"),
        "{error}"
    );
    // Written again, it is there again.
    define(&store, "a", &with_ana);
    assert_eq!(store.verify(LOG).unwrap().faults, []);
    let there = store.definition(LOG, Collection::Features, "a", 99).unwrap().unwrap();
    assert_eq!(there.1.as_deref(), Some(with_ana.as_str()));
    drop(store);
    let store = Store::open(folder.path()).unwrap();
    assert_eq!(store.verify(LOG).unwrap().faults, []);
}

#[test]
fn what_is_removed_by_hand_is_found_beside_what_was_erased() {
    let (folder, store) = store();
    define(&store, "a", &json!({"user_ids": [ANA]}).to_string());
    define(&store, "a", r#"{"v":2}"#);
    define(&store, "a", r#"{"v":3}"#);
    erase(&store, &erasable(&store, Wanted::Person(ANA)));
    let connection = Connection::open(folder.path().join("hoist.db")).unwrap();
    for (sql, expected) in [
        (r#"DELETE FROM bodies WHERE body = '{"v":2}'"#, Some(2)),
        (r#"UPDATE bodies SET body = ' ' WHERE body = '{"v":3}'"#, Some(2)),
        // The list of what was erased is no less part of the log.
        ("DELETE FROM bodies WHERE body LIKE '[%'", Some(1)),
    ] {
        connection.execute_batch(sql).unwrap();
        let faults = store.verify(LOG).unwrap().faults;
        assert_eq!(faults.first().map(seq_of), expected, "{faults:?}");
    }
}

fn seq_of(fault: &hoist_ruleset::log::Fault) -> u64 {
    match fault {
        hoist_ruleset::log::Fault::BodyMissing { seq, .. } => *seq,
        other => panic!("{other}"),
    }
}

#[test]
fn a_person_goes_from_long_lists() {
    let (folder, store) = store();
    let list = |more: &[&str]| {
        let keys = (0..3_000).map(|number| format!("user-{number}"));
        let keys = keys.chain(more.iter().map(|key| (*key).to_owned()));
        let keys: Vec<String> = keys.collect();
        keys.iter().map(String::as_str).collect::<KeyList>()
    };
    let define = |list: &KeyList| {
        let body = json!({"include": {"list": list.digest().to_string(), "count": list.len()}});
        let (digest, body) = (Digest::of_json(&body), body.to_string());
        let mut batch = batch(&head(&store), &[]);
        let draft = Draft {
            kind: Kind::Updated,
            collection: Collection::Segments,
            key: "crowd".to_owned(),
            digest: Some(digest),
            restored: None,
            actor: "token:ops".to_owned(),
            reason: None,
            request_id: None,
            origin: None,
        };
        batch.entries.push(draft.seal(&batch.onto, time(1)));
        batch.bodies.push((digest, body));
        batch.nodes = list.nodes_beyond(&KeyList::default());
        store.append(&batch).unwrap();
    };
    define(&list(&[ANA, "zoe"]));
    define(&list(&[ANA]));
    assert_eq!(erasable(&store, Wanted::Person("zoe")).past.len(), 1);
    let found = erasable(&store, Wanted::Person(ANA));
    assert_eq!((found.past.len(), found.current.len()), (1, 1));
    erase(&store, &found);
    assert!(!is_in(folder.path(), "zoe"), "whoever was in it alone goes with it");
    assert!(is_in(folder.path(), ANA));
    define(&list(&[]));
    erase(&store, &erasable(&store, Wanted::Person(ANA)));
    assert!(!is_in(folder.path(), ANA));
    assert_eq!(store.verify(LOG).unwrap().faults, []);
    define(&list(&[ANA]));
    assert_eq!(store.verify(LOG).unwrap().faults, []);
}

#[test]
fn addresses_go_and_old_ones_by_their_time() {
    let (folder, store) = store();
    let append = |address: &str, second: i64| {
        let origin = Origin { address: address.to_owned(), nonce: format!("n{second}") };
        let (digest, text) = origin.kept();
        let mut batch = batch(&head(&store), &[]);
        let draft = Draft {
            kind: Kind::Killed,
            collection: Collection::Features,
            key: "a".to_owned(),
            digest: None,
            restored: None,
            actor: "token:ops".to_owned(),
            reason: None,
            request_id: None,
            origin: Some(digest),
        };
        batch.entries.push(draft.seal(&batch.onto, time(second)));
        batch.bodies.push((digest, text));
        store.append(&batch).unwrap();
    };
    for (address, second) in [("192.0.2.1", 1), ("192.0.2.10", 2), ("192.0.2.1", 3)] {
        append(address, second);
    }
    let found = erasable(&store, Wanted::Address("192.0.2.1"));
    assert_eq!(found.past.len(), 2);
    assert_eq!(found.past[0].of, Named { collection: ADDRESSES.0, ..named(ADDRESSES.1) });
    erase(&store, &erasable(&store, Wanted::Before(time(3))));
    assert!(!is_in(folder.path(), "192.0.2.10"));
    assert_eq!(erasable(&store, Wanted::Address("192.0.2.1")).past.len(), 1);
    erase(&store, &erasable(&store, Wanted::Address("192.0.2.1")));
    assert!(!is_in(folder.path(), "192.0.2.1"));
    assert_eq!(store.verify(LOG).unwrap().faults, []);
    let gone = Connection::open(folder.path().join("hoist.db")).unwrap();
    gone.execute_batch("DELETE FROM bodies WHERE body LIKE '[%'").unwrap();
    assert!(!store.verify(LOG).unwrap().faults.is_empty());
}

#[test]
fn what_is_old_is_what_was_superseded_before() {
    let (_folder, store) = store();
    append(&store, STORY);
    for (before, expected) in [
        (time(4), &[][..]),
        // `{"v":1}` of b was superseded at second 4, and is restored by entry 7.
        (time(5), &[]),
        (time(6), &["a"]),
        (time(9), &["a", "b"]),
    ] {
        assert_eq!(keys(&erasable(&store, Wanted::Before(before))), expected, "{before}");
    }
    erase(&store, &erasable(&store, Wanted::Before(time(9))));
    assert_eq!(store.verify(LOG).unwrap().faults, []);
    assert_eq!(erasable(&store, Wanted::Before(time(9))).past, []);
}

/// What a test of an earlier phase gave is what is known of that phase.
#[test]
fn tests_of_earlier_phases_are_not_of_the_past() {
    let (_folder, store) = store();
    for body in [r#"{"phase":1,"tests":[]}"#, r#"{"phase":2,"tests":[]}"#] {
        append(&store, &[Change(Kind::Tested, "a", body)]);
    }
    assert_eq!(erasable(&store, Wanted::Before(time(99))).past, []);
}

#[test]
fn a_text_of_two_logs_goes_from_both_or_from_none() {
    let (_folder, store) = store();
    let text = json!({"user_ids": [ANA]}).to_string();
    define(&store, "a", &text);
    define(&store, "a", "{}");
    let other = store.create_log("other", "log-2", time(0)).unwrap().head;
    store
        .append(&batch(
            &other,
            &[Change(Kind::Created, "x", &text), Change(Kind::Deleted, "x", "")],
        ))
        .unwrap();
    let found = erasable(&store, Wanted::Person(ANA));
    assert_eq!((keys(&found).len(), found.elsewhere.len()), (0, 1));
    let both = [searched(LOG), searched("log-2")];
    let found = store.erasable(&both, Wanted::Person(ANA)).unwrap();
    assert_eq!((keys(&found), found.elsewhere.len()), (vec!["a", "x"], 0));
    // Of a log that is over, nothing is in force.
    define(&store, "a", &text);
    assert_eq!(erasable(&store, Wanted::Person(ANA)).past, []);
    let over = Searched { over: Some(time(50)), ..searched(LOG) };
    let found = store.erasable(&[over, searched("log-2")], Wanted::Person(ANA)).unwrap();
    assert_eq!((keys(&found), found.current.len()), (vec!["a", "a", "x"], 0));
}

#[test]
fn what_is_written_again_meanwhile_is_not_erased() {
    let (_folder, store) = store();
    let text = json!({"user_ids": [ANA]}).to_string();
    define(&store, "a", &text);
    define(&store, "a", "{}");
    let found = erasable(&store, Wanted::Person(ANA));
    define(&store, "b", &text);
    let mut batch = batch(&head(&store), &[Change(Kind::Killed, "a", "")]);
    batch.erase = Erase { bodies: vec![found.past[0].digest], nodes: Vec::new(), seen: found.seen };
    assert!(matches!(store.append(&batch), Err(AppendError::WrittenAgain)));
    assert_eq!(store.verify(LOG).unwrap().faults, []);
}
