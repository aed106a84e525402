//! Two variants compared: the difference and the lift.

use crate::effect::{Alpha, Effect, Method, Units};
use crate::estimate::Estimate;
use crate::ratio::Ratio;
use crate::refusal::Refusal;

/// Below so many standard errors of the control's value, the delta method is off, and Fieller's
/// interval is used.
const FIELLER_BELOW_STANDARD_ERRORS: f64 = 20.0;

/// Candidate minus control.
///
/// Welch (1947), Biometrika 34: `V = s1^2/n1 + s2^2/n2`, `t = difference/sqrt(V)`,
/// `df = V^2/((s1^2/n1)^2/(n1 - 1) + (s2^2/n2)^2/(n2 - 1))`. One standard error, unpooled, for both
/// interval and p-value. Assumes independent units and a mean that is about normal: not for a few
/// units of a heavy-tailed metric, nor for [proportions with few conversions](crate::newcombe), nor
/// to be read again and again ([`Hybrid`](crate::Hybrid) is).
///
/// One variant without variance is fine; two are refused.
///
/// ```
/// # use hoist_stats::{Alpha, Estimate, difference};
/// let control = Estimate::new(100, 10.0, 4.0).unwrap();
/// let candidate = Estimate::new(100, 10.5, 4.0).unwrap();
/// let effect = difference(&control, &candidate, Alpha::FIVE_PERCENT).unwrap();
/// assert!((effect.p_value - 0.0786).abs() < 1e-4);
/// assert!(effect.interval.covers_zero());
/// ```
pub fn difference(
    control: &Estimate,
    candidate: &Estimate,
    alpha: Alpha,
) -> Result<Effect, Refusal> {
    let variance = control.variance() + candidate.variance();
    let df = welch_df(control, candidate);
    let estimate = candidate.value - control.value;
    Effect::by_student(Method::Welch, units(control, candidate)?, estimate, variance, df, alpha)
}

/// The change relative to the size of the control's value: `(candidate - control)/|control|`.
///
/// [`lift_by_fieller`] where the control's value is under 20 standard errors, else
/// [`lift_by_delta`], which is then as good. Refused where the control's value is zero, and where
/// all that the candidate has is zeros. Not for shares, which have
/// [`lift_of_proportions`](crate::lift_of_proportions).
pub fn lift(control: &Estimate, candidate: &Estimate, alpha: Alpha) -> Result<Effect, Refusal> {
    if is_uncertain(control.value, control.standard_error()) {
        lift_by_fieller(control, candidate, alpha)
    } else {
        lift_by_delta(control, candidate, alpha)
    }
}

/// The lift by the delta method.
///
/// `Var = v2/m1^2 + v1 m2^2/m1^4`, v the variances of the values (Deng, Knoblich and Lu 2018,
/// arXiv:1803.06336, section 3.1); degrees of freedom as in [`difference`]. The p-value is that of
/// the lift over its own standard error, and so not quite that of the difference. Not where the
/// control's value is near zero by its standard error: the lift is then far from normal.
pub fn lift_by_delta(
    control: &Estimate,
    candidate: &Estimate,
    alpha: Alpha,
) -> Result<Effect, Refusal> {
    has_lift(control, candidate)?;
    let base = control.value;
    let ratio = candidate.value / base;
    let variance =
        candidate.variance() / base / base + control.variance() / base / base * ratio * ratio;
    let estimate = (candidate.value - control.value) / base.abs();
    let (df, units) = (welch_df(control, candidate), units(control, candidate)?);
    Effect::by_student(Method::Delta, units, estimate, variance, df, alpha)
}

/// The lift with Fieller's interval, which is right however uncertain the control's value is.
///
/// Fieller (1954), J. R. Stat. Soc. B 16: with `R = m2/m1`, `g = t^2 v1/m1^2`, the ends are
/// `(R -+ t/|m1| sqrt(v2 + R^2 v1 - g v2))/(1 - g) - 1`. Refused with `g >= 1`, where the control's
/// value may be zero and the interval has no end. The p-value is that of the [`difference`]: the
/// interval covers zero if and only if that one's does. So is the estimate over its standard error,
/// which is that of no effect. Rules and margins take the error at the value that they ask about
/// ([`Effect::score`]), and their intervals are Fieller's too ([`Effect::within`]).
pub fn lift_by_fieller(
    control: &Estimate,
    candidate: &Estimate,
    alpha: Alpha,
) -> Result<Effect, Refusal> {
    let difference = difference(control, candidate, alpha)?;
    let ratio = Ratio::of(control, candidate)?;
    Ok(Effect { method: Method::Fieller, ..ratio.effect(&difference, alpha)? })
}

/// Whether the delta method is off for what is relative to that value.
pub(crate) fn is_uncertain(base: f64, standard_error: f64) -> bool {
    base.abs() < FIELLER_BELOW_STANDARD_ERRORS * standard_error
}

pub(crate) fn baseline(control: &Estimate) -> Result<f64, Refusal> {
    if control.value == 0.0 { Err(Refusal::ZeroBaseline) } else { Ok(control.value) }
}

/// A candidate that has nothing but zeros has a lift of -1, and nothing says how far off that is:
/// an interval of the variances that were seen would have no width.
pub(crate) fn has_lift(control: &Estimate, candidate: &Estimate) -> Result<(), Refusal> {
    baseline(control)?;
    let is_nothing = candidate.value == 0.0 && candidate.variance == 0.0;
    if is_nothing && control.variance > 0.0 { Err(Refusal::NothingLeft) } else { Ok(()) }
}

pub(crate) fn units(control: &Estimate, candidate: &Estimate) -> Result<Units, Refusal> {
    Units::of(control.units, candidate.units)
}

/// Welch and Satterthwaite's degrees of freedom, by the shares of the variance, which cannot
/// overflow.
pub(crate) fn welch_df(control: &Estimate, candidate: &Estimate) -> f64 {
    satterthwaite(&[control, candidate].map(|one| (one.variance(), one.degrees_of_freedom)))
}

/// The degrees of freedom of a sum of variances, each with its own.
pub(crate) fn satterthwaite(parts: &[(f64, f64)]) -> f64 {
    let whole: f64 = parts.iter().map(|(variance, _)| variance).sum();
    let over = |(variance, df): &(f64, f64)| {
        let share = variance / whole;
        share * share / df
    };
    let df = 1.0 / parts.iter().map(over).sum::<f64>();
    // The whole is 0 or infinite, which whoever uses it refuses.
    if df >= 1.0 { df } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_fallen_to_nothing_has_no_lift_and_a_difference() {
        let alpha = Alpha::FIVE_PERCENT;
        let of = |value, variance| Estimate::new(1000, value, variance).unwrap();
        let nothing = of(0.0, 0.0);
        // Over and under 20 standard errors of the control.
        for control in [of(5.0, 4.0), of(5.0, 400.0)] {
            for lift in [lift, lift_by_delta, lift_by_fieller] {
                assert_eq!(lift(&control, &nothing, alpha), Err(Refusal::NothingLeft));
            }
            assert!(difference(&control, &nothing, alpha).unwrap().p_value < 1e-10);
        }
        // All have the same, which is something: then the control alone is uncertain.
        let same = lift(&of(5.0, 4.0), &of(3.0, 0.0), alpha).unwrap();
        assert!(same.interval.upper - same.interval.lower > 0.01, "{same:?}");
        assert_eq!(lift(&of(5.0, 0.0), &nothing, alpha), Err(Refusal::ZeroVariance));
    }
}
