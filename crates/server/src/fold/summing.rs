//! What users come to in plans, and what that changes in sums. Pure, but for the handle by which
//! sums are written.

use std::collections::{BTreeMap, BTreeSet};

use hoist_experiment::{
    Cell, Happening, Ledger, Malformed, Row, Shown, Sums, USER_EVENTS_MAX, UserEvent, summarise,
};
use hoist_ruleset::document::MetricRole;
use hoist_store::{Change, MarkedEvent, MarkedUser, StoreError, SumOf, SummedUser};
use tracing::error;

use super::plans::{Active, plan_of};

/// Rows that are in memory at once while sums are made anew.
const ROWS_MAX: usize = 5_000;

/// Plans by what they are of: what a user costs does not depend on how many others there are.
pub(super) type ByKey<'p> = BTreeMap<&'p str, Vec<&'p Active>>;

pub(super) fn by_key(plans: &[Active]) -> ByKey<'_> {
    let mut by_key = ByKey::new();
    plans.iter().for_each(|plan| by_key.entry(&plan.plan.key).or_default().push(plan));
    by_key
}

/// A user, summed up by the plans of what they were exposed to. They keep their rows of others:
/// exposures may be too old to be there, and what was summed up stays.
pub(super) fn summed(plans: &ByKey<'_>, user: MarkedUser) -> SummedUser {
    let events: Vec<UserEvent<'_>> = user.events.iter().filter_map(event).collect();
    let exposed: BTreeSet<&str> = events.iter().filter_map(exposed_to).collect();
    let rows = exposed
        .into_iter()
        .filter_map(|key| plans.get(key))
        .flatten()
        .map(|active| (active.number, summarise(&active.plan, &events).map(|row| row.to_bytes())))
        .collect();
    SummedUser { user, rows }
}

fn event(stored: &MarkedEvent) -> Option<UserEvent<'_>> {
    let MarkedEvent { id, at, key, name, value } = stored;
    let what = match (value, key) {
        (Some(value), key) => {
            let (event, experiment) = (&**name, key.as_deref());
            Happening::Observation { event, value: *value, experiment }
        }
        (None, Some(key)) => Happening::Exposure { key, variant: name },
        // Nothing is accepted so.
        (None, None) => return None,
    };
    Some(UserEvent { id: *id, at: *at, what })
}

fn exposed_to<'e>(event: &UserEvent<'e>) -> Option<&'e str> {
    match event.what {
        Happening::Exposure { key, .. } => Some(key),
        Happening::Observation { .. } => None,
    }
}

/// Takes the rows of who is erased off the sums. Nothing that is damaged keeps anybody: where a row
/// or a sum cannot be read, the sums are made anew from the rows of all others.
///
/// # Errors
///
/// Sums cannot be written.
pub(crate) fn take_off(
    changes: &[Change],
    sums: &mut hoist_store::Sums<'_>,
) -> Result<(), StoreError> {
    // They come plan by plan.
    for of_plan in changes.chunk_by(|one, next| one.plan == next.plan) {
        match replace(of_plan, sums) {
            Ok(_) => {}
            Err(Failed { plan, error: error @ StoreError::Damaged { .. } }) => {
                error!(plan, %error, "the sums of a phase are made anew from its rows");
                rebuild(plan, sums)?;
            }
            Err(Failed { error, .. }) => return Err(error),
        }
    }
    Ok(())
}

/// Makes the sums of a plan from its rows. Only who has a row that cannot be read is summed up from
/// events: those of others may be gone for long.
fn rebuild(number: i64, sums: &mut hoist_store::Sums<'_>) -> Result<(), StoreError> {
    let plan = plan_of(&sums.clear(number)?);
    let (mut ledger, mut next_user) = (Ledger::default(), Some(0));
    while let Some(first_user) = next_user {
        let rows = sums.rows(number, first_user, ROWS_MAX)?;
        next_user = rows.last().map(|(last, _)| last + 1);
        for (user, bytes) in rows {
            let row = match Row::from_bytes(&bytes) {
                Ok(row) => Some(row),
                Err(Malformed) => {
                    let events = sums.happened(user, USER_EVENTS_MAX + 1)?;
                    let events: Vec<UserEvent<'_>> = events.iter().filter_map(event).collect();
                    let row = plan.as_ref().and_then(|plan| summarise(plan, &events));
                    sums.put_row(number, user, row.as_ref().map(Row::to_bytes).as_deref())?;
                    row
                }
            };
            row.iter().for_each(|row| ledger.put(row));
        }
    }
    for (&Cell { metric, variant, day }, sum) in ledger.iter() {
        let whole = |_: Option<&[u8]>| Ok::<_, Malformed>(Some(sum.to_bytes()));
        sums.change(number, SumOf { metric, variant, day }, whole)?;
    }
    Ok(())
}

