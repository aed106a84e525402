//! The outbox: a message is there exactly if its entries are, and leaves when that was noted.

use super::*;
use crate::{Message, Queued, Which};

const ONE: &[Change<'static>] = &[Change(Kind::Created, "a", r#"{"v":1}"#)];

fn message(channel: &str, seqs: &[u64], second: i64) -> Message {
    Message { channel: channel.to_owned(), seqs: seqs.to_vec(), now: time(second) }
}

/// Appends a change of a key, with a message about it to each of these channels.
fn tell(store: &Store, key: &str, channels: &[&str]) -> Head {
    let onto = head(store);
    let mut batch = batch(&onto, &[Change(Kind::Killed, key, "")]);
    let seq = onto.seq + 1;
    let message = |channel: &&str| message(channel, &[seq], i64::try_from(seq).unwrap());
    batch.aside.messages = channels.iter().map(message).collect();
    store.append(&batch).unwrap();
    head(store)
}

fn with_channels(channels: &[&str]) -> (TempDir, Store) {
    let (folder, store) = store();
    let mut batch = batch(&head(&store), ONE);
    let sealed = |channel: &&str| (channel.to_string(), Some(channel.as_bytes().to_vec()));
    batch.aside.secrets = channels.iter().map(sealed).collect();
    store.append(&batch).unwrap();
    (folder, store)
}

fn seqs(queued: &[Queued]) -> Vec<u64> {
    queued.iter().flat_map(|queued| queued.seqs.clone()).collect()
}

#[test]
fn a_message_is_there_with_its_entry_after_opening_again_and_leaves_when_it_was_delivered() {
    let (folder, store) = with_channels(&["a", "b"]);
    tell(&store, "x", &["a", "b"]);
    let last = tell(&store, "y", &["a"]);
    drop(store);
    let store = Store::open(folder.path()).unwrap();
    let pending = store.pending("a", 10).unwrap();
    assert_eq!(seqs(&pending), [2, 3]);
    assert_eq!(pending[1].keys, [(Collection::Features, "y".to_owned())]);
    assert_eq!((pending[1].hash, pending[1].attempts), (last.hash, 0));
    assert_eq!(seqs(&store.pending("a", 1).unwrap()), [2]);
    store.failed(pending[0].number, time(60), "down").unwrap();
    let failed = store.pending("a", 1).unwrap();
    assert_eq!((failed[0].attempts, failed[0].failure.as_deref()), (1, Some("down")));
    assert_eq!(failed[0].due.as_second(), 60);
    store.delivered(pending[0].number).unwrap();
    assert_eq!(seqs(&store.pending("a", 10).unwrap()), [3]);
    let queues = store.queues().unwrap();
    let depths: Vec<_> =
        queues.iter().map(|queue| (queue.channel.as_str(), queue.pending)).collect();
    assert_eq!(depths, [("a", 1), ("b", 1)]);
    assert_eq!(queues[0].oldest.map(Timestamp::as_second), Some(3));
}

#[test]
fn nothing_is_left_of_a_batch_that_was_not_appended() {
    let (_folder, store) = with_channels(&["a"]);
    let mut late = batch(&head(&store), ONE);
    tell(&store, "x", &[]);
    late.aside.messages = vec![message("a", &[2], 2)];
    late.aside.secrets = vec![("b".to_owned(), Some(vec![1]))];
    assert!(matches!(store.append(&late), Err(AppendError::Behind)));
    assert_eq!(store.queues().unwrap(), []);
    assert_eq!(store.channel_secrets().unwrap(), [("a".to_owned(), b"a".to_vec())]);
}

#[test]
fn what_is_given_up_is_kept_and_can_be_tried_again() {
    let (_folder, store) = with_channels(&["a", "b"]);
    for key in ["x", "y", "z"] {
        tell(&store, key, &["a", "b"]);
    }
    let first = store.pending("a", 1).unwrap()[0].number;
    assert_eq!(store.give_up("a", Which::One(first), "gone", time(9)).unwrap(), 1);
    assert_eq!(store.give_up("b", Which::Before(time(4)), "old", time(9)).unwrap(), 2);
    assert_eq!(seqs(&store.pending("a", 9).unwrap()), [3, 4]);
    assert_eq!(seqs(&store.pending("b", 9).unwrap()), [4]);
    let dead = store.dead("b", 0, 9).unwrap();
    assert_eq!((seqs(&dead), dead[0].failure.as_deref()), (vec![2, 3], Some("old")));
    assert_eq!(dead[0].given_up.map(Timestamp::as_second), Some(9));
    assert_eq!(seqs(&store.dead("b", dead[0].number, 9).unwrap()), [3]);
    assert_eq!(store.replay("b", Some(dead[1].number), time(20)).unwrap(), 1);
    assert_eq!(store.replay("b", Some(dead[1].number), time(20)).unwrap(), 0);
    let pending = store.pending("b", 9).unwrap();
    assert_eq!(seqs(&pending), [3, 4], "it keeps its place");
    assert_eq!((pending[0].attempts, pending[0].created.as_second()), (0, 20));
    assert_eq!(store.replay("b", None, time(20)).unwrap(), 1);
    assert_eq!(store.queues().unwrap()[1].dead, 0);
}

#[test]
fn a_channel_that_is_gone_is_told_nothing() {
    let (_folder, store) = with_channels(&["a", "b"]);
    tell(&store, "x", &["a", "b"]);
    let mut without = batch(&head(&store), &[Change(Kind::Updated, "a", r#"{"v":2}"#)]);
    without.aside.secrets = vec![("a".to_owned(), None)];
    without.aside.messages = vec![message("a", &[3], 3)];
    store.append(&without).unwrap();
    tell(&store, "x", &["a", "b", "never"]);
    assert_eq!(store.pending("a", 9).unwrap(), []);
    assert_eq!(seqs(&store.pending("b", 9).unwrap()), [2, 4]);
    assert_eq!(store.queues().unwrap().len(), 1);
    assert_eq!(store.channel_secrets().unwrap().len(), 1);
}
