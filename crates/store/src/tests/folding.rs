//! Summing up: sums are what all rows come to, whoever writes them and whatever comes in between;
//! who holds no lease writes nothing.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;

use super::events::{accept, erase, events, exposure, observation, whole};
use super::*;
use crate::{
    Assignment, Change, Content, Event, EventBatch, Events, Lease, MarkedUser, PlanChange, Portion,
    StoreError, StoredPlan, SumOf, SummedUser, Sums,
};

const ALL: Portion = Portion { users: 1_000, events: 100_000, of_user: 100_000 };
const DAY: SumOf = SumOf { metric: 0, variant: 0, day: 0 };

fn lease(events: &Events, holder: &str, second: i64) -> Option<Lease> {
    let until = time(second) + SignedDuration::from_secs(10);
    events.lease("fold", holder, time(second), until).unwrap()
}

/// A row is how many events a user has; a sum, how many all have.
fn row(user: &MarkedUser) -> Vec<u8> {
    user.events.len().to_be_bytes().to_vec()
}

fn number(bytes: &[u8]) -> i64 {
    i64::from_be_bytes(bytes.try_into().unwrap())
}

fn sum(changes: &[Change], sums: &mut Sums<'_>) -> Result<(), StoreError> {
    let of = |row: &Option<Vec<u8>>| row.as_deref().map_or(0, number);
    for Change { plan, old, new } in changes {
        sums.change(*plan, DAY, |sum| {
            let sum = sum.map_or(0, number) + of(new) - of(old);
            Ok::<_, String>((sum != 0).then(|| sum.to_be_bytes().to_vec()))
        })?;
    }
    Ok(())
}

fn marked(events: &Events) -> Vec<MarkedUser> {
    events.marked(LOG, 0, ALL).unwrap().users
}

/// Sums users up by some plans, and gives how many were written.
fn fold(events: &Events, lease: &Lease, users: &[MarkedUser], plans: &[i64]) -> Option<usize> {
    let rows = |user: &MarkedUser| {
        let is_exposed = user.events.iter().any(|event| event.value.is_none());
        plans.iter().map(|plan| (*plan, is_exposed.then(|| row(user)))).collect()
    };
    let summed = |user: &MarkedUser| SummedUser { user: user.clone(), rows: rows(user) };
    let users: Vec<SummedUser> = users.iter().map(summed).collect();
    events.fold(lease, LOG, &users, sum).unwrap()
}

pub(super) fn add(phase: u32) -> PlanChange {
    PlanChange::Add { key: "layout".to_owned(), phase, body: "{}".to_owned() }
}

fn adjust(plan: &StoredPlan, body: &str) -> PlanChange {
    PlanChange::Change { plan: plan.number, body: body.to_owned() }
}

fn change(events: &Events, lease: &Lease, changes: &[PlanChange]) -> Option<()> {
    events.change_plans(lease, LOG, changes).unwrap()
}

/// A plan of a phase, as it is stored.
fn plan(events: &Events, lease: &Lease, phase: u32) -> StoredPlan {
    change(events, lease, &[add(phase)]).unwrap();
    events.plans(LOG).unwrap().pop().unwrap()
}

/// The sum and the rows of a plan.
#[track_caller]
fn state(events: &Events, plan: &StoredPlan) -> (i64, Vec<i64>) {
    let rows = events.rows(plan.number, 0, 1_000).unwrap();
    let rows: Vec<i64> = rows.iter().map(|(_, row)| number(row)).collect();
    let summed = events.summed(LOG, "layout", plan.phase).unwrap().unwrap();
    let sums: BTreeMap<SumOf, Vec<u8>> = summed.sums.into_iter().collect();
    let sum = sums.get(&DAY).map_or(0, |sum| number(sum));
    assert_eq!(sum, rows.iter().sum::<i64>(), "sums are those of the rows");
    (sum, rows)
}

