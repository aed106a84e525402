//! What sums cannot tell and single rows can: quantiles, and caps that are percentiles.

use hoist_ruleset::document::MetricKind;
use hoist_stats::{Cap, Estimate, quantile_of_clusters};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::closed::last_closed_day;
use crate::fixed::UNIT;
use crate::plan::Plan;
use crate::row::{Row, Shown, Totals};
use crate::sums::{Cell, Ledger};

/// What was read from single rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured {
    /// Quantiles. Those of too few values are left out.
    pub quantiles: Vec<Quantile>,
    /// Caps that are percentiles.
    pub caps: Vec<Capped>,
    /// The sums of the metrics of `caps`, with each total up to its cap.
    pub capped: Ledger,
    /// There are more values of single users than are held at once, so none of this is told.
    pub too_many: bool,
}

/// A quantile of a variant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantile {
    /// Place of the metric in the plan.
    pub metric: usize,
    /// Place of the variant in the plan.
    pub variant: usize,
    /// The value over all users so far, and how much a user varies around it.
    pub estimate: Estimate,
    /// The same over users with closed windows, for tests.
    pub closed: Option<Estimate>,
}

/// The cap of a metric, taken from the totals of all variants together: one of each variant's own
/// would hide an effect on large totals.
///
/// Totals of zero are not asked: where few users buy, nearly all percentiles of all totals are
/// zero, and a metric with such a cap would be about nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capped {
    /// Place of the metric in the plan.
    pub metric: usize,
    /// The largest outcome that counts, in millionths; none where nobody has one.
    pub outcome: Option<i64>,
    /// The same of outcomes before the exposure.
    pub outcome_before: Option<i64>,
    /// Users whose outcome is above the cap.
    pub users_above: u64,
    /// Users of all variants.
    pub users: u64,
}

impl Capped {
    /// What of a user's totals counts.
    #[must_use]
    pub fn apply(&self, totals: &Totals) -> Totals {
        let cut = |total: i64, cap: Option<i64>| cap.map_or(total, |cap| total.min(cap));
        Totals {
            outcome: cut(totals.outcome, self.outcome),
            outcome_before: cut(totals.outcome_before, self.outcome_before),
            ..totals.clone()
        }
    }

    /// The largest outcome that counts.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        self.outcome.map(|cap| cap as f64 / UNIT as f64)
    }

    /// Of users of all variants, the part whose outcome is above the cap.
    #[must_use]
    pub fn share_above(&self) -> f64 {
        if self.users == 0 { 0.0 } else { self.users_above as f64 / self.users as f64 }
    }
}

/// What sums do not tell of a plan. `ledger` has the sums of all its rows; who did nothing by the
/// metrics that [need rows](crate::PlannedMetric::needs_rows) may be left out of `rows`.
#[must_use]
pub fn measure<'r>(
    plan: &Plan,
    ledger: &Ledger,
    rows: impl Iterator<Item = &'r Row> + Clone,
    now: Timestamp,
) -> Measured {
    let mut measured = Measured::default();
    for (metric, each) in plan.metrics.iter().enumerate() {
        if let MetricKind::Quantile { quantile } = each.kind {
            let last_day = last_closed_day(plan, each, now);
            for variant in 0..plan.variants.len() {
                let of = |day| estimate(rows.clone(), metric, variant, quantile, day);
                if let Some(estimate) = of(i32::MAX) {
                    let closed = if last_day == i32::MAX { Some(estimate) } else { of(last_day) };
                    measured.quantiles.push(Quantile { metric, variant, estimate, closed });
                }
            }
        }
        if let Some(level) = each.percentile() {
            measured.put_capped(ledger, rows.clone(), metric, level);
        }
    }
    measured
}

/// The quantile of a variant over users who came up to some day.
fn estimate<'r>(
    rows: impl Iterator<Item = &'r Row>,
    metric: usize,
    variant: usize,
    quantile: f64,
    last_day: i32,
) -> Option<Estimate> {
    let is_it = Shown::One(u16::try_from(variant).unwrap_or(u16::MAX));
    let of_variant = rows.filter(|row| row.shown == is_it && row.day() <= last_day);
    let values = of_variant.filter_map(|row| row.totals.get(metric));
    let mut users: Vec<&[i64]> = values.map(|totals| totals.values.as_slice()).collect();
    users.retain(|values| !values.is_empty());
    // Sums of floating-point numbers depend on the order of adding, and rows have none.
    users.sort_unstable();
    let scaled = |values: &&[i64]| -> Vec<f64> {
        values.iter().map(|value| *value as f64 / UNIT as f64).collect()
    };
    let users: Vec<Vec<f64>> = users.iter().map(scaled).collect();
    let users: Vec<&[f64]> = users.iter().map(Vec::as_slice).collect();
    quantile_of_clusters(&users, quantile).ok()
}

impl Measured {
    /// The cap of a metric.
    #[must_use]
    pub fn cap(&self, metric: usize) -> Option<&Capped> {
        self.caps.iter().find(|cap| cap.metric == metric)
    }

    /// Finds a metric's cap, and cuts off the sums what is above it: so what is left are the sums
    /// of capped totals, exactly.
    fn put_capped<'r>(
        &mut self,
        ledger: &Ledger,
        rows: impl Iterator<Item = &'r Row> + Clone,
        metric: usize,
        level: f64,
    ) {
        let Ok(place) = u16::try_from(metric) else { return };
        let totals = rows.filter_map(|row| match row.shown {
            Shown::One(variant) => {
                let cell = Cell { metric: place, variant, day: row.day() };
                row.totals.get(metric).map(|totals| (cell, totals))
            }
            Shown::Several => None,
        });
        let outcome = cap(totals.clone().map(|(_, totals)| totals.outcome), level);
        let outcome_before = cap(totals.clone().map(|(_, totals)| totals.outcome_before), level);
        let mut capped = Capped { metric, outcome, outcome_before, users_above: 0, users: 0 };
        for (cell, sums) in ledger.iter().filter(|(cell, _)| cell.metric == place) {
            capped.users += sums.users();
            self.capped.add(*cell, sums);
        }
        for (cell, totals) in totals {
            let within = capped.apply(totals);
            capped.users_above += u64::from(within.outcome < totals.outcome);
            if within != *totals {
                self.capped.replace(cell, totals, &within);
            }
        }
        self.caps.push(capped);
    }
}

/// The cap of totals, of those that are not zero. It is never below zero, so that it changes
/// nothing for who did nothing.
fn cap(totals: impl Iterator<Item = i64>, level: f64) -> Option<i64> {
    // Integers of this size are floating-point numbers as they are.
    let totals: Vec<f64> = totals.filter(|total| *total != 0).map(|total| total as f64).collect();
    let cap = Cap::at(level, &totals, true).ok()?;
    #[expect(clippy::cast_possible_truncation, reason = "it is one of the totals")]
    let value = cap.value as i64;
    Some(value.max(0))
}

#[cfg(test)]
mod tests;
