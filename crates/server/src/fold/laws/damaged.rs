//! What becomes of sums and rows that cannot be read.

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

/// What is damaged keeps nobody: who is erased is gone, and the others are summed up anew.
#[test]
fn what_is_damaged_is_no_reason_to_keep_anybody() {
    // A row of who is erased, or the sums that it is in.
    for is_row in [true, false] {
        let folded = opened();
        let (events, mut clock) = (&folded.events, STARTED + 9 * 86_400);
        let wanted = [plan(json!({})), plan(json!({"key": "other"}))];
        let mut one = worker("a");
        send(events, vec![event(0, 0, 1, 1), event(1, 2, 1, 2), event(1, 7, 2, 3)]);
        drain(events, &mut one, &wanted, &mut clock);
        send(events, vec![event(usize::from(!is_row), 7, 2, 4)]);
        let all = Portion { users: 10, events: 100, of_user: 100 };
        let user = events.marked(LOG, 0, all).unwrap().users.pop().unwrap();
        let stored = events.summed(LOG, "layout", 1).unwrap().unwrap();
        let row = is_row.then(|| vec![u8::MAX]);
        let changed = [SummedUser { user, rows: vec![(stored.plan.number, row)] }];
        let times = [clock + 20, clock + 21].map(second);
        let lease = events.lease("fold log-1", "b", times[0], times[1]).unwrap().unwrap();
        let damage = |_: &[hoist_store::Change], sums: &mut hoist_store::Sums<'_>| {
            let all = stored.sums.iter().filter(|_| !is_row);
            let mut damaged = all.map(|(of, _)| {
                sums.change(stored.plan.number, *of, |_| Ok::<_, String>(Some(vec![u8::MAX])))
            });
            damaged.try_for_each(|damaged| damaged)
        };
        events.fold(&lease, LOG, &changed, damage).unwrap().unwrap();
        assert!(events.erase(LOG, "u0", take_off).unwrap() > 0, "{is_row}");
        assert_eq!(events.count_of(LOG, "u0").unwrap(), 0);
        clock += 30;
        drain(events, &mut one, &wanted, &mut clock);
        let found = ledger(events, 1);
        assert_eq!(found, recomputed(events, &wanted[0], USERS), "{is_row}");
        assert!(found.iter().all(|(_, sums)| sums.users() == 1), "{is_row}");
    }
}
