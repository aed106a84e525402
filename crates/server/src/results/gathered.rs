//! What single rows come to: sums, and the values that quantiles read. Pure.

use hoist_api::Results;
use hoist_experiment::{Input, Ledger, Measured, Plan, Row, Shown, Tested, analyse, measure};
use hoist_ruleset::document::MetricKind;
use jiff::Timestamp;

use super::told::told;

/// Values of quantiles that are in memory at once, of all users together. With more, quantiles are
/// not told.
const VALUES_MAX: usize = 5_000_000;

/// What rows come to, one after the other: in memory is what analyses read, whatever the number of
/// users.
pub struct Gathered {
    plan: Plan,
    ledger: Ledger,
    /// The places of metrics that are quantiles, and their values alone of each user.
    quantiles: Vec<usize>,
    rows: Vec<Row>,
    values: usize,
}

impl Gathered {
    /// Of nobody yet.
    #[must_use]
    pub fn of(plan: Plan) -> Self {
        let is_quantile = |place: &usize| {
            let kind = plan.metrics.get(*place).map(|metric| &metric.kind);
            matches!(kind, Some(MetricKind::Quantile { .. }))
        };
        let quantiles = (0..plan.metrics.len()).filter(is_quantile).collect();
        Self { plan, ledger: Ledger::default(), quantiles, rows: Vec::new(), values: 0 }
    }

    /// Puts a user in.
    pub fn add(&mut self, row: &Row) {
        self.ledger.put(row);
        if self.quantiles.is_empty() || row.shown == Shown::Several {
            return;
        }
        let totals = self.quantiles.iter().filter_map(|place| row.totals.get(*place).cloned());
        let totals: Vec<_> = totals.collect();
        let own: usize = totals.iter().map(|totals| totals.values.len()).sum();
        self.values += own;
        if self.values > VALUES_MAX {
            self.rows = Vec::new();
        } else if own > 0 {
            self.rows.push(Row { totals, ..row.clone() });
        }
    }

    /// The quantiles.
    #[must_use]
    pub fn measured(&self) -> Vec<Measured> {
        if self.values > VALUES_MAX {
            return Vec::new();
        }
        let metrics = self.quantiles.iter().filter_map(|place| self.plan.metrics.get(*place));
        let plan = Plan { metrics: metrics.cloned().collect(), ..self.plan.clone() };
        let place =
            |one: Measured| Some(Measured { metric: *self.quantiles.get(one.metric)?, ..one });
        measure(&plan, self.rows.iter()).into_iter().filter_map(place).collect()
    }

    /// What is known of them at a moment, with the tests of the log.
    #[must_use]
    pub fn results(&self, tested: &[Tested], now: Timestamp) -> Results {
        let measured = self.measured();
        let Self { plan, ledger, .. } = self;
        let input = Input { plan, ledger, tested, measured: &measured, now };
        told(&input, &analyse(&input))
    }
}

/// Whether some metric of a plan is read from single users.
pub(super) fn needs_rows(plan: &Plan) -> bool {
    !Gathered::of(plan.clone()).quantiles.is_empty()
}
