//! Events and telemetry: what counts once, what is read back, what is forgotten.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::SignedDuration;

use super::*;
use crate::{
    AnalyticsQuery, Content, Count, Event, EventBatch, Events, Happening, OpenError, Report,
    Sample, Step, Telemetry, Written,
};

pub(super) fn events() -> (TempDir, Store, Events) {
    let (folder, store) = store();
    let events = store.events().unwrap();
    (folder, store, events)
}

pub(super) fn of_log(log: &str, content: Content) -> EventBatch {
    EventBatch { log: log.into(), content }
}

/// The event with a number, of a user, at a second.
pub(super) fn exposure(number: u8, user: &str, second: i64) -> Event {
    let (key, variant) = ("layout".to_owned(), "wide".to_owned());
    let attributes = Some(r#"{"plan":"free"}"#.to_owned());
    let what = Happening::Exposure { key, variant, attributes };
    Event { id: [number; 16], user: user.to_owned(), at: whole(second), what }
}

pub(super) fn observation(number: u8, user: &str, second: i64, value: f64) -> Event {
    let what = Happening::Observation { event: "bought".to_owned(), value, experiment: None };
    Event { what, ..exposure(number, user, second) }
}

pub(super) fn whole(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

pub(super) fn accept(events: &Events, some: &[Event]) -> (u64, u64) {
    let batch = of_log(LOG, Content::Events(some.to_vec()));
    let written = events.write(&[batch]).unwrap();
    (written[0].accepted, written[0].duplicates)
}

/// Erases somebody of whom nothing was summed up.
pub(super) fn erase(events: &Events, log: &str, user: &str) -> u64 {
    events.erase(log, user, |changes, _| unreachable!("{changes:?}")).unwrap()
}

pub(super) fn all_of(events: &Events, log: &str, user: &str) -> Vec<Event> {
    events.of_user(log, user, Timestamp::MIN, Timestamp::MAX).unwrap()
}

/// The number that a statement gives, by a connection that is not the store's.
fn number(folder: &TempDir, sql: &str) -> i64 {
    let connection = rusqlite::Connection::open(folder.path().join("events.db")).unwrap();
    connection.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn an_event_counts_once_however_often_it_comes() {
    let (folder, store, events) = events();
    let first = [exposure(1, "ana", 10), observation(2, "ana", 20, 2.5), exposure(1, "ana", 10)];
    assert_eq!(accept(&events, &first), (2, 1));
    assert_eq!(accept(&events, &first), (0, 3));
    // The same id of another user is another event.
    assert_eq!(accept(&events, &[exposure(1, "bo", 10), exposure(3, "ana", 5)]), (2, 0));
    let expected = [exposure(3, "ana", 5), exposure(1, "ana", 10), observation(2, "ana", 20, 2.5)];
    assert_eq!(all_of(&events, LOG, "ana"), expected);
    let window = events.of_user(LOG, "ana", whole(10), whole(20)).unwrap();
    assert_eq!(window, [exposure(1, "ana", 10)]);
    assert_eq!(number(&folder, "SELECT count(*) FROM pending"), 2);
    let mark = || number(&folder, "SELECT mark FROM pending WHERE user = 1");
    let before = mark();
    drop(events);
    let events = store.events().unwrap();
    assert_eq!(accept(&events, &first), (0, 3), "after a restart too");
    assert_eq!(mark(), before, "nothing has come");
    accept(&events, &[exposure(4, "ana", 30)]);
    assert!(mark() > before);
}

#[test]
fn an_exposure_counts_once_at_whatever_time() {
    let (folder, store, events) = events();
    let expose = |events: &Events, some: &[Event]| {
        let batch = of_log(LOG, Content::Exposures(some.to_vec()));
        let written = events.write(&[batch]).unwrap();
        (written[0].accepted, written[0].duplicates)
    };
    assert_eq!(expose(&events, &[exposure(1, "ana", 10), exposure(1, "ana", 11)]), (1, 1));
    assert_eq!(expose(&events, &[exposure(1, "bo", 10), exposure(2, "ana", 12)]), (2, 0));
    // Whoever sent it, and whatever came after it.
    assert_eq!(accept(&events, &[exposure(3, "ana", 5), observation(4, "ana", 6, 1.0)]), (2, 0));
    assert_eq!(expose(&events, &[exposure(3, "ana", 20)]), (0, 1));
    assert_eq!(number(&folder, "SELECT count(*) FROM events WHERE user = 1"), 4);
    drop(events);
    let events = store.events().unwrap();
    assert_eq!(expose(&events, &[exposure(1, "ana", 30)]), (0, 1), "after a restart too");
}

#[test]
fn events_expire_a_few_at_a_time_and_users_with_them() {
    let (folder, _store, events) = events();
    let old: Vec<Event> = (0..2_500).map(|second| observation(1, "ana", second, 1.0)).collect();
    accept(&events, &old);
    accept(&events, &[exposure(4, "cy", 20), exposure(2, "bo", 10), exposure(3, "bo", 3_000)]);
    accept(&events, &[exposure(5, "last", 20)]);
    let mut steps = 0;
    let mut next = Some(0);
    while let Some(first) = next {
        let before = number(&folder, "SELECT count(*) FROM events");
        next = events.expire(whole(3_000), first, &BTreeSet::new()).unwrap();
        let removed = before - number(&folder, "SELECT count(*) FROM events");
        assert!(removed <= 1_000, "{removed} at once");
        steps += 1;
    }
    assert!((4..10).contains(&steps), "{steps}");
    let reusable = events.reusable_bytes().unwrap();
    assert!(reusable > 50_000, "{reusable} bytes of the file are free for new events");
    assert_eq!(all_of(&events, LOG, "ana"), []);
    assert_eq!(all_of(&events, LOG, "bo"), [exposure(3, "bo", 3_000)]);
    for table in ["users", "pending"] {
        let sql = format!("SELECT count(*) FROM {table}");
        assert_eq!(number(&folder, &sql), 1, "{table}");
    }
    assert_eq!(all_of(&events, LOG, "last"), []);
    assert_eq!(accept(&events, &[exposure(4, "cy", 20)]), (1, 0), "nobody remembers");
}

#[test]
fn what_fails_leaves_nothing_and_the_next_one_works() {
    let (folder, _store, events) = events();
    let other = rusqlite::Connection::open(folder.path().join("events.db")).unwrap();
    other
        .execute_batch(
            "CREATE TRIGGER refuse BEFORE INSERT ON events WHEN new.value = 13 \
             BEGIN SELECT RAISE(ABORT, 'no'); END",
        )
        .unwrap();
    let batches = [exposure(1, "ana", 1), observation(2, "bo", 2, 13.0)]
        .map(|event| of_log(LOG, Content::Events(vec![event])));
    events.write(&batches).unwrap_err();
    for table in ["names", "users", "events", "pending"] {
        assert_eq!(number(&folder, &format!("SELECT count(*) FROM {table}")), 0, "{table}");
    }
    other.execute_batch("DROP TRIGGER refuse").unwrap();
    assert_eq!(events.write(&batches).unwrap().len(), 2);
    assert_eq!(all_of(&events, LOG, "bo"), [observation(2, "bo", 2, 13.0)]);
}

fn telemetry(batch: u64, at: Timestamp, n: u64) -> Telemetry {
    let count = |result: &str, rule, n, errors| Count {
        key: "layout".to_owned(),
        result: result.to_owned(),
        reason: "SPLIT".to_owned(),
        rule,
        n,
        errors,
    };
    let counts = vec![count("wide", None, n, 0), count("ERROR", Some(1), 2, 2)];
    let report = Some(Report { instance: "i".to_owned(), batch });
    Telemetry { report, at, counts, samples: Vec::new() }
}

fn tell(events: &Events, telemetry: Telemetry) -> bool {
    let written = events.write(&[of_log(LOG, Content::Telemetry(telemetry))]).unwrap();
    written == [Written { accepted: 1, duplicates: 0 }]
}

/// The beginning of each part in seconds, with all that was counted in it.
fn parts(events: &Events, step: Step) -> Vec<(i64, u64)> {
    let (from, to) = (whole(0), whole(10 * 86_400));
    let query = AnalyticsQuery { key: "layout".to_owned(), from, to, step };
    let (parts, _) = events.analytics(LOG, &query).unwrap();
    let sum = |counts: &[Count]| counts.iter().map(|count| count.n).sum();
    parts.iter().map(|part| (part.at.as_second(), sum(&part.counts))).collect()
}

#[test]
fn a_report_counts_once_in_each_minute_hour_and_day() {
    let (_folder, store, events) = events();
    assert!(tell(&events, telemetry(1, whole(3_601), 5)));
    assert!(!tell(&events, telemetry(1, whole(3_661), 5)));
    assert!(tell(&events, telemetry(2, whole(3_661), 7)));
    assert!(!tell(&events, telemetry(1, whole(3_662), 5)), "what is late is known");
    drop(events);
    let events = store.events().unwrap();
    assert!(!tell(&events, telemetry(2, whole(7_300), 7)), "after a restart too");
    assert!(tell(&events, Telemetry { report: None, ..telemetry(0, whole(7_300), 1) }));
    assert_eq!(parts(&events, Step::Minute), [(3_600, 7), (3_660, 9), (7_260, 3)]);
    assert_eq!(parts(&events, Step::Hour), [(3_600, 16), (7_200, 3)]);
    assert_eq!(parts(&events, Step::Day), [(0, 19)]);
    let query = AnalyticsQuery {
        key: "layout".to_owned(),
        from: whole(3_650),
        to: whole(3_661),
        step: Step::Minute,
    };
    let (parts, last) = events.analytics(LOG, &query).unwrap();
    assert_eq!(last, Some(whole(7_300)));
    assert_eq!(parts.len(), 2, "the parts that the ends are in are whole");
    assert_eq!(parts[1].counts, {
        let mut counts = telemetry(2, whole(0), 7).counts;
        counts.sort_by(|a, b| a.n.cmp(&b.n).reverse());
        counts
    });
}

#[test]
fn counts_stop_before_they_overflow() {
    let (_folder, _store, events) = events();
    for batch in 1..4 {
        tell(&events, telemetry(batch, whole(1), u64::MAX));
    }
    assert_eq!(parts(&events, Step::Day), [(0, 1_000_000_000_000_000 + 6)]);
}

fn sample(key: &str, user: &str, number: usize) -> Sample {
    let (key, user) = (key.to_owned(), Some(Digest::of(user)));
    Sample { key, at: whole(1), user, body: format!("{{\"number\":{number}}}") }
}

#[test]
fn samples_are_the_newest_and_no_more_than_fit() {
    let (_folder, _store, events) = events();
    let some = |second: i64, key: &str, numbers: std::ops::Range<usize>| {
        let samples = numbers.map(|number| sample(key, &format!("u{number}"), number)).collect();
        tell(&events, Telemetry { report: None, samples, ..telemetry(0, whole(second), 1) })
    };
    some(1, "busy", 0..100);
    some(1, "busy", 100..1_500);
    assert_eq!(events.samples(LOG).unwrap().len(), 1_500, "within the same second");
    some(2, "busy", 1_500..1_510);
    let kept = events.samples(LOG).unwrap();
    assert_eq!(kept.len(), 1_000);
    assert_eq!(kept[0], sample("busy", "u1509", 1509));
    for flag in 0..12 {
        some(3 + flag, &format!("f{flag}"), 0..1_000);
    }
    let kept = events.samples(LOG).unwrap();
    assert_eq!(kept.len(), 10_000);
    assert_eq!(kept.iter().filter(|kept| kept.key == "busy").count(), 0);
    assert_eq!(kept.last().unwrap().key, "f2");
}

#[test]
fn whoever_is_erased_is_nowhere_any_more() {
    let (folder, store, events) = events();
    let name = "ana-with-a-name-to-look-for";
    accept(&events, &[exposure(1, name, 10), exposure(2, "bo", 10), observation(3, name, 11, 1.0)]);
    let samples = vec![sample("layout", name, 1), sample("layout", "bo", 2)];
    tell(&events, Telemetry { report: None, samples, ..telemetry(0, whole(1), 1) });
    assert_eq!(erase(&events, LOG, "nobody"), 0);
    assert_eq!(erase(&events, "nowhere", name), 0);
    assert_eq!(events.count_of(LOG, name).unwrap(), 2);
    assert_eq!(erase(&events, LOG, name), 2);
    assert_eq!(events.count_of(LOG, name).unwrap(), 0);
    assert_eq!(erase(&events, LOG, name), 0);
    assert_eq!(all_of(&events, LOG, name), []);
    assert_eq!(all_of(&events, LOG, "bo").len(), 1);
    assert_eq!(events.samples(LOG).unwrap().len(), 1);
    assert_eq!(number(&folder, "SELECT count(*) FROM pending"), 1);
    // Closing writes everything back into one file.
    drop((events, store));
    assert!(!folder.path().join("events.db-wal").exists());
    let file = std::fs::read(folder.path().join("events.db")).unwrap();
    let is_there = |text: &str| file.windows(text.len()).any(|bytes| bytes == text.as_bytes());
    assert!(is_there("layout"));
    assert!(!is_there(name));
    assert!(!is_there(&Digest::of(name).to_string()));
}

#[test]
fn what_is_too_old_is_forgotten_step_by_step() {
    let (folder, _store, events) = events();
    for hour in 0..5 {
        tell(&events, telemetry(hour + 1, whole(i64::try_from(hour).unwrap() * 3_600), 1));
    }
    let now = |days: i64| whole(0) + SignedDuration::from_hours(days * 24 + 3);
    let forget = |days| {
        let mut rounds = 0;
        while events.forget(now(days)).unwrap() {
            rounds += 1;
        }
        rounds
    };
    assert_eq!(forget(1), 0);
    assert_eq!(forget(2), 3, "three minutes are more than two days old");
    assert_eq!(parts(&events, Step::Minute).len(), 2);
    assert_eq!(parts(&events, Step::Hour).len(), 5);
    assert_eq!(forget(60), 3);
    assert_eq!(parts(&events, Step::Hour).len(), 2);
    assert_eq!(number(&folder, "SELECT count(*) FROM reports"), 0);
    assert_eq!(parts(&events, Step::Day), [(0, 15)]);
    assert_eq!(forget(731), 2);
    assert_eq!(number(&folder, "SELECT count(*) FROM counts"), 0);
}

#[test]
fn a_log_is_written_while_events_are() {
    let (folder, store, events) = events();
    let other = rusqlite::Connection::open(folder.path().join("events.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let events = Arc::new(events);
    let waiting = std::thread::spawn({
        let events = Arc::clone(&events);
        move || accept(&events, &[exposure(1, "ana", 1)])
    });
    append(&store, STORY);
    assert!(!waiting.is_finished());
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(waiting.join().unwrap(), (1, 0));
}

#[test]
fn events_need_the_folder() {
    let (folder, store, events) = events();
    let copy = Store::open_copy(folder.path()).unwrap();
    assert!(matches!(copy.events(), Err(OpenError::ReadOnly { .. })));
    drop(copy);
    drop(store);
    let error = Store::open(folder.path()).unwrap_err();
    assert!(matches!(error, OpenError::Locked { .. }), "events hold the folder too");
    drop(events);
    std::fs::copy(folder.path().join("hoist.db"), folder.path().join("events.db")).unwrap();
    let error = Store::open(folder.path()).unwrap().events().unwrap_err();
    assert!(matches!(error, OpenError::Foreign { .. }), "{error}");
}
