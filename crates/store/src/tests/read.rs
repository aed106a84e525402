//! Readings of a log: the present, the past, one key, one stretch.

use hoist_ruleset::log::Aspect;

use super::*;
use crate::Query;

/// The facts at a seq: key, kind, body, second of creation.
fn facts(store: &Store, at: Option<u64>) -> String {
    let facts = store.current(LOG, at).unwrap();
    let texts = facts.iter().map(|fact| {
        let body = fact.body.as_deref().unwrap_or("-");
        let created = fact.created.map_or(0, Timestamp::as_second);
        format!("{} {} {body} {created}", fact.entry.key, fact.entry.kind.as_ref())
    });
    texts.collect::<Vec<_>>().join(", ")
}

#[test]
fn the_present_is_the_past_at_the_last_seq() {
    let (_folder, store) = store();
    assert_eq!(facts(&store, None), "");
    append(&store, STORY);
    let table = [
        (0, ""),
        (1, r#"b created {"v":1} 1"#),
        (2, r#"b created {"v":1} 1, a created {"v":2} 2"#),
        (4, r#"b updated {"v":3} 1, a created {"v":2} 2, b killed - 0"#),
        (6, r#"b updated {"v":3} 1, a deleted - 2, b revived - 0"#),
        (8, r#"b rolled_back {"v":1} 1, b revived - 0, a created {"v":4} 8"#),
        (9, r#"b rolled_back {"v":1} 1, b revived - 0, a created {"v":4} 8"#),
    ];
    for (at, expected) in table {
        assert_eq!(facts(&store, Some(at)), expected, "at {at}");
    }
    assert_eq!(facts(&store, None), facts(&store, Some(u64::MAX)));
}

#[test]
fn logs_and_collections_do_not_mix() {
    let (_folder, store) = store();
    append(&store, STORY);
    let other = store.create_log("other", "log-2", time(0)).unwrap().head;
    let draft = Draft {
        kind: Kind::Created,
        collection: Collection::Segments,
        key: "a".to_owned(),
        digest: None,
        restored: None,
        actor: "config".to_owned(),
        reason: None,
        request_id: Some("r-1".to_owned()),
        origin: None,
    };
    let entries = vec![draft.seal(&other, time(3))];
    store.append(&Batch { entries, ..batch(&other, &[]) }).unwrap();
    assert_eq!(store.current("log-2", None).unwrap().len(), 1);
    assert_eq!(store.current(LOG, None).unwrap().len(), 3);
    assert_eq!(store.definition("log-2", Collection::Features, "a", 9).unwrap(), None);
    assert_eq!(store.verify("log-2").unwrap().faults, []);
}

#[test]
fn definitions_of_a_key() {
    let (_folder, store) = store();
    append(&store, STORY);
    let definition = |key, at| {
        let found = store.definition(LOG, Collection::Features, key, at).unwrap();
        found.map(|(entry, body)| (entry.seq, body.unwrap_or_default()))
    };
    let table = [
        ("b", 0, None),
        ("b", 1, Some((1, r#"{"v":1}"#))),
        ("b", 3, Some((1, r#"{"v":1}"#))),
        ("b", 6, Some((4, r#"{"v":3}"#))),
        ("b", 100, Some((7, r#"{"v":1}"#))),
        ("a", 7, Some((5, ""))),
        ("c", 8, None),
    ];
    for (key, at, expected) in table {
        let expected = expected.map(|(seq, body)| (seq, body.to_owned()));
        assert_eq!(definition(key, at), expected, "{key} at {at}");
    }
}

#[test]
fn times_lead_to_seqs() {
    let (_folder, store) = store();
    let nanosecond = jiff::SignedDuration::from_nanos(1);
    assert_eq!(store.seq_at(LOG, Timestamp::MAX).unwrap(), 0);
    let entries = append(&store, STORY);
    for entry in entries {
        assert_eq!(store.seq_at(LOG, entry.time).unwrap(), entry.seq);
        assert_eq!(store.seq_at(LOG, entry.time - nanosecond).unwrap(), entry.seq - 1);
    }
    assert_eq!(store.seq_at(LOG, Timestamp::MAX).unwrap(), 8);
    assert_eq!(store.seq_at(LOG, Timestamp::MIN).unwrap(), 0);
}

#[test]
fn queries() {
    let (_folder, store) = store();
    append(&store, STORY);
    let all = Query { limit: 100, ..Query::default() };
    let features = Query { collection: Some(Collection::Features), ..all.clone() };
    let b = Query { key: Some("b".to_owned()), ..features.clone() };
    let definitions = Some(Aspect::Definition);
    let table: [(Query, &[u64]); 11] = [
        (Query::default(), &[]),
        (all.clone(), &[1, 2, 3, 4, 5, 6, 7, 8]),
        (Query { limit: 2, ..all.clone() }, &[1, 2]),
        (Query { limit: 2, newest_first: true, ..all.clone() }, &[8, 7]),
        (Query { after: Some(3), before: Some(6), ..all.clone() }, &[4, 5]),
        (Query { after: Some(u64::MAX), ..all.clone() }, &[]),
        (Query { collection: Some(Collection::Segments), ..all.clone() }, &[]),
        (Query { aspect: Some(Aspect::Kill), newest_first: true, ..features }, &[6, 3]),
        (b.clone(), &[1, 3, 4, 6, 7]),
        (Query { aspect: definitions, newest_first: true, limit: 2, ..b.clone() }, &[7, 4]),
        (Query { before: Some(7), newest_first: true, limit: 3, ..b }, &[6, 4, 3]),
    ];
    for (query, expected) in table {
        let entries = store.entries(LOG, &query).unwrap();
        let seqs: Vec<_> = entries.iter().map(|entry| entry.seq).collect();
        assert_eq!(seqs, expected, "{query:?}");
    }
}
