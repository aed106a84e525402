//! From all events of a user to the row of that user.
//!
//! Whatever is late, early, sent twice or out of order is no case of its own: the row is a function
//! of the set of events.

use hoist_ruleset::document::{MetricCap, MetricKind};
use jiff::Timestamp;

use crate::event::{Happening, UserEvent};
use crate::fixed::{TOTAL_MAX, UNIT, millionths};
use crate::plan::{Plan, PlannedMetric};
use crate::row::{Row, Shown, Totals};

/// Events of one user that are read, the earliest, and as many exposures after them. Whoever has
/// more is counted, and told of.
pub const USER_EVENTS_MAX: usize = 100_000;
/// Values of one user that a quantile reads, the earliest.
pub const USER_VALUES_MAX: usize = 1_000;

const MINUTE_MS: i64 = 60_000;

/// What a user is in a plan, from all events of that user in any order; none for who was not
/// exposed in the phase.
///
/// - The first exposure in the phase makes the user's day and begins the windows. Exposures to
///   variants that the plan does not have are none; those to variants without weight count only
///   where there are no others, and then the user has no totals.
/// - Observations count from the first exposure until the window closes or the phase ends,
///   whichever is first: afterwards the user is no longer in the variant.
/// - Observations in the look-back before the first exposure of all phases are the covariate. None
///   of them can have been touched by a variant.
/// - Who was shown several variants has no totals.
/// - Observations after the first [`USER_EVENTS_MAX`] events are left out, and the row says so.
#[must_use]
pub fn summarise(plan: &Plan, events: &[UserEvent<'_>]) -> Option<Row> {
    let (distinct, is_cut) = read(events);
    let exposed = Exposed::of(plan, &distinct)?;
    let totals = match exposed.shown {
        Shown::One(place) if plan.may_have_users(place.into()) => {
            plan.metrics.iter().map(|metric| totals(plan, metric, &exposed, &distinct)).collect()
        }
        Shown::One(_) | Shown::Several => Vec::new(),
    };
    let exposed_at = Timestamp::from_millisecond(exposed.at_ms).ok()?;
    Some(Row { exposed_at, shown: exposed.shown, totals, is_cut })
}

/// The events that are read, each once, and whether there are more. Exposures are read however many
/// observations came before them: a user is in a variant whatever else happened.
fn read<'r, 'e>(events: &'r [UserEvent<'e>]) -> (Vec<&'r UserEvent<'e>>, bool) {
    let mut read: Vec<&UserEvent<'_>> = events.iter().collect();
    let mut is_cut = false;
    if read.len() > USER_EVENTS_MAX {
        read.sort_by_cached_key(|event| (event.at_ms(), event.order()));
        read.dedup_by_key(|event| event.identity());
        is_cut = read.len() > USER_EVENTS_MAX;
        let later = read.split_off(read.len().min(USER_EVENTS_MAX));
        let is_exposure = |event: &&UserEvent<'_>| matches!(event.what, Happening::Exposure { .. });
        read.extend(later.into_iter().filter(is_exposure).take(USER_EVENTS_MAX));
    }
    read.sort_by_cached_key(|event| event.order());
    read.dedup_by_key(|event| event.identity());
    (read, is_cut)
}

/// A user's exposures to one experiment or flag, all together.
struct Exposed {
    /// The first in this phase.
    at_ms: i64,
    /// The first in any phase.
    ever_ms: i64,
    shown: Shown,
}

impl Exposed {
    fn of(plan: &Plan, events: &[&UserEvent<'_>]) -> Option<Self> {
        let from = plan.started.as_millisecond();
        let end = plan.end().map_or(i64::MAX, Timestamp::as_millisecond);
        // Of variants that may have users, and of others.
        let (mut ever_ms, mut planned, mut unplanned) = (i64::MAX, None, None);
        for event in events {
            let Happening::Exposure { key, variant } = event.what else { continue };
            if key != plan.key {
                continue;
            }
            let at_ms = event.at_ms();
            ever_ms = ever_ms.min(at_ms);
            let Some(place) = plan.variant(variant) else { continue };
            let Ok(variant) = u16::try_from(place) else { continue };
            if (from..end).contains(&at_ms) {
                let first = if plan.may_have_users(place) { &mut planned } else { &mut unplanned };
                let (before, shown) = first.unwrap_or((at_ms, Shown::One(variant)));
                let is_same = shown == Shown::One(variant);
                *first = Some((at_ms.min(before), if is_same { shown } else { Shown::Several }));
            }
        }
        let (at_ms, shown) = planned.or(unplanned)?;
        Some(Self { at_ms, ever_ms, shown })
    }
}

fn totals(
    plan: &Plan,
    metric: &PlannedMetric,
    exposed: &Exposed,
    events: &[&UserEvent<'_>],
) -> Totals {
    let end = plan.end().map_or(i64::MAX, Timestamp::as_millisecond);
    let window = metric.window_minutes.map_or(i64::MAX, |minutes| i64::from(minutes) * MINUTE_MS);
    let after = exposed.at_ms..exposed.at_ms.saturating_add(window).min(end);
    let look_back = i64::from(plan.look_back_minutes) * MINUTE_MS;
    let before = exposed.ever_ms - look_back..exposed.ever_ms;
    let of = |names: &[String], within: &std::ops::Range<i64>| {
        let mut found = Vec::new();
        for each in events {
            let Happening::Observation { event, value, experiment } = each.what else { continue };
            if within.contains(&each.at_ms())
                && experiment.is_none_or(|key| key == plan.key)
                && names.iter().any(|name| name == event)
            {
                found.push((each.at_ms(), millionths(value)));
            }
        }
        found
    };
    let outcome = |within| outcome(metric, &of(&metric.events, within));
    match &metric.kind {
        MetricKind::Conversion | MetricKind::Mean => Totals {
            outcome: outcome(&after),
            outcome_before: outcome(&before),
            ..Totals::default()
        },
        MetricKind::Ratio { denominator } => {
            let below = std::slice::from_ref(denominator);
            Totals {
                outcome: outcome(&after),
                denominator: total(&of(below, &after)),
                outcome_before: outcome(&before),
                denominator_before: total(&of(below, &before)),
                values: Vec::new(),
            }
        }
        MetricKind::Quantile { .. } => {
            let mut found = of(&metric.events, &after);
            found.sort_unstable();
            found.truncate(USER_VALUES_MAX);
            let mut values: Vec<_> = found.into_iter().map(|(_, value)| value).collect();
            values.sort_unstable();
            Totals { values, ..Totals::default() }
        }
    }
}

fn outcome(metric: &PlannedMetric, found: &[(i64, i64)]) -> i64 {
    if metric.kind == MetricKind::Conversion {
        return if found.is_empty() { 0 } else { UNIT };
    }
    match metric.cap {
        Some(MetricCap::At(cap)) => total(found).min(millionths(cap)),
        // A percentile is of all users.
        Some(MetricCap::Percentile(_)) | None => total(found),
    }
}

fn total(found: &[(i64, i64)]) -> i64 {
    let max = i128::from(TOTAL_MAX);
    let sum: i128 = found.iter().map(|(_, value)| i128::from(*value)).sum();
    i64::try_from(sum.clamp(-max, max)).unwrap_or(TOTAL_MAX)
}

#[cfg(test)]
mod tests;
