//! Sums are at any time what all rows come to, and in the end what summing everything up once from
//! the stored events gives: whatever comes in whatever order, whoever folds, whoever is erased, and
//! whichever plans there are.

mod damaged;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};

use hoist_experiment::{Cell, Happening, Ledger, Plan, Row, Sums, UserEvent, summarise};
use hoist_store::{Content, Event, EventBatch, Events, Store, StoredPlan, SumOf};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::Instant;

use super::take_off;
use super::worker::Worker;

const LOG: &str = "log-1";
const USERS: usize = 6;
/// The plans begin here, in seconds.
const STARTED: i64 = 40 * 86_400;

struct Folded {
    _folder: TempDir,
    events: Events,
}

fn opened() -> Folded {
    let folder = tempfile::tempdir().unwrap();
    let events = Store::open(folder.path()).unwrap().events().unwrap();
    Folded { _folder: folder, events }
}

fn second(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn plan(more: Value) -> Arc<Plan> {
    let mut plan = json!({
        "key": "layout", "phase": 1, "started": second(STARTED), "control": 0, "alpha": 0.05,
        "variants": [{"name": "narrow", "weight": 500_000}, {"name": "wide", "weight": 500_000}],
        "metrics": [
            {"key": "bought", "role": "goal", "events": ["bought"], "kind": "conversion",
                "direction": "increase", "window_minutes": 10_080},
            {"key": "value", "role": "secondary", "events": ["bought"], "kind": "mean",
                "direction": "increase", "window_minutes": 10_080},
        ],
        "method": "hybrid", "look_back_minutes": 20_160,
    });
    plan.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    serde_json::from_value(plan).unwrap()
}

/// What there may be: one phase, the same ended, another after it, one that measures less, none.
fn wanted(number: usize) -> Vec<Arc<Plan>> {
    let ended = json!({"ended": second(STARTED + 4 * 86_400)});
    let next = json!({"phase": 2, "started": second(STARTED + 4 * 86_400)});
    match number {
        0 => vec![plan(json!({}))],
        1 => vec![plan(ended)],
        2 => vec![plan(ended), plan(next)],
        3 => {
            let mut less = Arc::unwrap_or_clone(plan(json!({})));
            less.metrics.pop();
            vec![less.into()]
        }
        _ => Vec::new(),
    }
}

/// An event of a user: so many hours after the beginning, or before it.
fn event(user: usize, kind: usize, hours: i64, number: u8) -> Event {
    let exposure = |variant: &str| hoist_store::Happening::Exposure {
        key: "layout".to_owned(),
        variant: variant.to_owned(),
        attributes: None,
    };
    let bought = |value| hoist_store::Happening::Observation {
        event: "bought".to_owned(),
        value,
        experiment: None,
    };
    let what = match kind {
        0 | 1 => exposure("narrow"),
        2 | 3 => exposure("wide"),
        4 => exposure("unknown"),
        5 => bought(1e8),
        6 => bought(-0.000_001),
        _ => bought(0.1 + f64::from(number)),
    };
    let at = second(STARTED + hours * 3_600);
    Event { id: [number; 16], user: format!("u{user}"), at, what }
}

/// The sums of a phase, which are those of its rows.
fn ledger(events: &Events, phase: u32) -> Ledger {
    let summed = events.summed(LOG, "layout", phase).unwrap().unwrap();
    let rows = events.rows(summed.plan.number, 0, usize::MAX).unwrap();
    let rows: Vec<Row> = rows.iter().map(|(_, row)| Row::from_bytes(row).unwrap()).collect();
    let sums = summed.sums.iter().map(|(of, sum)| {
        let SumOf { metric, variant, day } = *of;
        (Cell { metric, variant, day }, Sums::from_bytes(sum).unwrap())
    });
    let ledger = sums.collect();
    assert_eq!(ledger, rows.iter().collect::<Ledger>(), "sums are those of the rows");
    ledger
}

fn check_rows(events: &Events) {
    let plans = events.plans(LOG).unwrap();
    plans.iter().filter(|plan| !plan.is_gone).for_each(|plan| drop(ledger(events, plan.phase)));
}

/// What summing everything up once from the stored events gives.
fn recomputed(events: &Events, plan: &Plan, users: usize) -> Ledger {
    let rows = (0..users).filter_map(|user| {
        let user = format!("u{user}");
        let stored = events.of_user(LOG, &user, Timestamp::MIN, Timestamp::MAX).unwrap();
        let events: Vec<UserEvent<'_>> = stored.iter().map(told).collect();
        summarise(plan, &events)
    });
    rows.collect::<Vec<_>>().iter().collect()
}

fn told(event: &Event) -> UserEvent<'_> {
    let what = match &event.what {
        hoist_store::Happening::Exposure { key, variant, .. } => {
            Happening::Exposure { key, variant }
        }
        hoist_store::Happening::Observation { event, value, experiment } => {
            Happening::Observation { event, value: *value, experiment: experiment.as_deref() }
        }
    };
    UserEvent { id: event.id, at: event.at, what }
}

fn send(events: &Events, some: Vec<Event>) {
    events.write(&[EventBatch { log: LOG.into(), content: Content::Events(some) }]).unwrap();
}

fn worker(holder: &str) -> Worker {
    Worker::new(&LOG.into(), holder.into())
}