#[test]
fn what_comes_between_reading_and_writing_is_not_lost() {
    let (_folder, _store, events) = events();
    let lease = lease(&events, "a", 0).unwrap();
    let plan = plan(&events, &lease, 1);
    accept(&events, &[exposure(1, "ana", 1), exposure(2, "bo", 1), exposure(3, "cy", 1)]);
    let read = marked(&events);
    assert_eq!((events.count_marked(LOG).unwrap(), events.last_marked(LOG).unwrap()), (3, Some(3)));
    // Those whose exposure was never read count too.
    let waiting = |key: &str| events.count_marked_of(LOG, key).unwrap();
    assert_eq!((waiting("layout"), waiting("another")), (3, 0));
    accept(&events, &[exposure(4, "bo", 2)]);
    assert_eq!(erase(&events, LOG, "cy"), 1);
    // Whoever comes now may get the number of who was erased, and the same events.
    accept(&events, &[exposure(3, "cy", 1)]);
    assert_eq!(fold(&events, &lease, &read, &[plan.number]), Some(2), "ana and bo");
    assert_eq!(state(&events, &plan), (2, vec![1, 1]), "as they were read");
    let read = marked(&events);
    let counts: Vec<usize> = read.iter().map(|user| user.events.len()).collect();
    assert_eq!(counts, [2, 1], "of bo, something has come");
    assert_eq!(fold(&events, &lease, &read, &[plan.number]), Some(2));
    assert_eq!(state(&events, &plan), (4, vec![1, 2, 1]));
    assert_eq!(fold(&events, &lease, &read, &[plan.number]), Some(0), "it was done");
    assert_eq!(state(&events, &plan), (4, vec![1, 2, 1]));
    assert_eq!(events.count_marked(LOG).unwrap(), 0);
    // Known events mark nobody, and who was not exposed is in no sum of the key.
    accept(&events, &[exposure(4, "bo", 2), observation(5, "di", 2, 1.0)]);
    assert_eq!((events.count_marked(LOG).unwrap(), waiting("layout")), (1, 0));
}

#[test]
fn who_was_replaced_writes_nothing() {
    let (_folder, store, events) = events();
    let first = lease(&events, "a", 0).unwrap();
    let plan = plan(&events, &first, 1);
    accept(&events, &[exposure(1, "ana", 1)]);
    let read = marked(&events);
    assert_eq!(lease(&events, "b", 9), None, "it is still another's");
    assert_eq!(lease(&events, "a", 9), Some(first.clone()), "it goes on");
    assert_eq!(lease(&events, "b", 18), None);
    let second = lease(&events, "b", 19).unwrap();
    assert_ne!(first, second);
    assert_eq!(fold(&events, &first, &read, &[plan.number]), None);
    assert_eq!(change(&events, &first, &[add(2)]), None);
    assert_eq!(events.mark(&first, LOG, &plan, 10).unwrap(), None);
    assert_eq!(change(&events, &first, &[adjust(&plan, "")]), None);
    assert_eq!(change(&events, &first, &[PlanChange::Leave { plan: plan.number }]), None);
    assert_eq!(events.clear_plan(&first, plan.number, 10).unwrap(), None);
    assert_eq!(events.plans(LOG).unwrap(), std::slice::from_ref(&plan));
    assert_eq!(fold(&events, &second, &read, &[plan.number]), Some(1));
    // Whoever gives it back does not keep others waiting; who has it no more gives nothing back.
    events.release(&first).unwrap();
    assert_eq!(lease(&events, "a", 20), None);
    events.release(&second).unwrap();
    assert!(lease(&events, "a", 20).is_some());
    drop(events);
    let events = store.events().unwrap();
    assert!(lease(&events, "c", 0).is_some(), "whoever opens the folder is alone");
    assert_eq!(fold(&events, &second, &read, &[plan.number]), None);
}

#[test]
fn a_new_plan_is_about_those_who_were_exposed_before() {
    let (_folder, _store, events) = events();
    let lease = lease(&events, "a", 0).unwrap();
    let users: Vec<String> = (0..25).map(|user| format!("u{user}")).collect();
    let exposures: Vec<Event> = users.iter().map(|user| exposure(1, user, 1)).collect();
    accept(&events, &exposures);
    fold(&events, &lease, &marked(&events), &[]).unwrap();
    assert_eq!(erase(&events, LOG, "u3"), 1);
    plan(&events, &lease, 1);
    let mut portions = 0;
    loop {
        let plan = events.plans(LOG).unwrap().pop().unwrap();
        events.set_whole(&lease, &[plan.number]).unwrap();
        assert!(!plan.is_whole, "not before all are marked");
        portions += 1;
        if !events.mark(&lease, LOG, &plan, 10).unwrap().unwrap() {
            break;
        }
    }
    assert_eq!(portions, 3);
    let plan = events.plans(LOG).unwrap().pop().unwrap();
    assert_eq!(plan.next_user, None);
    assert_eq!(events.mark(&lease, LOG, &plan, 10).unwrap(), Some(false));
    fold(&events, &lease, &marked(&events), &[plan.number]).unwrap();
    events.set_whole(&lease, &[plan.number]).unwrap();
    assert!(events.plans(LOG).unwrap()[0].is_whole);
    assert_eq!(state(&events, &plan).0, 24);
    // What it says changes: it is summed up anew, in the same place.
    change(&events, &lease, &[adjust(&plan, "{\"ended\":1}")]).unwrap();
    let plan = events.plans(LOG).unwrap().pop().unwrap();
    let expected = ("{\"ended\":1}", Some(0), false);
    assert_eq!((plan.body.as_str(), plan.next_user, plan.is_whole), expected);
    assert_eq!(state(&events, &plan).0, 24, "what there was stays meanwhile");
    events.mark(&lease, LOG, &plan, 100).unwrap();
    assert_eq!(events.count_marked(LOG).unwrap(), 24);
}

