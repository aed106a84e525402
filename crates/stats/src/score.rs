//! The lift of a share by its score, with few conversions and none too.

use crate::basis::Basis;
use crate::chance::Chance;
use crate::effect::{Alpha, Effect, Interval, Method, Units};
use crate::proportion::{Proportion, asymptotic_units};
use crate::refusal::{Refusal, finite};
use crate::special::normal;

/// The lift of a share: of how many more units of the candidate convert, relative to the control.
///
/// Koopman (1984), Biometrics 40; without the factor n/(n - 1) of Miettinen and Nurminen (1985),
/// Statistics in Medicine 4, and without the correction for skewness of Gart and Nam (1988),
/// Biometrics 44: all lifts whose [`lift_score`] is within the critical value. So the interval has
/// a width also where nobody of the candidate converts, and it never reaches below -1. The p-value
/// is that of no lift, by the pooled test of two shares, and the standard error the one that there
/// is then: the interval covers zero if and only if the p-value is at least alpha.
///
/// The difference beside it, by Welch or Newcombe, is another test: near alpha, one may be
/// significant where the other is not. Refused where nobody of the control converts.
///
/// ```
/// # use hoist_stats::{Alpha, Proportion, lift_of_proportions};
/// let [control, candidate] =
///     [Proportion::new(20, 1000), Proportion::new(0, 1000)].map(Result::unwrap);
/// let effect = lift_of_proportions(control, candidate, Alpha::FIVE_PERCENT).unwrap();
/// assert_eq!((effect.estimate, effect.interval.lower), (-1.0, -1.0));
/// assert!((effect.interval.upper + 0.8085).abs() < 1e-4 && effect.p_value < 0.001);
/// ```
pub fn lift_of_proportions(
    control: Proportion,
    candidate: Proportion,
    alpha: Alpha,
) -> Result<Effect, Refusal> {
    let units = Units::of(control.units, candidate.units)?.all;
    if control.successes == 0 {
        return Err(Refusal::ZeroBaseline);
    }
    let Chance { p_value, ln_p_value } = Chance::normal(lift_score(control, candidate, 0.0)?);
    let critical = normal::two_sided_quantile(alpha.get());
    Ok(Effect {
        estimate: lift_of(control, candidate)?,
        standard_error: score_error(control, candidate, 0.0)?,
        degrees_of_freedom: f64::INFINITY,
        interval: lift_within(control, candidate, critical)?,
        p_value,
        ln_p_value,
        units,
        smaller_units: asymptotic_units(control, candidate),
        method: Method::Score,
        basis: Basis::ShareRatio([control, candidate]),
    })
}

/// By how many standard errors the lift of a share is above another, by the error that there is if
/// that one is true: for margins, with few conversions too, and none of the control's.
///
/// Koopman (1984), Biometrics 40: with r = 1 + lift, `(p2 - r p1)/sqrt(q2~ p2~/n2 + r^2 q1~
/// p1~/n1)`, with p~ the likeliest shares of which one is r times the other. Refused where they do
/// not vary.
pub fn lift_score(control: Proportion, candidate: Proportion, lift: f64) -> Result<f64, Refusal> {
    let error = difference_error(control, candidate, lift)?;
    if error == 0.0 {
        return Err(Refusal::ZeroVariance);
    }
    finite((apart(control, candidate) - lift * control.share()) / error)
}

/// The difference of the shares, without one of numbers that are nearly the same.
fn apart(control: Proportion, candidate: Proportion) -> f64 {
    let product = |one: u64, other: u64| u128::from(one) * u128::from(other);
    let own = product(candidate.successes, control.units);
    let other = product(control.successes, candidate.units);
    let size = own.abs_diff(other) as f64 / control.units as f64 / candidate.units as f64;
    if own >= other { size } else { -size }
}

/// No share is less than nothing, also where its difference over the control's is rounded.
fn lift_of(control: Proportion, candidate: Proportion) -> Result<f64, Refusal> {
    Ok(finite(apart(control, candidate) / control.share())?.max(-1.0))
}

/// The standard error of the lift if that one is true.
pub(crate) fn score_error(
    control: Proportion,
    candidate: Proportion,
    lift: f64,
) -> Result<f64, Refusal> {
    if control.successes == 0 {
        return Err(Refusal::ZeroBaseline);
    }
    finite(difference_error(control, candidate, lift)? / control.share())
}

