//! Rows as jobs read them.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::events::{accept, events, exposure, whole};
use super::*;
use crate::{Event, Events, Portion, StoredPlan, SummedUser};

/// Sums everybody up by a plan: a row is when its user was first exposed.
fn plan_of_all(events: &Events) -> StoredPlan {
    let until = whole(0) + SignedDuration::from_secs(10);
    let lease = events.lease("fold", "a", whole(0), until).unwrap().unwrap();
    events.change_plans(&lease, LOG, &[super::folding::add(1)]).unwrap().unwrap();
    let plan = events.plans(LOG).unwrap().remove(0);
    let all = Portion { users: 100, events: 100, of_user: 100 };
    let summed = events.marked(LOG, 0, all).unwrap().users.into_iter().map(|user| {
        let first = user.events[0].at.as_second().to_be_bytes().to_vec();
        SummedUser { user, rows: vec![(plan.number, Some(first))] }
    });
    let summed: Vec<_> = summed.collect();
    events.fold(&lease, LOG, &summed, |_, _| Ok(())).unwrap().unwrap();
    plan
}

fn exposed_at(row: &[u8]) -> Option<Timestamp> {
    Timestamp::from_second(i64::from_be_bytes(row.try_into().ok()?)).ok()
}

#[test]
fn rows_have_users_and_attributes_beside_them() {
    let (_folder, _store, events) = events();
    let with = |number: u8, user: &str, second: i64, attributes: Option<&str>| {
        let mut event: Event = exposure(number, user, second);
        let crate::Happening::Exposure { attributes: own, .. } = &mut event.what else { panic!() };
        *own = attributes.map(str::to_owned);
        event
    };
    accept(
        &events,
        &[
            with(1, "ana", 1, None),
            with(2, "ana", 1, Some(r#"{"country":"DE"}"#)),
            with(3, "ana", 2, Some(r#"{"country":"FR"}"#)),
            with(4, "bo", 3, None),
            with(5, "cy", 3, Some(r#"{"country":"US"}"#)),
        ],
    );
    let plan = plan_of_all(&events);
    let beside = |rows: Vec<crate::RowOf>| {
        rows.into_iter().map(|row| (row.number, row.beside)).collect::<Vec<_>>()
    };
    let text = |text: &str| Some(text.to_owned());
    // Numbers that known users were tried with are never given.
    let users = events.rows_with_users(&plan, 0, 10).unwrap();
    assert_eq!(beside(users), [(1, text("ana")), (4, text("bo")), (5, text("cy"))]);
    let attributes = events.rows_with_attributes(&plan, 0, 10, exposed_at).unwrap();
    let germany = (1, text(r#"{"country":"DE"}"#));
    assert_eq!(beside(attributes), [germany, (4, None), (5, text(r#"{"country":"US"}"#))]);
    let rest = events.rows_with_users(&plan, 2, 1).unwrap();
    assert_eq!(beside(rest), [(4, text("bo"))]);
    assert_eq!(events.expire(whole(3), 0, &BTreeSet::from([plan.number])).unwrap(), Some(6));
    let users = events.rows_with_users(&plan, 0, 10).unwrap();
    assert_eq!(users.len(), 3, "rows stay where events expire");
}