#[test]
fn whoever_is_erased_is_in_no_sum_and_a_plan_goes_as_a_whole() {
    let (_folder, _store, events) = events();
    let lease = lease(&events, "a", 0).unwrap();
    let [first, second] = [1, 2].map(|phase| plan(&events, &lease, phase));
    let plans = [first.number, second.number];
    accept(&events, &[exposure(1, "ana", 1), exposure(2, "ana", 2), exposure(3, "bo", 1)]);
    fold(&events, &lease, &marked(&events), &plans).unwrap();
    assert_eq!(state(&events, &first), (3, vec![2, 1]));
    assert_eq!(events.erase(LOG, "ana", sum).unwrap(), 2);
    for plan in [&first, &second] {
        assert_eq!(state(&events, plan), (1, vec![1]));
    }
    // What fails leaves everything as it was.
    let failing = |_: &[Change], sums: &mut Sums<'_>| Err(sums.damaged("a row"));
    let error = events.erase(LOG, "bo", failing).unwrap_err();
    assert!(error.to_string().contains("(a row)"), "{error}");
    assert_eq!(state(&events, &first), (1, vec![1]));
    change(&events, &lease, &[PlanChange::Leave { plan: first.number }]).unwrap();
    assert_eq!(events.summed(LOG, "layout", 1).unwrap(), None);
    // Another of the same phase may come already.
    let third = plan(&events, &lease, 1);
    assert!(third.number > second.number);
    assert_eq!(events.clear_plan(&lease, first.number, 1).unwrap(), Some(true));
    assert_eq!(events.clear_plan(&lease, first.number, 1).unwrap(), Some(false));
    assert_eq!(events.rows(first.number, 0, 10).unwrap(), []);
    let numbers: Vec<i64> = events.plans(LOG).unwrap().iter().map(|plan| plan.number).collect();
    assert_eq!(numbers, [second.number, third.number]);
    assert_eq!(state(&events, &second), (1, vec![1]));
}

#[test]
fn users_are_read_a_portion_at_a_time() {
    let (_folder, _store, events) = events();
    let of_user = |user: String| {
        let two = [1, 2].map(|n| observation(n, &user, n.into(), 1.0));
        two.into_iter().chain([exposure(3, &user, 3)])
    };
    let some: Vec<Event> = (0..10).flat_map(|user| of_user(format!("u{user}"))).collect();
    accept(&events, &some);
    let read = |portion: Portion| {
        let (mut next, mut sizes) = (Some(0), Vec::new());
        while let Some(first) = next {
            let read = events.marked(LOG, first, portion).unwrap();
            // The exposure is read though it is the last.
            let count = (portion.of_user + 1).min(3);
            assert!(read.users.iter().all(|user| user.events.len() == count));
            assert!(read.users.iter().all(|user| user.events[count - 1].value.is_none()));
            sizes.push(read.users.len());
            next = read.next_user;
        }
        sizes
    };
    assert_eq!(read(Portion { users: 4, events: 100, of_user: 9 }), [4, 4, 2]);
    assert_eq!(read(Portion { users: 10, events: 100, of_user: 1 }), [10]);
    assert_eq!(read(Portion { users: 10, events: 4, of_user: 9 }), [2, 2, 2, 2, 2]);
    assert!(events.marked("another", 0, ALL).unwrap().users.is_empty());
    assert_eq!(events.count_marked("another").unwrap(), 0);
    assert_eq!(events.last_marked("another").unwrap(), None);
}

