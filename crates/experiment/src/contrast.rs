//! A variant and the control, compared once, from sums alone: what every method reads.

use hoist_ruleset::document::MetricKind;
use hoist_stats::{
    Alpha, Cuped, Effect, Estimate, Moments, Proportion, Refusal as NoNumber, covariate_balance,
    difference, lift, linearised,
};

use crate::analysis::Refusal;
use crate::fixed::UNIT;
use crate::input::Input;
use crate::sums::Sums;

/// With fewer conversions, or users without one, in a variant, a share is not about normal.
pub const CONVERSIONS_MIN: u64 = 10;
/// With fewer users in a variant, nothing may be read at any time, or adjusted by the past.
pub const USERS_MIN: u64 = 100;
/// Pasts that are less likely than this by chance are not alike.
pub(crate) const BALANCE_ALPHA: f64 = 0.001;

/// A variant and the control, compared.
#[derive(Clone, Debug)]
pub(crate) enum Contrast {
    /// By Student's t.
    Student(Student),
    /// There are few conversions: how many of how many, of control and variant.
    Counts([[u64; 2]; 2]),
}

/// An effect by Student's t.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Student {
    pub(crate) effect: Effect,
    pub(crate) relative: bool,
    pub(crate) adjusted: bool,
    /// Users of the smaller of the two.
    pub(crate) fewest: u64,
}

/// Compares a variant with the control by a metric, over users who came up to some day.
pub(crate) fn contrast(
    input: &Input<'_>,
    metric: usize,
    variant: usize,
    last_day: i32,
    alpha: Alpha,
) -> Result<Contrast, Refusal> {
    let kind = input.plan.metrics.get(metric).map(|metric| &metric.kind);
    let both = [input.plan.control, variant];
    let estimates = both.map(|variant| measured(input, metric, variant));
    if let [Some(control), Some(candidate)] = estimates {
        let (effect, relative) = relative_or_not(&control, &candidate, alpha)?;
        let fewest = control.units().min(candidate.units());
        return Ok(Contrast::Student(Student { effect, relative, adjusted: false, fewest }));
    }
    let sums = both.map(|variant| sums(input, metric, variant, last_day));
    let fewest = sums.iter().map(Sums::users).min().unwrap_or(0);
    if fewest == 0 {
        return Err(Refusal::no_users());
    }
    let estimates = match kind {
        None | Some(MetricKind::Quantile { .. }) => return Err(Refusal::user_totals()),
        Some(MetricKind::Conversion) => {
            let counts = sums.map(|sums| [conversions(&sums), sums.users()]);
            if counts.iter().any(|[yes, all]| *yes.min(&(all - yes)) < CONVERSIONS_MIN) {
                return Ok(Contrast::Counts(counts));
            }
            counts.map(|[yes, all]| Proportion::new(yes, all)?.estimate())
        }
        Some(MetricKind::Mean) => sums.map(|sums| Estimate::mean(&sums.moments([0])?)),
        Some(MetricKind::Ratio { .. }) => sums.map(|sums| Estimate::ratio(&sums.moments([0, 1])?)),
    };
    let [control, candidate] = estimates;
    let (control, candidate) = (control?, candidate?);
    if fewest >= USERS_MIN
        && let Some((effect, relative)) = adjusted(input, metric, variant, last_day, alpha)
    {
        return Ok(Contrast::Student(Student { effect, relative, adjusted: true, fewest }));
    }
    let (effect, relative) = relative_or_not(&control, &candidate, alpha)?;
    Ok(Contrast::Student(Student { effect, relative, adjusted: false, fewest }))
}

/// The lift, or the difference where there is none over nothing.
fn relative_or_not(
    control: &Estimate,
    candidate: &Estimate,
    alpha: Alpha,
) -> Result<(Effect, bool), NoNumber> {
    or_difference(lift(control, candidate, alpha), || difference(control, candidate, alpha))
}

fn or_difference(
    lift: Result<Effect, NoNumber>,
    difference: impl FnOnce() -> Result<Effect, NoNumber>,
) -> Result<(Effect, bool), NoNumber> {
    match lift {
        Err(NoNumber::ZeroBaseline | NoNumber::UnboundedRatio) => Ok((difference()?, false)),
        lift => Ok((lift?, true)),
    }
}

/// The lift or difference adjusted by the past, where there is one that variants share.
fn adjusted(
    input: &Input<'_>,
    metric: usize,
    variant: usize,
    last_day: i32,
    alpha: Alpha,
) -> Option<(Effect, bool)> {
    let control = past(input, metric, input.plan.control, last_day).ok()?;
    let candidate = past(input, metric, variant, last_day).ok()?;
    if covariate_balance(&control, &candidate).ok()?.p_value < BALANCE_ALPHA {
        return None;
    }
    let all =
        (0..input.plan.variants.len()).filter_map(|one| past(input, metric, one, last_day).ok());
    let cuped = Cuped::fit(&all.collect::<Vec<_>>()).ok()?;
    if cuped.theta() == 0.0 {
        return None;
    }
    let lift = cuped.lift(&control, &candidate, alpha);
    or_difference(lift, || cuped.difference(&control, &candidate, alpha)).ok()
}

/// Outcome and covariate of a variant's users. Refused where a metric has no past.
pub(crate) fn past(
    input: &Input<'_>,
    metric: usize,
    variant: usize,
    last_day: i32,
) -> Result<Moments<2>, NoNumber> {
    let sums = sums(input, metric, variant, last_day);
    match input.plan.metrics.get(metric).map(|metric| &metric.kind) {
        Some(MetricKind::Conversion | MetricKind::Mean) => sums.moments([0, 2]),
        Some(MetricKind::Ratio { .. }) => linearised(&sums.moments([0, 1, 2, 3])?),
        _ => Err(NoNumber::Invalid("there is no past of a quantile")),
    }
}

/// What was read from single users.
pub(crate) fn measured(input: &Input<'_>, metric: usize, variant: usize) -> Option<Estimate> {
    let is_it = |one: &&crate::Measured| (one.metric, one.variant) == (metric, variant);
    input.measured.iter().find(is_it).map(|one| one.estimate)
}

/// The sums of a metric and variant up to a day.
pub(crate) fn sums(input: &Input<'_>, metric: usize, variant: usize, last_day: i32) -> Sums {
    let place = |place: usize| u16::try_from(place).unwrap_or(u16::MAX);
    input.ledger.through(place(metric), place(variant), last_day)
}

/// How many users converted, by the sums of a conversion.
#[must_use]
pub fn conversions(sums: &Sums) -> u64 {
    u64::try_from(sums.sum(0) / i128::from(UNIT)).unwrap_or(0).min(sums.users())
}
