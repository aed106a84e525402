//! Tests of the store, and what they share: a store in a folder of its own, and its entries.

use hoist_ruleset::Digest;
use hoist_ruleset::log::{Collection, Draft, Entry, Head, Kind};
use jiff::Timestamp;
use tempfile::TempDir;

use crate::{AppendError, Aside, Batch, Erase, Store};

mod append;
mod backup;
mod erase;
mod erase_many;
mod events;
mod filters;
mod folding;
mod found;
mod jobs;
mod open;
mod outbox;
mod read;
mod releases;
mod verify;

const LOG: &str = "log-1";

/// Who does what to which key of the features; what it is then.
#[derive(Clone, Copy)]
struct Change<'a>(Kind, &'a str, &'a str);

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// A store with one log without entries.
fn store() -> (TempDir, Store) {
    let folder = folder();
    let store = Store::open(folder.path()).unwrap();
    store.create_log("default", LOG, time(0)).unwrap();
    (folder, store)
}

fn time(second: i64) -> Timestamp {
    Timestamp::new(second, 123_456_789).unwrap()
}

/// The batch with some changes, the entry with seq `n` made at second `n`.
fn batch(onto: &Head, changes: &[Change<'_>]) -> Batch {
    let mut head = onto.clone();
    let mut batch = Batch {
        onto: onto.clone(),
        entries: Vec::new(),
        bodies: Vec::new(),
        nodes: Vec::new(),
        erase: Erase::default(),
        aside: Aside::default(),
    };
    for &Change(kind, key, body) in changes {
        let digest = (!body.is_empty()).then(|| {
            let digest = Digest::of_json(&serde_json::from_str(body).unwrap());
            batch.bodies.push((digest, body.to_owned()));
            digest
        });
        let draft = Draft {
            kind,
            collection: Collection::Features,
            key: key.to_owned(),
            digest,
            restored: matches!(kind, Kind::RolledBack).then_some(1),
            actor: "token:ops".to_owned(),
            reason: head.seq.is_multiple_of(2).then(|| "weil's „nötig“ ist".to_owned()),
            request_id: None,
            origin: None,
        };
        let entry = draft.seal(&head, time(i64::try_from(head.seq).unwrap() + 1));
        head.check(&entry).unwrap();
        batch.entries.push(entry);
    }
    batch
}

fn head(store: &Store) -> Head {
    store.logs().unwrap().remove(0).head
}

/// Appends changes to the end of the log.
fn append(store: &Store, changes: &[Change<'_>]) -> Vec<Entry> {
    try_append(store, changes).unwrap()
}

fn try_append(store: &Store, changes: &[Change<'_>]) -> Result<Vec<Entry>, AppendError> {
    let batch = batch(&head(store), changes);
    store.append(&batch).map(|()| batch.entries)
}

const STORY: &[Change<'static>] = &[
    Change(Kind::Created, "b", r#"{"v":1}"#),
    Change(Kind::Created, "a", r#"{"v":2}"#),
    Change(Kind::Killed, "b", ""),
    Change(Kind::Updated, "b", r#"{"v":3}"#),
    Change(Kind::Deleted, "a", ""),
    Change(Kind::Revived, "b", ""),
    Change(Kind::RolledBack, "b", r#"{"v":1}"#),
    Change(Kind::Created, "a", r#"{"v":4}"#),
];