/// What was summed up of users whose events are too old stays, and is nobody else's: neither that
/// of those who expired nor that of the last user, who was erased.
#[test]
fn rows_outlive_the_events() {
    let (_folder, _store, events) = events();
    let lease = lease(&events, "a", 0).unwrap();
    let plan = plan(&events, &lease, 1);
    accept(&events, &[exposure(1, "ana", 1), exposure(2, "bo", 1)]);
    fold(&events, &lease, &marked(&events), &[plan.number]).unwrap();
    events.expire(time(10), 0, &BTreeSet::from([plan.number])).unwrap();
    assert_eq!(state(&events, &plan), (2, vec![1, 1]));
    accept(&events, &[exposure(3, "cy", 20), exposure(4, "cy", 21)]);
    fold(&events, &lease, &marked(&events), &[plan.number]).unwrap();
    assert_eq!(state(&events, &plan), (4, vec![1, 1, 2]));
    // Who is not there any more is not summed up anew.
    change(&events, &lease, &[adjust(&plan, "")]).unwrap();
    let plan = events.plans(LOG).unwrap().pop().unwrap();
    events.mark(&lease, LOG, &plan, 10).unwrap();
    fold(&events, &lease, &marked(&events), &[plan.number]).unwrap();
    assert_eq!(state(&events, &plan), (4, vec![1, 1, 2]));
}

/// Of whom a plan that is not settled has a row, nothing expires: who comes back is the same user.
#[test]
fn what_a_plan_needs_that_is_not_settled_does_not_expire() {
    let (_folder, _store, events) = events();
    let lease = lease(&events, "a", 0).unwrap();
    let plan = plan(&events, &lease, 1);
    accept(&events, &[exposure(1, "ana", 1), observation(2, "bo", 1, 1.0)]);
    fold(&events, &lease, &marked(&events), &[plan.number]).unwrap();
    let none = BTreeSet::new();
    events.expire(time(10), 0, &none).unwrap();
    assert_eq!(events.count_of(LOG, "ana").unwrap(), 1);
    assert_eq!(events.count_of(LOG, "bo").unwrap(), 0);
    accept(&events, &[exposure(3, "ana", 20)]);
    fold(&events, &lease, &marked(&events), &[plan.number]).unwrap();
    assert_eq!(state(&events, &plan), (2, vec![2]), "one row, of all that happened");
    events.erase(LOG, "ana", sum).unwrap();
    assert_eq!(state(&events, &plan), (0, vec![]));
}

#[test]
fn assignments_stay_for_as_long_as_their_phase_can_go_on() {
    let (_folder, _store, events) = events();
    let lease = lease(&events, "a", 0).unwrap();
    let plan = plan(&events, &lease, 1);
    let assign = |phase| Assignment {
        user: "ana".to_owned(),
        key: "layout".to_owned(),
        phase,
        variant: "wide".to_owned(),
        is_in: true,
        at: time(1),
        exposure: None,
    };
    for phase in [1, 2] {
        let content = Content::Assignment(Box::new(assign(phase)));
        events.write(&[EventBatch { log: LOG.into(), content }]).unwrap();
    }
    let has = |phase| events.assigned(LOG, "layout", phase, "ana").unwrap().is_some();
    events.expire(time(10), 0, &BTreeSet::new()).unwrap();
    assert_eq!([has(1), has(2)], [true, false], "of the second there is no plan");
    events.expire(time(10), 0, &BTreeSet::from([plan.number])).unwrap();
    assert!(!has(1));
}

#[test]
fn users_that_an_older_version_marked_are_marked() {
    let (folder, store, events) = events();
    drop(events);
    let file = folder.path().join("events.db");
    std::fs::remove_file(&file).unwrap();
    let connection = rusqlite::Connection::open(&file).unwrap();
    connection.execute_batch(include_str!("../schema/events-1.sql")).unwrap();
    connection
        .execute_batch(
            "PRAGMA application_id = 0x484f4945; PRAGMA user_version = 1; \
             INSERT INTO names (name) VALUES ('log-1'), ('layout'), ('wide'); \
             INSERT INTO users (log, name) VALUES (1, 'ana'), (1, 'bo'); \
             INSERT INTO events VALUES (2, 1000, x'01010101010101010101010101010101', 2, 3, NULL, NULL); \
             INSERT INTO pending VALUES (2, 7);",
        )
        .unwrap();
    drop(connection);
    let events = store.events().unwrap();
    let read = marked(&events);
    assert_eq!(read.len(), 1);
    let [event] = &read[0].events[..] else { panic!("{read:?}") };
    assert_eq!((event.key.as_deref(), &*event.name, event.at), (Some("layout"), "wide", whole(1)));
    // The next mark is another one, so it stays.
    accept(&events, &[exposure(2, "bo", 2)]);
    let lease = lease(&events, "a", 0).unwrap();
    assert_eq!(fold(&events, &lease, &read, &[]), Some(1));
    assert_eq!(fold(&events, &lease, &marked(&events), &[]), Some(1));
    assert_eq!(fold(&events, &lease, &marked(&events), &[]), Some(0));
}
