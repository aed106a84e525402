//! What becomes of sums and rows that cannot be read.

use std::collections::BTreeSet;

use hoist_experiment::{Ledger, Row};
use hoist_store::{Portion, SummedUser};
use serde_json::json;

use super::{
    LOG, STARTED, USERS, drain, event, ledger, opened, plan, recomputed, second, send, worker,
};
use crate::fold::take_off;

/// A row that cannot be read has its plan summed up anew, and keeps nobody else waiting.
#[test]
fn what_is_damaged_is_summed_up_anew() {
    let folded = opened();
    let (events, mut clock) = (&folded.events, STARTED + 9 * 86_400);
    let wanted = [plan(json!({})), plan(json!({"key": "other"}))];
    let mut one = worker("a");
    send(events, vec![event(0, 0, 1, 1), event(1, 2, 1, 2)]);
    drain(events, &mut one, &wanted, &mut clock);
    send(events, vec![event(0, 6, 2, 3)]);
    let number = events.plans(LOG).unwrap()[0].number;
    let all = Portion { users: 10, events: 100, of_user: 100 };
    let damage = |user| SummedUser { user, rows: vec![(number, Some(vec![u8::MAX]))] };
    let marked = events.marked(LOG, 0, all).unwrap().users;
    let damaged: Vec<SummedUser> = marked.into_iter().map(damage).collect();
    let times = [clock + 20, clock + 21].map(second);
    let lease = events.lease("fold log-1", "b", times[0], times[1]).unwrap().unwrap();
    events.fold(&lease, LOG, &damaged, |_, _| Ok(())).unwrap().unwrap();
    send(events, vec![event(0, 6, 3, 4), event(2, 0, 1, 5)]);
    clock += 30;
    drain(events, &mut one, &wanted, &mut clock);
    assert_eq!(ledger(events, 1), recomputed(events, &wanted[0], USERS));
}

/// What is damaged keeps nobody: who is erased is gone, and the others stay, even where retention
/// has removed their events. Only who has an unreadable row, and no events, is lost.
#[test]
fn what_is_damaged_is_no_reason_to_keep_anybody() {
    // Whose rows are damaged, or else the sums; whether events are gone; whether the other stays.
    for (rows, is_expired, is_left) in [
        (&[0][..], false, true),
        (&[], false, true),
        (&[0, 1], false, true),
        (&[0], true, true),
        (&[], true, true),
        (&[0, 1], true, false),
    ] {
        let folded = opened();
        let (events, mut clock) = (&folded.events, STARTED + 9 * 86_400);
        let wanted = [plan(json!({})), plan(json!({"key": "other"}))];
        let mut one = worker("a");
        send(events, vec![event(0, 0, 1, 1), event(1, 2, 1, 2), event(1, 7, 2, 3)]);
        drain(events, &mut one, &wanted, &mut clock);
        let stored = events.summed(LOG, "layout", 1).unwrap().unwrap();
        let number = stored.plan.number;
        let of_other = events.rows(number, 0, 2).unwrap().pop().unwrap().1;
        let other = Row::from_bytes(&of_other).unwrap();
        let left: Ledger = is_left.then_some(&other).into_iter().collect();
        // After the windows, so nothing but marks comes of them.
        send(events, vec![event(0, 7, 199, 4), event(1, 7, 199, 5)]);
        let all = Portion { users: 10, events: 100, of_user: 100 };
        let marked = events.marked(LOG, 0, all).unwrap().users.into_iter().enumerate();
        let changed: Vec<SummedUser> = marked
            .map(|(place, user)| {
                let damaged = rows.contains(&place).then(|| vec![u8::MAX]);
                let row = damaged.unwrap_or_else(|| of_other.clone());
                SummedUser { user, rows: vec![(number, Some(row))] }
            })
            .collect();
        let times = [clock + 20, clock + 21].map(second);
        let lease = events.lease("fold log-1", "b", times[0], times[1]).unwrap().unwrap();
        let damage = |_: &[hoist_store::Change], sums: &mut hoist_store::Sums<'_>| {
            let mut all = stored.sums.iter().filter(|_| rows.is_empty());
            all.try_for_each(|(of, _)| {
                sums.change(number, *of, |_| Ok::<_, String>(Some(vec![u8::MAX])))
            })
        };
        events.fold(&lease, LOG, &changed, damage).unwrap().unwrap();
        if is_expired {
            let (before, settled) = (second(STARTED + 150 * 3_600), BTreeSet::from([number]));
            events.expire(before, 0, &settled).unwrap();
            assert_eq!(events.count_of(LOG, "u1").unwrap(), 1);
        }
        assert!(events.erase(LOG, "u0", take_off).unwrap() > 0);
        assert_eq!(events.count_of(LOG, "u0").unwrap(), 0);
        assert_eq!(ledger(events, 1), left, "{rows:?} {is_expired}");
        clock += 30;
        drain(events, &mut one, &wanted, &mut clock);
        assert_eq!(ledger(events, 1), left, "{rows:?} {is_expired}");
    }
}
