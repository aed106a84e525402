//! What was found goes with its plan and with anybody who is erased, and whether anything is new is
//! seen without reading it.

use jiff::SignedDuration;

use super::events::{accept, events, exposure, whole};
use super::*;
use crate::{
    Events, Finding, Lease, NewFinding, PhaseOf, PlanChange, Portion, StoredPlan, SummedUser,
};

const PHASE: PhaseOf<'static> = PhaseOf { log: LOG, key: "layout", phase: 1 };

fn lease(events: &Events) -> Lease {
    let until = whole(0) + SignedDuration::from_secs(10);
    events.lease("fold", "a", whole(0), until).unwrap().unwrap()
}

fn plan(events: &Events) -> StoredPlan {
    events.plans(LOG).unwrap().pop().unwrap()
}

/// Sums everybody up: a row is how many events a user has.
fn fold(events: &Events, lease: &Lease) {
    let (plan, all) = (plan(events).number, Portion { users: 100, events: 100, of_user: 100 });
    let summed = events.marked(LOG, 0, all).unwrap().users.into_iter().map(|user| {
        let row = user.events.len().to_be_bytes().to_vec();
        SummedUser { user, rows: vec![(plan, Some(row))] }
    });
    let summed: Vec<_> = summed.collect();
    events.fold(lease, LOG, &summed, |_, _| Ok(())).unwrap().unwrap();
}

fn erase(events: &Events, user: &str) {
    events.erase(LOG, user, |_, _| Ok(())).unwrap();
}

fn keep(events: &Events) {
    let finding = Finding { as_of: whole(5), body: "found".to_owned() };
    let point = Some("point".to_owned());
    events.keep_results(&[NewFinding { of: PHASE, finding: finding.clone(), point }]).unwrap();
    events.keep_job(PHASE, "measured", &finding).unwrap();
    events.keep_job(PHASE, "by country", &finding).unwrap();
}

/// How much is kept: results, points, what was measured, what was found by an attribute.
fn kept(events: &Events) -> [usize; 4] {
    let points = events.series(PHASE, whole(0), whole(9), 1, 10).unwrap();
    let is_job = |job| usize::from(events.job(PHASE, job).unwrap().is_some());
    let result = usize::from(events.result(PHASE).unwrap().is_some());
    [result, points.len(), is_job("measured"), is_job("by country")]
}

fn change(events: &Events, lease: &Lease, change: PlanChange) {
    events.change_plans(lease, LOG, &[change]).unwrap().unwrap();
}

fn add(events: &Events, lease: &Lease, body: &str) {
    let (key, body) = ("layout".to_owned(), body.to_owned());
    change(events, lease, PlanChange::Add { key, phase: 1, body });
}

#[test]
fn it_is_seen_whether_what_a_plan_comes_to_has_changed() {
    let (_folder, _store, events) = events();
    let lease = lease(&events);
    add(&events, &lease, "{}");
    let fresh = plan(&events).changes;
    accept(&events, &[exposure(1, "ana", 1), exposure(2, "bo", 1)]);
    fold(&events, &lease);
    let folded = plan(&events).changes;
    assert!(folded > fresh);
    fold(&events, &lease);
    assert_eq!(plan(&events).changes, folded, "nothing has come");
    accept(&events, &[exposure(3, "bo", 2)]);
    fold(&events, &lease);
    let later = plan(&events).changes;
    assert!(later > folded);
    erase(&events, "ana");
    assert!(plan(&events).changes > later);
}

#[test]
fn what_was_found_by_an_attribute_goes_with_anybody_erased() {
    let (_folder, _store, events) = events();
    let lease = lease(&events);
    add(&events, &lease, "{}");
    accept(&events, &[exposure(1, "ana", 1)]);
    fold(&events, &lease);
    keep(&events);
    assert_eq!(kept(&events), [1, 1, 1, 1]);
    erase(&events, "nobody");
    assert_eq!(kept(&events), [1, 1, 1, 1]);
    erase(&events, "ana");
    assert_eq!(kept(&events), [1, 1, 1, 0], "a part may have been ana");
}

#[test]
fn what_was_found_goes_with_the_last_plan_of_its_phase() {
    let (_folder, _store, events) = events();
    let lease = lease(&events);
    add(&events, &lease, "one");
    keep(&events);
    let first = plan(&events).number;
    change(&events, &lease, PlanChange::Leave { plan: first });
    add(&events, &lease, "two");
    assert_eq!(events.clear_plan(&lease, first, 10).unwrap(), Some(false));
    assert_eq!(kept(&events), [1, 1, 1, 1], "another plan of the phase goes on");
    let second = plan(&events).number;
    change(&events, &lease, PlanChange::Leave { plan: second });
    assert_eq!(events.clear_plan(&lease, second, 10).unwrap(), Some(false));
    assert_eq!(kept(&events), [0, 0, 0, 0]);
}
