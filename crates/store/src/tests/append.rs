//! Appending: what comes back is what was appended, or nothing was.

use std::thread;

use hoist_ruleset::log::{Fault, Kind};

use super::*;
use crate::{LogChange, Query, SignIn, StoreError};

const ALL: Query = Query {
    kind: None,
    collection: None,
    key: None,
    aspect: None,
    actor: None,
    since: None,
    until: None,
    before: None,
    after: None,
    newest_first: false,
    limit: usize::MAX,
};

const ONE: &[Change<'static>] = &[Change(Kind::Created, "a", r#"{"v":1}"#)];

#[test]
fn what_was_appended_is_there_after_opening_again() {
    let (folder, store) = store();
    let node = (Digest::of("node"), r#"["a","b"]"#.to_owned());
    let batch = Batch { nodes: vec![node.clone()], ..batch(&head(&store), STORY) };
    store.append(&batch).unwrap();
    drop(store);
    let store = Store::open(folder.path()).unwrap();
    assert_eq!(store.entries(LOG, &ALL).unwrap(), batch.entries);
    let logs = store.logs().unwrap();
    assert_eq!(logs[0].head.hash, batch.entries.last().unwrap().hash);
    assert_eq!((logs[0].name.as_str(), logs[0].created), ("default", time(0)));
    let (digest, body) = &batch.bodies[0];
    assert_eq!(store.body(digest).unwrap().as_ref(), Some(body));
    assert_eq!(store.node(&node.0).unwrap(), Some(node.1));
    assert_eq!(store.body(&node.0).unwrap(), None);
    store.check().unwrap();
}

#[test]
fn a_batch_for_another_end_of_the_log_is_refused() {
    let (_folder, store) = store();
    let late = batch(&head(&store), ONE);
    append(&store, STORY);
    let sound = head(&store);
    assert!(matches!(store.append(&late), Err(AppendError::Behind)));
    let other_hash = Head { hash: Digest::of("other"), ..sound.clone() };
    assert!(matches!(store.append(&batch(&other_hash, ONE)), Err(AppendError::Behind)));
    assert!(matches!(store.append(&batch(&Head::genesis("x"), ONE)), Err(AppendError::Behind)));
    let mut unsound = batch(&sound, ONE);
    unsound.entries[0].key.push('x');
    let result = store.append(&unsound);
    assert!(matches!(result, Err(AppendError::Unsound(Fault::Changed { seq: 9 }))));
    assert_eq!(head(&store), sound);
    append(&store, ONE);
}

#[test]
fn names_and_ids_of_logs_are_taken_once() {
    let (_folder, store) = store();
    for (name, id) in [("default", "log-2"), ("other", LOG)] {
        let error = store.create_log(name, id, time(1)).unwrap_err();
        assert!(matches!(error, StoreError::Taken { .. }), "{error}");
    }
    let log = store.create_log("other", "log-2", time(1)).unwrap();
    assert_eq!(store.logs().unwrap()[1], log);
    assert!(matches!(store.verify("log-3"), Err(StoreError::NoLog { .. })));
}

/// What begins or ends a log is written with the entry that says so, or neither is.
#[test]
fn a_log_begins_and_is_renamed_with_an_entry_or_not_at_all() {
    let (folder, store) = store();
    let names = |store: &Store| -> Vec<(String, String)> {
        store.logs().unwrap().into_iter().map(|log| (log.name, log.head.log)).collect()
    };
    let begin = |name: &str, id: &str| LogChange::Begin {
        name: name.to_owned(),
        id: id.to_owned(),
        now: time(1),
    };
    let rename =
        |id: &str, name: &str| LogChange::Rename { id: id.to_owned(), name: name.to_owned() };
    let apply = |change: &LogChange| store.append_with(&batch(&head(&store), ONE), change);
    apply(&begin("staging", "log-2")).unwrap();
    let sound = (head(&store), names(&store));
    for (impossible, is_taken) in [
        (begin("staging", "log-3"), true),
        (begin("other", "log-2"), true),
        (rename("log-9", "x"), false),
        (rename("log-2", "default"), true),
    ] {
        let error = apply(&impossible).unwrap_err();
        let is_told = match &error {
            AppendError::Store(StoreError::Taken { .. }) => is_taken,
            AppendError::Store(StoreError::NoLog { .. }) => !is_taken,
            _ => false,
        };
        assert!(is_told, "{impossible:?}: {error}");
        assert_eq!((head(&store), names(&store)), sound, "{impossible:?}");
    }
    let late = batch(&Head::genesis(LOG), ONE);
    assert!(matches!(store.append_with(&late, &begin("late", "log-4")), Err(AppendError::Behind)));
    apply(&rename("log-2", "staging~log-2")).unwrap();
    apply(&begin("staging", "log-5")).unwrap();
    drop(store);
    let store = Store::open(folder.path()).unwrap();
    let expected = [("default", LOG), ("staging~log-2", "log-2"), ("staging", "log-5")];
    assert_eq!(names(&store), expected.map(|(name, id)| (name.to_owned(), id.to_owned())));
    assert_eq!(head(&store).seq, 3);
}

#[test]
fn threads_that_compare_and_append_leave_no_gap() {
    const EACH: usize = 30;
    let (_folder, store) = store();
    let write = |key| {
        let mut behind = 0;
        for _ in 0..EACH {
            let change = [Change(Kind::Updated, key, r#"{"v":1}"#)];
            while let Err(error) = try_append(&store, &change) {
                assert!(matches!(error, AppendError::Behind), "{error}");
                behind += 1;
            }
            // Readers wait for each other, and never for a writer.
            store.current(LOG, None).unwrap();
        }
        behind
    };
    thread::scope(|scope| {
        for key in ["a", "b", "c", "d", "e", "f"] {
            scope.spawn(move || write(key));
        }
    });
    let verification = store.verify(LOG).unwrap();
    assert_eq!((verification.entries, verification.faults), (6 * EACH as u64, Vec::new()));
    assert_eq!(store.current(LOG, None).unwrap().len(), 6);
}

#[test]
fn a_full_disk_takes_nothing_and_needs_no_restart() {
    let (_folder, store) = store();
    append(&store, STORY);
    let before = head(&store);
    let pages = |limit: u32| {
        let writer = store.database.writer.lock().unwrap();
        writer.pragma_update_and_check(None, "max_page_count", limit, |_| Ok(())).unwrap();
    };
    // No lower than what is in use already.
    pages(1);
    let text = format!("\"{}\"", "x".repeat(100_000));
    let mut large = batch(&before, ONE);
    large.bodies.push((Digest::of_json(&serde_json::from_str(&text).unwrap()), text));
    for _ in 0..2 {
        let error = store.append(&large).unwrap_err();
        assert!(matches!(error, AppendError::Store(StoreError::Full { .. })), "{error}");
        assert_eq!(head(&store), before);
        assert_eq!(store.verify(LOG).unwrap().faults, []);
    }
    pages(u32::MAX);
    store.append(&large).unwrap();
    assert_eq!(store.entries(LOG, &ALL).unwrap().len(), STORY.len() + 1);
}

#[test]
fn what_was_not_committed_is_gone_after_a_kill() {
    let (folder, store) = store();
    append(&store, STORY);
    let killed = super::folder();
    let keys = vec![Change(Kind::Created, "k", r#"{"v":1}"#); 5_000];
    let large = batch(&head(&store), &keys);
    let failure = store.write(|transaction| {
        // So that entries are in the file before they are committed.
        transaction.pragma_update(None, "cache_size", 10)?;
        for entry in &large.entries {
            crate::row::insert(transaction, 1, entry)?;
        }
        for file in ["hoist.db", "hoist.db-wal"] {
            std::fs::copy(folder.path().join(file), killed.path().join(file)).unwrap();
        }
        Err::<(), _>(rusqlite::Error::InvalidQuery)
    });
    failure.unwrap_err();
    assert!(killed.path().join("hoist.db-wal").metadata().unwrap().len() > 500_000);
    let killed = Store::open(killed.path()).unwrap();
    for store in [&store, &killed] {
        assert_eq!(store.entries(LOG, &ALL).unwrap().len(), STORY.len());
        assert_eq!(store.verify(LOG).unwrap().faults, []);
        append(store, ONE);
    }
}

#[test]
fn uses_of_tokens_are_overwritten() {
    let (_folder, store) = store();
    let uses = |pairs: &[(&str, i64)]| -> Vec<_> {
        pairs.iter().map(|&(id, second)| (id.to_owned(), time(second))).collect()
    };
    store.save_token_uses(&uses(&[("b", 1), ("a", 1)])).unwrap();
    store.save_token_uses(&uses(&[("b", 2)])).unwrap();
    assert_eq!(store.token_uses().unwrap(), uses(&[("b", 2)]));
    store.save_token_uses(&uses(&[("b", 2), ("c", 3)])).unwrap();
    assert_eq!(store.token_uses().unwrap(), uses(&[("b", 2), ("c", 3)]));
}

#[test]
fn a_link_is_used_up_once() {
    let (_folder, store) = store();
    let sign_in = |secret: &str, host: Option<&str>| SignIn {
        digest: Digest::of(secret),
        holder: "tok_1".to_owned(),
        host: host.map(str::to_owned),
        expires: time(60),
    };
    let (link, session) = (sign_in("link", None), sign_in("session", Some("localhost:8080")));
    assert!(store.save_sign_in(&link, None).unwrap());
    assert!(store.save_sign_in(&session, Some(&link.digest)).unwrap());
    assert_eq!(store.sign_ins().unwrap(), std::slice::from_ref(&session));
    let late = sign_in("late", Some("localhost:8080"));
    assert!(!store.save_sign_in(&late, Some(&link.digest)).unwrap());
    assert_eq!(store.sign_ins().unwrap(), std::slice::from_ref(&session));
    store.remove_sign_ins(&[session.digest, late.digest]).unwrap();
    assert_eq!(store.sign_ins().unwrap(), []);
}
