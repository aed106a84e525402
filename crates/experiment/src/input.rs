//! What an analysis is made of.

use hoist_ruleset::document::MetricKind;
use hoist_stats::{Estimate, quantile_of_clusters};
use jiff::Timestamp;

use crate::fixed::UNIT;
use crate::plan::Plan;
use crate::row::{Row, Shown};
use crate::sums::Ledger;
use crate::tested::Tested;

/// What an analysis is made of. All that was decided before is in it: an analysis remembers
/// nothing.
#[derive(Clone, Copy, Debug)]
pub struct Input<'i> {
    /// What is measured.
    pub plan: &'i Plan,
    /// The users.
    pub ledger: &'i Ledger,
    /// All tests of the phase that are in the log, in its order.
    pub tested: &'i [Tested],
    /// What sums cannot tell, read from single rows. A metric that needs it and has none is
    /// refused.
    pub measured: &'i [Measured],
    /// The moment.
    pub now: Timestamp,
}

/// The value of a metric for a variant that was read from single rows, such as a quantile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// Place of the metric in the plan.
    pub metric: usize,
    /// Place of the variant in the plan.
    pub variant: usize,
    /// The value, and how much a user varies around it.
    pub estimate: Estimate,
}

/// The quantiles of a plan, from all its rows. Which of the two has too few values is left out.
#[must_use]
pub fn measure<'r>(plan: &Plan, rows: impl Iterator<Item = &'r Row> + Clone) -> Vec<Measured> {
    let mut measured = Vec::new();
    for (metric, each) in plan.metrics.iter().enumerate() {
        let MetricKind::Quantile { quantile } = each.kind else { continue };
        for variant in 0..plan.variants.len() {
            let is_it = Shown::One(u16::try_from(variant).unwrap_or(u16::MAX));
            let of_variant = rows.clone().filter(|row| row.shown == is_it);
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
            if let Ok(estimate) = quantile_of_clusters(&users, quantile) {
                measured.push(Measured { metric, variant, estimate });
            }
        }
    }
    measured
}
