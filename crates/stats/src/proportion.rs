//! Shares of units that did something, with few of them too.

use crate::basis::Basis;
use crate::chance::Chance;
use crate::compare;
use crate::effect::{Alpha, Effect, Interval, Method, Units};
use crate::estimate::Estimate;
use crate::refusal::{Refusal, at_least};
use crate::special::normal;

/// With fewer conversions or non-conversions than this in a variant, a proportion is not about
/// normal, and Newcombe's interval is used.
const NORMAL_FROM: u64 = 10;

/// How many units did something, and how many there were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proportion {
    pub(crate) successes: u64,
    pub(crate) units: u64,
}

impl Proportion {
    /// Refuses more successes than units, and no units.
    pub fn new(successes: u64, units: u64) -> Result<Self, Refusal> {
        at_least(1, units)?;
        if successes > units {
            return Err(Refusal::Invalid("there are more successes than units"));
        }
        Ok(Self { successes, units })
    }

    /// The share.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.successes as f64 / self.units as f64
    }

    /// The share with variance `p (1 - p)` of a unit, for all comparisons.
    pub fn estimate(&self) -> Result<Estimate, Refusal> {
        Estimate::new(self.units, self.share(), self.unit_variance())
    }

    /// Wilson's score interval: right for few successes, and always within 0 and 1.
    ///
    /// Wilson (1927), JASA 22: `(p + z^2/2n -+ z sqrt(p q/n + z^2/4n^2))/(1 + z^2/n)`.
    #[must_use]
    pub fn wilson(&self, alpha: Alpha) -> Interval {
        let z = normal::two_sided_quantile(alpha.get());
        let lower = (self.share() - self.score_distance(z, -1.0)).max(0.0);
        let upper = (self.share() + self.score_distance(z, 1.0)).min(1.0);
        Interval { lower, upper }
    }

    pub(crate) fn failures(&self) -> u64 {
        self.units - self.successes
    }

    fn unit_variance(&self) -> f64 {
        self.share() * (self.failures() as f64 / self.units as f64)
    }

    /// How far Wilson's end on one side (-1 or 1) is from the share, without a difference of
    /// numbers that are nearly the same.
    fn score_distance(&self, z: f64, side: f64) -> f64 {
        let (n, p) = (self.units as f64, self.share());
        let q = self.failures() as f64 / n;
        let square = z * z / n;
        let root = z / n.sqrt() * (p * q + square / 4.0).sqrt();
        let shift = side * square * 0.5 * (q - p);
        ((root + shift) / (1.0 + square)).max(0.0)
    }

    pub(crate) fn is_small(&self) -> bool {
        self.successes.min(self.failures()) < NORMAL_FROM
    }
}

/// The difference of two shares: [`newcombe`] where a variant has fewer than 10 conversions or
/// non-conversions, else [`difference`](crate::difference).
pub fn difference_of_proportions(
    control: Proportion,
    candidate: Proportion,
    alpha: Alpha,
) -> Result<Effect, Refusal> {
    if control.is_small() || candidate.is_small() {
        return newcombe(control, candidate, alpha);
    }
    compare::difference(&control.estimate()?, &candidate.estimate()?, alpha)
}

/// The difference of two shares with the interval that Wilson's intervals make.
///
/// Newcombe (1998), Statistics in Medicine 17, method 10: with d = p2 - p1 and Wilson's l and u,
/// from `d - sqrt((p2 - l2)^2 + (u1 - p1)^2)` to `d + sqrt((u2 - p2)^2 + (p1 - l1)^2)`. The p-value
/// is the level at which that interval ends at zero. Right for few conversions, and none; with many
/// it is that of the normal distribution, at more cost. With fewer than about 5 expected in each
/// variant it may err a little more often than alpha: [`fisher_exact`](crate::fisher_exact) never
/// does. Its standard error is told and not to be read by itself: rules take their scores from the
/// counts, and sequences refuse it where a variant has under 10.
///
/// ```
/// # use hoist_stats::{Alpha, Proportion, newcombe};
/// let [control, candidate] = [Proportion::new(0, 20), Proportion::new(6, 20)].map(Result::unwrap);
/// let effect = newcombe(control, candidate, Alpha::FIVE_PERCENT).unwrap();
/// assert!(effect.p_value < 0.05 && effect.interval.lower > 0.0);
/// ```
pub fn newcombe(
    control: Proportion,
    candidate: Proportion,
    alpha: Alpha,
) -> Result<Effect, Refusal> {
    let units = Units::of(control.units, candidate.units)?.all;
    let estimate = candidate.share() - control.share();
    let critical = normal::two_sided_quantile(alpha.get());
    let variance = control.unit_variance() / control.units as f64
        + candidate.unit_variance() / candidate.units as f64;
    let Chance { p_value, ln_p_value } = Chance::normal(newcombe_z(control, candidate, estimate));
    Ok(Effect {
        estimate,
        standard_error: variance.sqrt(),
        degrees_of_freedom: f64::INFINITY,
        interval: newcombe_interval(control, candidate, critical)?,
        p_value,
        ln_p_value,
        units,
        smaller_units: asymptotic_units(control, candidate),
        method: Method::Newcombe,
        basis: Basis::Shares([control, candidate]),
    })
}

