//! What a metric is for one variant, by itself.

use hoist_ruleset::document::MetricKind;
use hoist_stats::Estimate;

use crate::contrast::{conversions, is_unmeasured, measured, sums};
use crate::fixed::UNIT;
use crate::input::Input;
use crate::sums::Cell;

/// What a metric is for one variant.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Value {
    pub(crate) users: u64,
    pub(crate) conversions: Option<u64>,
    pub(crate) sum: Option<f64>,
    pub(crate) value: Option<f64>,
    pub(crate) std_dev: Option<f64>,
}

/// What a metric is for one variant, over all users so far.
pub(crate) fn of(input: &Input<'_>, metric: usize, variant: usize) -> Value {
    if is_unmeasured(input, metric) {
        let place = u16::try_from(variant).unwrap_or(Cell::SEVERAL);
        let users = input.ledger.through(Cell::USERS, place, i32::MAX).users();
        return Value { users, ..Value::default() };
    }
    let sums = sums(input, metric, variant, i32::MAX);
    let users = sums.users();
    let sum = sums.sum(0) as f64 / UNIT as f64;
    let of_estimate = |estimate: Estimate| Value {
        value: Some(estimate.value()),
        // The variance of the value is that of one user over how many there are.
        std_dev: Some((estimate.variance() * estimate.units() as f64).sqrt()),
        ..Value::default()
    };
    let estimated = |estimate: Result<Estimate, hoist_stats::Refusal>| {
        estimate.map_or(Value::default(), of_estimate)
    };
    if let Some(estimate) = measured(input, metric, variant, i32::MAX) {
        return Value { users, ..of_estimate(estimate) };
    }
    match input.plan.metrics.get(metric).map(|metric| &metric.kind) {
        None | Some(MetricKind::Quantile { .. }) => Value { users, ..Value::default() },
        Some(MetricKind::Conversion) => {
            let yes = conversions(&sums);
            let share = yes as f64 / users as f64;
            let share = (users > 0).then_some(share);
            let std_dev = share.map(|share| (share * (1.0 - share)).sqrt());
            Value { users, conversions: Some(yes), sum: Some(sum), value: share, std_dev }
        }
        Some(MetricKind::Mean) => {
            let mean = (users > 0).then(|| sum / users as f64);
            let spread = estimated(sums.moments([0]).and_then(|moments| Estimate::mean(&moments)));
            Value { users, sum: Some(sum), value: mean, ..spread }
        }
        Some(MetricKind::Ratio { .. }) => {
            let ratio = sums.moments([0, 1]).and_then(|moments| Estimate::ratio(&moments));
            Value { users, sum: Some(sum), ..estimated(ratio) }
        }
    }
}
