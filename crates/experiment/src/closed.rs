//! Whose windows are closed. Sums are by day, so it is told by whole days (UTC).

use crate::plan::{Plan, PlannedMetric};
use jiff::Timestamp;

pub(crate) const DAY_MS: i64 = 24 * 60 * 60 * 1000;
const MINUTE_MS: i64 = 60_000;

/// The day of a time.
pub(crate) fn day_of(at: Timestamp) -> i32 {
    // Timestamps end in the year 9999, which is day 2,932,896.
    i32::try_from(at.as_millisecond().div_euclid(DAY_MS)).unwrap_or(i32::MAX)
}

/// Whether the phase is over, so that all windows are closed.
pub(crate) fn is_over(plan: &Plan, now: Timestamp) -> bool {
    plan.end().is_some_and(|end| end <= now)
}

/// The last day whose users had the whole window of a metric, before the phase ended; none so far
/// where no day is. Of who came later, at most all were cut off by the end.
pub(crate) fn last_closed_day(plan: &Plan, metric: &PlannedMetric, now: Timestamp) -> i32 {
    let Some(window) = window_ms(plan, metric) else {
        let is_closed = plan.end_date.is_some_and(|end| end <= now && plan.end() == Some(end));
        return if is_closed { i32::MAX } else { i32::MIN };
    };
    if window == 0 && is_over(plan, now) {
        return i32::MAX;
    }
    let at = plan.end().map_or(now, |end| end.min(now));
    let opened = at.as_millisecond() - window;
    // Who came at the very end of a day has the window of the next day's start.
    i32::try_from(opened.div_euclid(DAY_MS) - 1).unwrap_or(i32::MIN)
}

/// When the windows of all who came on a day are closed.
pub(crate) fn closes_at_ms(plan: &Plan, day: i32, metric: &PlannedMetric) -> Option<i64> {
    Some((i64::from(day) + 1) * DAY_MS + window_ms(plan, metric)?)
}

/// How long after a day its users' windows are open. One without an end ends with the phase; where
/// that has none either, a user is as good as any other once there.
fn window_ms(plan: &Plan, metric: &PlannedMetric) -> Option<i64> {
    match (metric.window_minutes, plan.end_date) {
        (Some(minutes), _) => Some(i64::from(minutes) * MINUTE_MS),
        (None, None) => Some(0),
        (None, Some(_)) => None,
    }
}