/// Of `p2 - (1 + lift) p1`, if that is the true lift.
///
/// The likeliest share of the control, p, solves `n r p^2 - (x2 + n1 + r (x1 + n2)) p + x1 + x2 =
/// 0`, n being all units. Where nearly all convert, what is left to one is a difference of numbers
/// that are nearly the same; so it is taken from the equation of the failures, y.
fn difference_error(control: Proportion, candidate: Proportion, lift: f64) -> Result<f64, Refusal> {
    if !(-1.0..f64::INFINITY).contains(&lift) {
        return Err(Refusal::Invalid("a lift of a share is -1 or more, and finite"));
    }
    let [n1, x1, y1] = [control.units, control.successes, control.failures()].map(|n| n as f64);
    let [n2, x2, y2] =
        [candidate.units, candidate.successes, candidate.failures()].map(|n| n as f64);
    let (n, r) = (n1 + n2, 1.0 + lift);
    // (b^2 - 4 a c) of the equation.
    let apart = y1 - y2 - lift * (x1 + n2);
    let root = (apart * apart + 4.0 * r * y1 * y2).sqrt();
    let first = (2.0 * (x1 + x2) / (x2 + n1 + r * (x1 + n2) + root)).min(1.0);
    // 2 n r (1 - p) and 2 n (1 - r p), each by whichever form has no difference in it.
    let left = lift * n + r * y1 + y2;
    let first_left =
        if left >= 0.0 { (left + root) / (2.0 * n * r) } else { -2.0 * lift * y1 / (root - left) };
    let left = r * y1 + y2 - lift * n;
    let second_left =
        if left >= 0.0 { (left + root) / (2.0 * n) } else { 2.0 * lift * y2 / (root - left) };
    let second = r * first;
    let variance = second * second_left / n2 + r * second * first_left / n1;
    // With r = 0 the second share is 0, and the first's error is taken 0 times.
    if r == 0.0 { Ok(0.0) } else { finite(variance.max(0.0).sqrt()) }
}

/// All lifts from which that of a share is no more than so many standard errors: the score falls
/// with the lift, and without end.
pub(crate) fn lift_within(
    control: Proportion,
    candidate: Proportion,
    critical: f64,
) -> Result<Interval, Refusal> {
    if control.successes == 0 {
        return Err(Refusal::ZeroBaseline);
    }
    let estimate = lift_of(control, candidate)?;
    let off = |lift: f64, side: f64| {
        // It has no end where the ratio comes near zero.
        let is_nothing = side > 0.0 && lift <= -1.0;
        let score = if is_nothing { f64::INFINITY } else { lift_score(control, candidate, lift)? };
        Ok(side * score - critical)
    };
    let lower = if candidate.successes == 0 {
        -1.0
    } else {
        end(estimate, |lift| off(lift, 1.0), |lift| 0.5 * (lift - 1.0))?
    };
    // From nothing, the smallest ratio that one conversion more could make.
    let least = 1.0 / candidate.units as f64;
    let upper = end(estimate, |lift| off(lift, -1.0), |lift| 2.0 * lift + 1.0 + least)?;
    Interval::of(lower, upper)
}

/// A step is twice as far as the one before, and numbers end after 1,100 of these.
const STEPS_MAX: u32 = 2000;
/// A bisection takes 60, and secants fewer.
const ROUNDS_MAX: u32 = 200;

