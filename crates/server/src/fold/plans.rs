//! What has to be done so that users are summed up by the plans that there are, and no others.
//! Pure.

use std::collections::BTreeMap;
use std::sync::Arc;

use hoist_experiment::Plan;
use hoist_store::{PlanChange, StoredPlan};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// What rows and sums mean. With another number, everything is summed up anew.
const VERSION: u32 = 2;
/// Once a plan has ended for so long, no event of its time is accepted any more.
const SETTLED_AFTER: SignedDuration = SignedDuration::from_hours(31 * 24);

/// A plan as it is stored.
#[derive(Serialize, Deserialize)]
struct Body {
    version: u32,
    plan: Plan,
}

/// A plan that is stored, and what it says, if that means what it meant then.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) stored: StoredPlan,
    pub(super) plan: Option<Arc<Plan>>,
}

/// A plan that users are summed up by.
#[derive(Clone, Debug)]
pub(super) struct Active {
    pub(super) number: i64,
    pub(super) plan: Arc<Plan>,
    /// Whether all that was there when it came is summed up.
    pub(super) is_whole: bool,
}

/// What stored plans say. Of those that were known before, and say the same, nothing is read anew.
pub(super) fn known(stored: Vec<StoredPlan>, before: &[Known]) -> Vec<Known> {
    let known = |stored: StoredPlan| {
        let place = before.binary_search_by_key(&stored.number, |one| one.stored.number).ok();
        let same = place.and_then(|place| before.get(place));
        let plan = match same.filter(|same| same.stored.body == stored.body) {
            Some(same) => same.plan.clone(),
            None => plan_of(&stored).map(Arc::new),
        };
        Known { stored, plan }
    };
    // They come in the order of their numbers.
    stored.into_iter().map(known).collect()
}

/// What is due, in this order. A plan that is settled stays what it is: of the events that another
/// one would be made of some may be gone.
pub(super) fn due(
    wanted: &[Arc<Plan>],
    known: &[Known],
    now: Timestamp,
) -> Result<Vec<PlanChange>, serde_json::Error> {
    let mut missing: BTreeMap<(&str, u32), &Plan> =
        wanted.iter().map(|plan| ((plan.key.as_str(), plan.phase), &**plan)).collect();
    let mut due = Vec::new();
    for Known { stored, plan } in known.iter().filter(|known| !known.stored.is_gone) {
        let wanted = missing.remove(&(stored.key.as_str(), stored.phase));
        match (wanted, plan.as_deref()) {
            (Some(wanted), Some(plan)) if plan == wanted => {}
            (Some(_), Some(plan)) if stored.is_whole && is_settled(plan, now) => {}
            (Some(wanted), Some(plan)) if plan.measures_as(wanted) => {
                due.push(PlanChange::Change { plan: stored.number, body: body_of(wanted)? });
            }
            (wanted, _) => {
                due.push(PlanChange::Leave { plan: stored.number });
                if let Some(wanted) = wanted {
                    due.push(added(wanted)?);
                }
            }
        }
    }
    for wanted in missing.into_values() {
        due.push(added(wanted)?);
    }
    Ok(due)
}

/// The plans that something new can change: those that are not settled, or not yet whole.
pub(super) fn active(known: &[Known], now: Timestamp) -> Vec<Active> {
    let active = |Known { stored, plan }: &Known| {
        let (number, is_whole) = (stored.number, stored.is_whole);
        let plan = plan.clone().filter(|plan| !is_whole || !is_settled(plan, now))?;
        Some(Active { number, plan, is_whole })
    };
    known.iter().filter(|known| !known.stored.is_gone).filter_map(active).collect()
}

/// The plans that nothing new can change.
pub(crate) fn settled(stored: &[StoredPlan], now: Timestamp) -> impl Iterator<Item = i64> {
    let is_settled = move |stored: &&StoredPlan| {
        stored.is_whole && plan_of(stored).is_some_and(|plan| is_settled(&plan, now))
    };
    stored.iter().filter(is_settled).map(|stored| stored.number)
}

/// Whether no event of a plan's time is accepted any more.
pub(crate) fn is_settled(plan: &Plan, now: Timestamp) -> bool {
    let settled = plan.end().and_then(|end| end.checked_add(SETTLED_AFTER).ok());
    settled.is_some_and(|settled| settled <= now)
}

fn added(plan: &Plan) -> Result<PlanChange, serde_json::Error> {
    Ok(PlanChange::Add { key: plan.key.clone(), phase: plan.phase, body: body_of(plan)? })
}

fn body_of(plan: &Plan) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Body { version: VERSION, plan: plan.clone() })
}

/// The plan that is stored, if it means what it meant then.
pub(crate) fn plan_of(stored: &StoredPlan) -> Option<Plan> {
    let body: Body = serde_json::from_str(&stored.body).ok()?;
    (body.version == VERSION).then_some(body.plan)
}