/// Folds until there is nothing to do.
fn drain(events: &Events, worker: &mut Worker, wanted: &[Arc<Plan>], clock: &mut i64) {
    for _ in 0..1_000 {
        *clock += 11;
        let step = worker.step(events, wanted, (Instant::now(), second(*clock))).unwrap();
        let is_whole = |plan: &StoredPlan| plan.is_whole && !plan.is_gone;
        if !step.is_more
            && events.count_marked(LOG).unwrap() == 0
            && events.plans(LOG).unwrap().iter().all(is_whole)
            && events.plans(LOG).unwrap().len() == wanted.len()
        {
            return;
        }
    }
    panic!("it does not come to an end: {:?}", events.plans(LOG).unwrap());
}

#[derive(Clone, Debug)]
enum Act {
    Send(Vec<usize>),
    Step(usize),
    Wait(i64),
    Erase(usize),
    Plan(usize),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        8 => prop::collection::vec(0_usize..60, 1..6).prop_map(Act::Send),
        8 => (0_usize..2).prop_map(Act::Step),
        2 => (1_i64..12).prop_map(Act::Wait),
        1 => (0..USERS).prop_map(Act::Erase),
        1 => (0_usize..5).prop_map(Act::Plan),
    ]
}

fn pool() -> impl Strategy<Value = Vec<Event>> {
    let parts = (0..USERS, 0_usize..9, -72_i64..200, any::<u8>());
    let event = |(user, kind, hours, number)| event(user, kind, hours, number);
    prop::collection::vec(parts.prop_map(event), 60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn sums_are_those_of_the_stored_events(
        pool in pool(),
        acts in prop::collection::vec(act(), 1..60),
    ) {
        let folded = opened();
        let events = &folded.events;
        let mut workers = ["a", "b"].map(worker);
        let (mut clock, mut number) = (STARTED + 9 * 86_400, 0);
        for act in acts {
            match act {
                Act::Send(places) => {
                    send(events, places.iter().map(|place| pool[*place].clone()).collect());
                }
                Act::Step(worker) => {
                    let began = (Instant::now(), second(clock));
                    workers[worker].step(events, &wanted(number), began).unwrap();
                    check_rows(events);
                }
                Act::Wait(seconds) => clock += seconds,
                Act::Erase(user) => {
                    events.erase(LOG, &format!("u{user}"), take_off).unwrap();
                    check_rows(events);
                }
                Act::Plan(other) => number = other,
            }
        }
        drain(events, &mut workers[0], &wanted(number), &mut clock);
        for plan in wanted(number) {
            prop_assert_eq!(ledger(events, plan.phase), recomputed(events, &plan, USERS));
        }
    }
}

/// Two that fold at the same time, by a clock in which each of their leases is soon over.
#[test]
fn two_that_fight_for_the_lease_sum_up_what_one_would() {
    let folded = opened();
    let (events, wanted) = (&folded.events, &wanted(2));
    let (clock, is_over) = (&AtomicI64::new(STARTED + 9 * 86_400), &AtomicBool::new(false));
    let [folded, lost] = &[[0, 0], [0, 0]].map(|counts| counts.map(AtomicU64::new));
    let fight = |place: usize| {
        let mut worker = worker(["a", "b"][place]);
        for jump in [2, 11, 5].into_iter().cycle() {
            if is_over.load(Ordering::Relaxed) {
                return;
            }
            let now = second(clock.fetch_add(jump, Ordering::Relaxed));
            let step = worker.step(events, wanted, (Instant::now(), now)).unwrap();
            let is_lost = !step.is_more && step.as_of.is_none();
            folded[place].fetch_add(step.users, Ordering::Relaxed);
            lost[place].fetch_add(u64::from(is_lost), Ordering::Relaxed);
        }
    };
    let have =
        |counts: &[AtomicU64; 2]| counts.iter().all(|count| count.load(Ordering::Relaxed) > 0);
    let mut users = 0;
    std::thread::scope(|scope| {
        let _fighters = [0, 1].map(|place| scope.spawn(move || fight(place)));
        for number in 0..10_000_usize {
            // Nothing comes for whom it came before, which would make good what was lost.
            let some = |place: usize| {
                let short = place.to_le_bytes()[0];
                event(users + place % USERS, place % 9, short.into(), short)
            };
            (0..3).for_each(|part| send(events, (part * 9..part * 9 + 9).map(some).collect()));
            users += USERS;
            if number > 100 && have(folded) && have(lost) {
                break;
            }
        }
        is_over.store(true, Ordering::Relaxed);
        assert!(have(folded) && have(lost), "both fold and lose: {folded:?} {lost:?}");
    });
    let mut clock = clock.load(Ordering::Relaxed);
    drain(events, &mut worker("c"), wanted, &mut clock);
    for plan in wanted {
        assert_eq!(ledger(events, plan.phase), recomputed(events, plan, users));
    }
}

/// While there are many plans to be added, users are folded by those that are there.
#[test]
fn many_plans_keep_nobody_waiting() {
    let folded = opened();
    let (events, mut clock) = (&folded.events, STARTED + 9 * 86_400);
    let wanted: Vec<Arc<Plan>> =
        (0..1_200).map(|number| plan(json!({"key": format!("k{number}")}))).collect();
    send(events, vec![event(0, 0, 1, 1)]);
    let mut one = worker("a");
    let step = one.step(events, &wanted, (Instant::now(), second(clock))).unwrap();
    assert!(step.is_more && step.users == 1, "{step:?}");
    assert_eq!(events.plans(LOG).unwrap().len(), 500);
    drain(events, &mut one, &wanted, &mut clock);
}
