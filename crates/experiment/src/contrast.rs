//! A variant and the control, compared once, from sums alone: what every method reads.

use hoist_ruleset::document::MetricKind;
use hoist_stats::{
    Alpha, Basis, Cuped, Effect, Estimate, Moments, Ratio, Refusal as NoNumber, covariate_balance,
    difference, lift_by_delta, lift_of_proportions, linearised, newcombe,
};

use crate::against::proportions;
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
#[derive(Clone, Copy, Debug)]
pub(crate) struct Contrast {
    /// Its interval is whoever's reads it.
    pub(crate) effect: Effect,
    /// Whether it is a lift, or a difference.
    pub(crate) relative: bool,
    pub(crate) adjusted: bool,
    /// Of shares, how many of how many users converted.
    pub(crate) counts: Option<[[u64; 2]; 2]>,
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
    if is_unmeasured(input, metric) {
        return Err(Refusal::user_totals(input.measured.too_many));
    }
    let estimates = both.map(|variant| measured(input, metric, variant, last_day));
    if let [Some(control), Some(candidate)] = estimates {
        return Ok(plain(&control, &candidate, alpha)?);
    }
    let sums = both.map(|variant| sums(input, metric, variant, last_day));
    let fewest = sums.iter().map(Sums::users).min().unwrap_or(0);
    if fewest == 0 {
        return Err(Refusal::no_users());
    }
    let is_rare = has_few_conversions(kind, &sums);
    if fewest >= USERS_MIN
        && !is_rare
        && let Some(contrast) = adjusted(input, metric, variant, last_day, alpha)
    {
        return Ok(contrast);
    }
    let estimates = match kind {
        None | Some(MetricKind::Quantile { .. }) => {
            return Err(Refusal::user_totals(input.measured.too_many));
        }
        Some(MetricKind::Conversion) => return Ok(of_counts(counts(&sums), is_rare, alpha)?),
        Some(MetricKind::Mean) => sums.map(|sums| Estimate::mean(&sums.moments([0])?)),
        Some(MetricKind::Ratio { .. }) => sums.map(|sums| Estimate::ratio(&sums.moments([0, 1])?)),
    };
    let [control, candidate] = estimates;
    Ok(plain(&control?, &candidate?, alpha)?)
}

fn counts(sums: &[Sums; 2]) -> [[u64; 2]; 2] {
    [0, 1].map(|place| [conversions(&sums[place]), sums[place].users()])
}

fn has_few_conversions(kind: Option<&MetricKind>, sums: &[Sums; 2]) -> bool {
    let is_few = |[yes, all]: &[u64; 2]| *yes.min(&(all - yes)) < CONVERSIONS_MIN;
    kind == Some(&MetricKind::Conversion) && counts(sums).iter().any(is_few)
}

/// The lift of shares, or their difference where there are few conversions.
pub(crate) fn of_counts(
    counts: [[u64; 2]; 2],
    is_difference: bool,
    alpha: Alpha,
) -> Result<Contrast, NoNumber> {
    let [control, candidate] = proportions(counts)?;
    let compare = if is_difference { newcombe } else { lift_of_proportions };
    let effect = compare(control, candidate, alpha)?;
    Ok(Contrast { effect, relative: !is_difference, adjusted: false, counts: Some(counts) })
}

/// The lift, or the difference where there is none: over nothing, and of nothing.
fn plain(control: &Estimate, candidate: &Estimate, alpha: Alpha) -> Result<Contrast, NoNumber> {
    let ratio = match Ratio::of(control, candidate) {
        Err(NoNumber::ZeroBaseline | NoNumber::NothingLeft) => {
            return Ok(plainly(difference(control, candidate, alpha)?, false));
        }
        ratio => ratio?,
    };
    let lift = if ratio.is_uncertain() {
        over(difference(control, candidate, alpha)?, ratio)
    } else {
        lift_by_delta(control, candidate, alpha)?
    };
    Ok(plainly(lift, true))
}

const fn plainly(effect: Effect, relative: bool) -> Contrast {
    Contrast { effect, relative, adjusted: false, counts: None }
}

/// A difference as a lift. Its interval is whoever's reads it.
fn over(difference: Effect, ratio: Ratio) -> Effect {
    let size = ratio.base.abs();
    Effect {
        estimate: difference.estimate / size,
        standard_error: difference.standard_error / size,
        basis: Basis::Ratio(ratio),
        ..difference
    }
}

/// The lift or difference adjusted by the past, where there is one that variants share.
fn adjusted(
    input: &Input<'_>,
    metric: usize,
    variant: usize,
    last_day: i32,
    alpha: Alpha,
) -> Option<Contrast> {
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
    let difference = cuped.difference(&control, &candidate, alpha).ok()?;
    let contrast = match cuped.ratio(&control, &candidate) {
        Err(NoNumber::ZeroBaseline) => plainly(difference, false),
        ratio => match ratio.ok()? {
            ratio if ratio.is_uncertain() => plainly(over(difference, ratio), true),
            _ => plainly(cuped.lift_by_delta(&control, &candidate, alpha).ok()?, true),
        },
    };
    Some(Contrast { adjusted: true, ..contrast })
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

/// A quantile, over users who came up to a day: the last one whose windows are closed, or any.
pub(crate) fn measured(
    input: &Input<'_>,
    metric: usize,
    variant: usize,
    last_day: i32,
) -> Option<Estimate> {
    let is_it = |one: &&crate::Quantile| (one.metric, one.variant) == (metric, variant);
    let found = input.measured.quantiles.iter().find(is_it)?;
    if last_day == i32::MAX { Some(found.estimate) } else { found.closed }
}

/// Whether a metric has a percentile for a cap that is not known yet.
pub(crate) fn is_unmeasured(input: &Input<'_>, metric: usize) -> bool {
    has_percentile(input, metric) && input.measured.cap(metric).is_none()
}

fn has_percentile(input: &Input<'_>, metric: usize) -> bool {
    input.plan.metrics.get(metric).is_some_and(|metric| metric.percentile().is_some())
}

/// The sums of a metric and variant up to a day, of capped totals where the cap is a percentile.
pub(crate) fn sums(input: &Input<'_>, metric: usize, variant: usize, last_day: i32) -> Sums {
    let place = |place: usize| u16::try_from(place).unwrap_or(u16::MAX);
    let is_capped = has_percentile(input, metric);
    let ledger = if is_capped { &input.measured.capped } else { input.ledger };
    ledger.through(place(metric), place(variant), last_day)
}

/// How many users converted, by the sums of a conversion.
#[must_use]
pub fn conversions(sums: &Sums) -> u64 {
    u64::try_from(sums.sum(0) / i128::from(UNIT)).unwrap_or(0).min(sums.users())
}