/// Where what is below zero at the estimate is zero, further and further on: secants within a
/// bracket, of which an end that stays twice is taken for half of what it is (Illinois).
fn end(
    estimate: f64,
    off: impl Fn(f64) -> Result<f64, Refusal>,
    further: impl Fn(f64) -> f64,
) -> Result<f64, Refusal> {
    // At the estimate itself the score is zero, also where nothing varies there.
    let mut from = (estimate, off(estimate).unwrap_or(0.0).min(0.0));
    let mut to = (estimate, from.1);
    for _ in 0..STEPS_MAX {
        let place = further(to.0);
        (from, to) = (to, (place, off(place)?));
        if to.1 > 0.0 {
            break;
        }
    }
    if to.1 <= 0.0 {
        return Err(Refusal::UnboundedRatio);
    }
    let (mut last, mut was_beyond) = (to.0, None);
    for _ in 0..ROUNDS_MAX {
        let secant = to.0 - to.1 * (to.0 - from.0) / (to.1 - from.1);
        let is_within = (secant - from.0) * (secant - to.0) < 0.0;
        let middle = if is_within { secant } else { 0.5 * (from.0 + to.0) };
        let at = off(middle)?;
        let moved = (middle - last).abs();
        last = middle;
        if at == 0.0 || moved <= f64::EPSILON * (1.0 + middle.abs()) {
            break;
        }
        let is_beyond = at > 0.0;
        let (moves, stays) = if is_beyond { (&mut to, &mut from) } else { (&mut from, &mut to) };
        *moves = (middle, at);
        if was_beyond == Some(is_beyond) {
            stays.1 *= 0.5;
        }
        was_beyond = Some(is_beyond);
    }
    Ok(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::binomial;

    fn of(yes: u64, all: u64) -> Proportion {
        Proportion::new(yes, all).unwrap()
    }

    #[test]
    fn scores_against_a_ratio() {
        // Against no lift it is the pooled test.
        let (control, candidate) = (of(5, 1000), of(15, 1500));
        let pooled: f64 = 20.0 / 2500.0;
        let error = (pooled * (1.0 - pooled) * (1.0 / 1000.0 + 1.0 / 1500.0)).sqrt();
        let score = lift_score(control, candidate, 0.0).unwrap();
        assert!((score - 0.005 / error).abs() < 1e-12, "{score}");
        assert!(lift_score(control, candidate, 1.0).unwrap().abs() < 1e-12);
        assert_eq!(lift_score(of(0, 9), of(0, 9), 0.0), Err(Refusal::ZeroVariance));
        for lift in [f64::NAN, f64::INFINITY, -1.1] {
            assert!(lift_score(control, candidate, lift).is_err(), "{lift}");
        }
        // Of a control without conversions too.
        assert!(lift_score(of(0, 1000), of(12, 1000), 0.1).unwrap() > 3.0);
    }

    #[test]
    fn a_lift_of_few_conversions_has_a_width() {
        for (control, candidate) in [
            (of(20, 1000), of(0, 1000)),
            (of(500, 1000), of(0, 1000)),
            (of(1, 1000), of(1, 1000)),
            (of(1000, 1000), of(997, 1000)),
            (of(3, 1_000_000_000), of(0, 1_000_000_000)),
        ] {
            let effect = lift_of_proportions(control, candidate, Alpha::FIVE_PERCENT).unwrap();
            let Interval { lower, upper } = effect.interval;
            assert!(lower >= -1.0 && upper - lower > 1e-4, "{effect:?}");
            let is_significant = effect.p_value < 0.05;
            assert_eq!(is_significant, !effect.interval.covers_zero(), "{effect:?}");
        }
        let nobody = lift_of_proportions(of(0, 1000), of(9, 1000), Alpha::FIVE_PERCENT);
        assert_eq!(nobody, Err(Refusal::ZeroBaseline));
    }

    /// Over all tables there are: how often the interval has the true lift.
    #[test]
    fn the_interval_covers_the_lift_of_few_conversions() {
        let alpha = Alpha::FIVE_PERCENT;
        // By Fieller's interval, or the delta method's: 0.63, 0.86 and 0.89 of these.
        for [share, other] in [[0.02, 0.001], [0.02, 0.002], [0.05, 0.003]] {
            let (mut covered, mut told) = (0.0, 0.0);
            let [control, candidate] = [share, other].map(|share| binomial(1000, share));
            for (first, chance) in (0..).zip(&control).skip(1) {
                for (second, and) in (0..).zip(&candidate) {
                    if chance * and < 1e-9 {
                        continue;
                    }
                    let effect =
                        lift_of_proportions(of(first, 1000), of(second, 1000), alpha).unwrap();
                    let Interval { lower, upper } = effect.interval;
                    told += chance * and;
                    let has_it = (lower..=upper).contains(&(other / share - 1.0));
                    covered += if has_it { chance * and } else { 0.0 };
                }
            }
            let coverage = covered / told;
            assert!((0.935..=0.985).contains(&coverage), "{share} {other}: {coverage}");
        }
    }
}
