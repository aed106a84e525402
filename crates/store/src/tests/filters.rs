//! Filters of entries give what a filter of all entries gives, whatever is combined with what.

use hoist_ruleset::log::{Aspect, Entry};
use proptest::prelude::*;

use super::*;
use crate::Query;

const KINDS: [Kind; 5] = [Kind::Created, Kind::Updated, Kind::Deleted, Kind::Killed, Kind::Erased];
const COLLECTIONS: [Collection; 3] =
    [Collection::Features, Collection::Segments, Collection::Experiments];
const KEYS: [&str; 4] = ["a", "b", "ab", ""];
const ACTORS: [&str; 7] = [
    "token:ops",
    "token:ops (t_1)",
    "token:ops (t_2)",
    "token:ops2 (t_3)",
    "config",
    "",
    "token:ops )",
];

/// One entry: what, of what, which, by whom, and how many seconds after the one before it.
type Choice = (usize, usize, usize, usize, i64);

fn store_of(choices: &[Choice]) -> (TempDir, Store, Vec<Entry>) {
    let (folder, store) = store();
    let (mut batch, mut head) = (batch(&head(&store), &[]), head(&store));
    let mut second = 0;
    for &(kind, collection, key, actor, later) in choices {
        second += later;
        let draft = Draft {
            kind: KINDS[kind],
            collection: COLLECTIONS[collection],
            key: KEYS[key].to_owned(),
            digest: None,
            restored: None,
            actor: ACTORS[actor].to_owned(),
            reason: None,
            request_id: None,
            origin: None,
        };
        let entry = draft.seal(&head, time(second));
        head.check(&entry).unwrap();
        batch.entries.push(entry);
    }
    store.append(&batch).unwrap();
    (folder, store, batch.entries)
}

/// What is asked for, by one look at each entry.
fn holds(query: &Query, entry: &Entry) -> bool {
    let Query { kind, collection, key, aspect, actor, since, until, before, after, .. } = query;
    let is_by =
        |actor: &String| entry.actor == *actor || entry.actor.starts_with(&format!("{actor} ("));
    kind.is_none_or(|kind| entry.kind == kind)
        && collection.is_none_or(|collection| entry.collection == collection)
        && key.as_ref().is_none_or(|key| entry.key == *key)
        && aspect.is_none_or(|aspect| entry.kind.aspect() == aspect)
        && actor.as_ref().is_none_or(is_by)
        && since.is_none_or(|since| since <= entry.time)
        && until.is_none_or(|until| entry.time < until)
        && before.is_none_or(|before| entry.seq < before)
        && after.is_none_or(|after| after < entry.seq)
}

fn one_of<T: Clone + std::fmt::Debug + 'static>(
    items: impl IntoIterator<Item = T>,
) -> impl Strategy<Value = Option<T>> {
    let items: Vec<T> = items.into_iter().collect();
    prop::option::weighted(0.3, prop::sample::select(items))
}

fn queries() -> impl Strategy<Value = Query> {
    let texts = (one_of(KEYS), one_of(ACTORS));
    let names = (one_of(KINDS), one_of(COLLECTIONS), one_of([Aspect::Definition, Aspect::Kill]));
    let times = (one_of(0..12_i64), one_of(0..12_i64), any::<bool>());
    let places = (one_of(0..24_u64), one_of(0..24_u64), any::<bool>(), 0..30_usize);
    (texts, names, times, places).prop_map(|(texts, names, times, places)| {
        // Times of entries, or between two.
        let at =
            |second: i64| if times.2 { time(second) } else { Timestamp::new(second, 0).unwrap() };
        Query {
            key: texts.0.map(str::to_owned),
            actor: texts.1.map(str::to_owned),
            kind: names.0,
            collection: names.1,
            aspect: names.2,
            since: times.0.map(at),
            until: times.1.map(at),
            before: places.0,
            after: places.1,
            newest_first: places.2,
            limit: places.3,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn filters_are_those_of_a_naive_reader(
        choices in prop::collection::vec((0..5_usize, 0..3_usize, 0..4_usize, 0..7_usize, 0..2_i64), 0..24),
        queries in prop::collection::vec(queries(), 24),
    ) {
        let (_folder, store, entries) = store_of(&choices);
        for query in queries {
            let mut expected: Vec<&Entry> =
                entries.iter().filter(|entry| holds(&query, entry)).collect();
            if query.newest_first {
                expected.reverse();
            }
            expected.truncate(query.limit);
            let found = store.entries(LOG, &query).unwrap();
            prop_assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{:?}", query);
        }
    }
}

#[test]
fn the_ends_of_time_are_times_too() {
    let (_folder, store) = store();
    append(&store, STORY);
    for (since, until, expected) in [
        (None, Some(Timestamp::MIN), 0),
        (Some(Timestamp::MIN), Some(Timestamp::MAX), 8),
        (Some(Timestamp::MAX), None, 0),
    ] {
        let query = Query { since, until, limit: 100, ..Query::default() };
        assert_eq!(store.entries(LOG, &query).unwrap().len(), expected);
    }
}