/// [`newcombe`]'s interval at a critical value.
pub(crate) fn newcombe_interval(
    control: Proportion,
    candidate: Proportion,
    critical: f64,
) -> Result<Interval, Refusal> {
    let estimate = candidate.share() - control.share();
    Interval::of(
        estimate - newcombe_distance(control, candidate, critical),
        estimate + newcombe_distance(candidate, control, critical),
    )
}

/// Few conversions are few units for what is asymptotic, however many did not convert.
pub(crate) fn asymptotic_units(control: Proportion, candidate: Proportion) -> u64 {
    let few = |one: &Proportion| one.successes.min(one.failures());
    let all = [control, candidate];
    let small = all.iter().filter(|one| one.is_small()).map(few).min();
    small.unwrap_or_else(|| control.units.min(candidate.units))
}

/// How far the interval of `high - low` reaches towards zero.
fn newcombe_distance(low: Proportion, high: Proportion, z: f64) -> f64 {
    high.score_distance(z, -1.0).hypot(low.score_distance(z, 1.0))
}

/// The critical value at which the interval ends at zero, by bisection: the distance grows with it.
pub(crate) fn newcombe_z(control: Proportion, candidate: Proportion, difference: f64) -> f64 {
    let (low, high) = if difference > 0.0 { (control, candidate) } else { (candidate, control) };
    let reaches = |z: f64| newcombe_distance(low, high, z) >= difference.abs();
    let (mut from, mut to) = (0.0, 1.0);
    // It grows no faster than the root of the units.
    for _ in 0..40 {
        if reaches(to) {
            break;
        }
        (from, to) = (to, 2.0 * to);
    }
    for _ in 0..60 {
        let middle = 0.5 * (from + to);
        (from, to) = if reaches(middle) { (from, middle) } else { (middle, to) };
    }
    // Without a difference, any interval covers zero.
    if difference == 0.0 { 0.0 } else { to }
}

/// The lift of a share with an interval on the scale of logarithms, which never reaches below -1.
///
/// Katz, Baptista, Azen and Pike (1978), Biometrics 34, method C:
/// `exp(ln(p2/p1) -+ z sqrt(q1/(n1 p1) + q2/(n2 p2))) - 1`. Not without conversions in both
/// variants, which is refused, and not with very few.
pub fn lift_by_log_ratio(
    control: Proportion,
    candidate: Proportion,
    alpha: Alpha,
) -> Result<Effect, Refusal> {
    let units = Units::of(control.units, candidate.units)?;
    if control.successes == 0 {
        return Err(Refusal::ZeroBaseline);
    }
    if candidate.successes == 0 {
        return Err(Refusal::UnboundedRatio);
    }
    let part = |one: Proportion| one.failures() as f64 / one.units as f64 / one.successes as f64;
    let variance = part(control) + part(candidate);
    if variance == 0.0 {
        return Err(Refusal::ZeroVariance);
    }
    let estimate = (candidate.share() - control.share()) / control.share();
    let (log, error) = (estimate.ln_1p(), variance.sqrt());
    let half = normal::two_sided_quantile(alpha.get()) * error;
    let Chance { p_value, ln_p_value } = Chance::normal(log / error);
    Ok(Effect {
        estimate,
        standard_error: (1.0 + estimate) * error,
        degrees_of_freedom: f64::INFINITY,
        interval: Interval::of((log - half).exp_m1(), (log + half).exp_m1())?,
        p_value,
        ln_p_value,
        units: units.all,
        smaller_units: units.smaller,
        method: Method::LogRatio,
        basis: Basis::LogRatio(error),
    })
}
