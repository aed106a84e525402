//! What single rows come to: sums, and what only single users tell. Pure.

use hoist_api::Results;
use hoist_experiment::{
    Capped, Cell, Input, Ledger, Measured, Plan, Quantile, Row, Shown, Tested, analyse, measure,
};
use jiff::Timestamp;

use super::told::told;

/// Numbers of single users that are in memory at once, of all users together. With more, metrics
/// that need them are not told.
const VALUES_MAX: usize = 5_000_000;

/// What rows come to, one after the other: in memory is what analyses read, whatever the number of
/// users.
pub struct Gathered {
    plan: Plan,
    ledger: Ledger,
    /// The places of metrics that sums do not tell, and of each user who did anything by them what
    /// that was.
    places: Vec<usize>,
    rows: Vec<Row>,
    values: usize,
}

impl Gathered {
    /// Of nobody yet.
    #[must_use]
    pub fn of(plan: Plan) -> Self {
        let metrics = plan.metrics.iter().enumerate();
        let places = metrics.filter(|(_, metric)| metric.needs_rows()).map(|(place, _)| place);
        let places = places.collect();
        Self { plan, ledger: Ledger::default(), places, rows: Vec::new(), values: 0 }
    }

    /// Puts a user in.
    pub fn add(&mut self, row: &Row) {
        self.ledger.put(row);
        if self.places.is_empty() || row.shown == Shown::Several {
            return;
        }
        let totals = self.places.iter().filter_map(|place| row.totals.get(*place).cloned());
        let totals: Vec<_> = totals.collect();
        let has_total = |it: &&hoist_experiment::Totals| it.outcome != 0 || it.outcome_before != 0;
        let own = totals.iter().map(|totals| totals.values.len()).sum::<usize>()
            + totals.iter().filter(has_total).count();
        self.values += own;
        if self.values > VALUES_MAX {
            self.rows = Vec::new();
        } else if own > 0 {
            self.rows.push(Row { totals, ..row.clone() });
        }
    }

    /// What sums do not tell.
    #[must_use]
    pub fn measured(&self, now: Timestamp) -> Measured {
        let too_many = self.values > VALUES_MAX;
        if too_many || self.places.is_empty() {
            return Measured { too_many, ..Measured::default() };
        }
        // Rows have the numbers of these metrics alone.
        let metrics = self.places.iter().filter_map(|place| self.plan.metrics.get(*place));
        let plan = Plan { metrics: metrics.cloned().collect(), ..self.plan.clone() };
        let within = |metric: u16| self.places.iter().position(|it| *it == usize::from(metric));
        let ledger = placed(&self.ledger, within);
        let found = measure(&plan, &ledger, self.rows.iter(), now);
        let place = |metric: usize| self.places.get(metric).copied();
        let quantile = |it: Quantile| Some(Quantile { metric: place(it.metric)?, ..it });
        let cap = |it: Capped| Some(Capped { metric: place(it.metric)?, ..it });
        Measured {
            quantiles: found.quantiles.into_iter().filter_map(quantile).collect(),
            caps: found.caps.into_iter().filter_map(cap).collect(),
            capped: placed(&found.capped, |metric| place(metric.into())),
            too_many,
        }
    }

    /// What is known of them at a moment, with the tests of the log.
    #[must_use]
    pub fn results(&self, tested: &[Tested], now: Timestamp) -> Results {
        let measured = self.measured(now);
        let Self { plan, ledger, .. } = self;
        let measured = &measured;
        let input = Input { plan, ledger, tested, measured, unsummed: 0, as_of: now, now };
        told(&input, &analyse(&input))
    }
}

/// Sums with other places of metrics, without those of metrics that have none.
fn placed(ledger: &Ledger, place: impl Fn(u16) -> Option<usize>) -> Ledger {
    let cell = |(cell, sums): (&Cell, &hoist_experiment::Sums)| {
        let metric = place(cell.metric).and_then(|place| u16::try_from(place).ok())?;
        Some((Cell { metric, ..*cell }, *sums))
    };
    ledger.iter().filter_map(cell).collect()
}

/// Whether some metric of a plan is read from single users.
pub(super) fn needs_rows(plan: &Plan) -> bool {
    plan.metrics.iter().any(hoist_experiment::PlannedMetric::needs_rows)
}