/// What could not be summed up.
pub(super) struct Failed {
    pub(super) plan: i64,
    pub(super) error: StoreError,
}

/// Sums up what changed in rows, and gives these.
pub(super) fn replace(
    changes: &[Change],
    sums: &mut hoist_store::Sums<'_>,
) -> Result<Vec<Replaced>, Failed> {
    let read = |change: &Change| {
        let failed = |malformed| Failed { plan: change.plan, error: sums.damaged(malformed) };
        replaced(change).map_err(failed)
    };
    let rows = changes.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    put(&rows, sums)?;
    Ok(rows)
}

/// A row that is another one now.
pub(super) struct Replaced {
    plan: i64,
    old: Option<Row>,
    new: Option<Row>,
}

fn replaced(Change { plan, old, new }: &Change) -> Result<Replaced, Malformed> {
    let row = |bytes: &Option<Vec<u8>>| bytes.as_deref().map(Row::from_bytes).transpose();
    Ok(Replaced { plan: *plan, old: row(old)?, new: row(new)? })
}

fn put(rows: &[Replaced], sums: &mut hoist_store::Sums<'_>) -> Result<(), Failed> {
    for ((plan, cell), difference) in differences(rows) {
        let Cell { metric, variant, day } = cell;
        let changed = sums.change(plan, SumOf { metric, variant, day }, |sum| {
            let mut sum = sum.map(Sums::from_bytes).transpose()?.unwrap_or_default();
            sum.add(&difference);
            Ok::<_, Malformed>((!sum.is_empty()).then(|| sum.to_bytes()))
        });
        changed.map_err(|error| Failed { plan, error })?;
    }
    Ok(())
}

/// What is to be added to the sums of each plan.
fn differences(rows: &[Replaced]) -> BTreeMap<(i64, Cell), Sums> {
    let mut differences: BTreeMap<(i64, Cell), Sums> = BTreeMap::new();
    for Replaced { plan, old, new } in rows {
        for (cell, of_row) in old.iter().flat_map(Row::cells) {
            differences.entry((*plan, cell)).or_default().remove(&of_row);
        }
        for (cell, of_row) in new.iter().flat_map(Row::cells) {
            differences.entry((*plan, cell)).or_default().add(&of_row);
        }
    }
    differences.retain(|_, difference| !difference.is_empty());
    differences
}

/// Users of a variant that are new in it, and those that have come to do what the goal measures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Arrived {
    pub(crate) users: u64,
    pub(crate) converted: u64,
}

/// By key and variant, how many are new. Those of a plan that is only now being summed up were there
/// before.
pub(super) fn arrived(plans: &[Active], rows: &[Replaced]) -> BTreeMap<(String, String), Arrived> {
    let mut all: BTreeMap<(String, String), Arrived> = BTreeMap::new();
    for Replaced { plan, old, new } in rows {
        // They are in the order of their numbers.
        let place = plans.binary_search_by_key(plan, |active| active.number).ok();
        let active = place.and_then(|place| plans.get(place)).filter(|active| active.is_whole);
        let (Some(active), Some(new)) = (active, new) else { continue };
        let Shown::One(place) = new.shown else { continue };
        let Some(variant) = active.plan.variants.get(usize::from(place)) else { continue };
        let is_goal = |metric: &&hoist_experiment::PlannedMetric| metric.role == MetricRole::Goal;
        let goal = active.plan.metrics.iter().position(|metric| is_goal(&metric));
        let has_converted = |row: &Row| {
            let totals = goal.and_then(|goal| row.totals.get(goal));
            totals.is_some_and(|totals| totals.outcome != 0 || !totals.values.is_empty())
        };
        let before = old.as_ref().filter(|old| old.shown == new.shown);
        let arrived = Arrived {
            users: u64::from(before.is_none()),
            converted: u64::from(has_converted(new) && !before.is_some_and(has_converted)),
        };
        if arrived != Arrived::default() {
            let of = (active.plan.key.clone(), variant.name.clone());
            let sum = all.entry(of).or_default();
            sum.users += arrived.users;
            sum.converted += arrived.converted;
        }
    }
    all
}