/// What a stored plan says, whatever rows and sums of it mean.
pub(crate) fn said(stored: &StoredPlan) -> Option<Plan> {
    serde_json::from_str(&stored.body).ok().map(|body: Body| body.plan)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn plan(phase: u32) -> Plan {
        let plan = json!({
            "key": "layout", "phase": phase, "started": at(1_000), "control": 0, "alpha": 0.05,
            "variants": [{"name": "control"}, {"name": "wide"}], "metrics": [],
            "method": "hybrid", "look_back_minutes": 10,
        });
        serde_json::from_value(plan).unwrap()
    }

    fn stored(number: i64, plan: &Plan) -> StoredPlan {
        StoredPlan {
            changes: 0,
            number,
            key: plan.key.clone(),
            phase: plan.phase,
            body: body_of(plan).unwrap(),
            next_user: None,
            is_whole: true,
            is_gone: false,
        }
    }

    #[test]
    fn what_differs_is_due_and_nothing_else() {
        let ended = Plan { ended: Some(at(2_000)), ..plan(1) };
        let less = Plan { variants: plan(1).variants[..1].to_vec(), ..plan(1) };
        let add = |plan: &Plan| added(plan).unwrap();
        let change = |plan: &Plan| PlanChange::Change { plan: 7, body: body_of(plan).unwrap() };
        let leave = PlanChange::Leave { plan: 7 };
        let one = stored(7, &plan(1));
        let gone = StoredPlan { is_gone: true, ..one.clone() };
        let older =
            StoredPlan { body: one.body.replace("\"version\":2", "\"version\":1"), ..one.clone() };
        let unread = StoredPlan { body: "{}".to_owned(), ..one.clone() };
        for (wanted, stored, expected) in [
            (vec![plan(1)], vec![one.clone()], vec![]),
            (vec![], vec![], vec![]),
            (vec![plan(1)], vec![], vec![add(&plan(1))]),
            (vec![plan(1), plan(2)], vec![one.clone()], vec![add(&plan(2))]),
            (vec![ended.clone()], vec![one.clone()], vec![change(&ended)]),
            (vec![less.clone()], vec![one.clone()], vec![leave.clone(), add(&less)]),
            (vec![plan(1)], vec![older], vec![leave.clone(), add(&plan(1))]),
            (vec![plan(1)], vec![unread], vec![leave.clone(), add(&plan(1))]),
            (vec![], vec![one.clone()], vec![leave]),
            (vec![plan(1)], vec![gone.clone()], vec![add(&plan(1))]),
            (vec![], vec![gone], vec![]),
        ] {
            let wanted: Vec<Arc<Plan>> = wanted.into_iter().map(Arc::new).collect();
            let known = known(stored, &[]);
            assert_eq!(due(&wanted, &known, at(3_000)).unwrap(), expected, "{wanted:?} {known:?}");
        }
    }

    /// Whoever edits a metric changes nothing of what was measured by it long ago.
    #[test]
    fn a_plan_that_is_settled_stays() {
        let ended = Plan { ended: Some(at(2_000)), ..plan(1) };
        let wanted = Plan { variants: ended.variants[..1].to_vec(), ..ended.clone() };
        let wanted = [Arc::new(wanted)];
        let settles = at(2_000) + SETTLED_AFTER;
        let whole = stored(7, &ended);
        let half = StoredPlan { is_whole: false, ..whole.clone() };
        let before = settles - SignedDuration::from_secs(1);
        for (stored, now, count) in [(&whole, before, 2), (&whole, settles, 0), (&half, settles, 2)]
        {
            let known = known(vec![stored.clone()], &[]);
            assert_eq!(due(&wanted, &known, now).unwrap().len(), count, "{stored:?} {now}");
            // What is measured no more goes, at any time.
            assert_eq!(due(&[], &known, now).unwrap(), [PlanChange::Leave { plan: 7 }]);
        }
    }

    #[test]
    fn a_plan_that_ended_long_ago_is_settled() {
        let ended = stored(7, &Plan { ended: Some(at(2_000)), ..plan(1) });
        let settles = at(2_000) + SETTLED_AFTER;
        let numbers = |stored: &StoredPlan, now| {
            let known = known(vec![stored.clone()], &[]);
            active(&known, now).iter().map(|one| one.number).collect()
        };
        let half = StoredPlan { is_whole: false, ..ended.clone() };
        let gone = StoredPlan { is_gone: true, ..half.clone() };
        for (stored, now, expected) in [
            (&ended, settles - SignedDuration::from_secs(1), vec![7]),
            (&ended, settles, vec![]),
            (&half, settles, vec![7]),
            (&gone, settles, vec![]),
            (&stored(7, &plan(1)), Timestamp::MAX, vec![7]),
        ] {
            let found: Vec<i64> = numbers(stored, now);
            assert_eq!(found, expected, "{stored:?} {now}");
            let is_settled = settled(std::slice::from_ref(stored), now).next().is_some();
            assert_eq!(is_settled, found.is_empty() && !stored.is_gone, "{stored:?} {now}");
        }
    }
}
