//! Whether an effect is another one in other segments.

use crate::chance::Chance;
use crate::effect::Effect;
use crate::refusal::{Refusal, finite};

/// Most need under ten.
const ROUNDS_MAX: u32 = 100;

/// What is known of whether the effects of segments differ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interaction {
    /// Cochran's Q.
    pub statistic: f64,
    /// One less than there are segments.
    pub degrees_of_freedom: f64,
    /// How likely effects differ as much, or more, by chance.
    pub p_value: f64,
    /// The p-value's logarithm, which is a number where the p-value is too small to be one.
    pub ln_p_value: f64,
    /// Which part of the spread of the effects is more than chance makes, from 0 to 1: `I^2`.
    pub inconsistency: f64,
}

/// Tests whether all segments have one effect.
///
/// Cochran (1954), Biometrics 10, equation 3: with weights `w = 1/se^2` and the effects' weighted
/// mean e, `Q = sum w (effect - e)^2` is chi-squared with one degree of freedom less than there
/// are segments. `I^2 = max(0, 1 - df/Q)` (Higgins and Thompson 2002, Statistics in Medicine 21).
/// The errors are those that there are if e is the effect of all ([`Effect::error_at`]): those of
/// lifts over uncertain controls depend on it, and by the errors of no effect, segments with one
/// large lift would be called different.
///
/// It is what "significant here, not there" is no test of. Assumes segments without common units,
/// known before the exposure, and effects that are about normal: not for segments of under 30 units
/// a variant, nor for looks at will. Differences of few conversions are refused. Many dimensions are
/// many tests: [`benjamini_hochberg`](crate::benjamini_hochberg) over their p-values.
///
/// ```
/// # use hoist_stats::{Alpha, Effect, cochran_q};
/// let effect = |lift| Effect::known(1000, lift, 0.01, Alpha::FIVE_PERCENT).unwrap();
/// let [mobile, desktop, tablet] = [0.05, 0.01, 0.0].map(effect);
/// assert!(cochran_q(&[mobile, desktop, tablet]).unwrap().p_value < 0.01);
/// assert!(cochran_q(&[desktop, tablet]).unwrap().p_value > 0.4);
/// ```
pub fn cochran_q(effects: &[Effect]) -> Result<Interaction, Refusal> {
    if effects.len() < 2 {
        return Err(Refusal::Invalid("an interaction takes two segments or more"));
    }
    let (common, errors) = common(effects)?;
    // From the first effect on, so that a large common effect costs no digits.
    let distance = |(effect, error): (&Effect, f64)| {
        let distance = (effect.estimate - effects[0].estimate - common) / error;
        distance * distance
    };
    let statistic = finite(effects.iter().zip(errors).map(distance).sum())?;
    let degrees_of_freedom = effects.len() as f64 - 1.0;
    let Chance { p_value, ln_p_value } = Chance::chi_squared(statistic, degrees_of_freedom);
    let inconsistency =
        if statistic > degrees_of_freedom { 1.0 - degrees_of_freedom / statistic } else { 0.0 };
    Ok(Interaction { statistic, degrees_of_freedom, p_value, ln_p_value, inconsistency })
}

/// The one effect that all may have, from the first one on, and the error of each if it is that.
///
/// Errors that depend on what is true make weights that do, so it is found by turns.
fn common(effects: &[Effect]) -> Result<(f64, Vec<f64>), Refusal> {
    let first = effects[0].estimate;
    let mut common = 0.0;
    for _ in 0..ROUNDS_MAX {
        let errors: Result<Vec<f64>, Refusal> =
            effects.iter().map(|effect| effect.error_at(first + common)).collect();
        let errors = errors?;
        let smallest = errors.iter().copied().fold(f64::INFINITY, f64::min);
        if smallest <= 0.0 {
            return Err(Refusal::ZeroVariance);
        }
        // Relative to the smallest error, whose square may be no number.
        let (mut sum, mut weights) = (0.0, 0.0);
        for (effect, error) in effects.iter().zip(&errors) {
            let ratio = smallest / error;
            sum += ratio * ratio * (effect.estimate - first);
            weights += ratio * ratio;
        }
        let moved = (sum / weights - common).abs();
        common = finite(sum / weights)?;
        if moved <= 1e-12 * smallest {
            return Ok((common, errors));
        }
    }
    Err(Refusal::Invalid(
        "the effects of the segments are too uncertain for one of all: merge some",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Alpha, Estimate, Proportion, lift_by_fieller, newcombe};

    #[test]
    fn errors_are_those_of_the_common_effect() {
        let alpha = Alpha::FIVE_PERCENT;
        // Controls at 12 standard errors, and lifts about 1.
        let lifts = [0.75, 1.2, 0.85, 1.1, 1.3, 0.7];
        let of = |value: f64| Estimate::new(1000, value, 1000.0 / 144.0).unwrap();
        let effects = lifts.map(|lift| lift_by_fieller(&of(1.0), &of(1.0 + lift), alpha).unwrap());
        let test = cochran_q(&effects).unwrap();
        let mean = lifts.iter().sum::<f64>() / 6.0;
        let spread: f64 = lifts.iter().map(|lift| (lift - mean) * (lift - mean)).sum();
        // The variance of a difference, where the control's is by the square of 1 and the lift.
        let variance = (1.0 + (1.0 + mean) * (1.0 + mean)) / 144.0;
        assert!((test.statistic - spread / variance).abs() < 1e-9, "{test:?}");
        let by_no_effect = spread / (2.0 / 144.0);
        assert!(test.statistic < 0.5 * by_no_effect);
    }

    #[test]
    fn differences_of_few_conversions_have_no_weight() {
        let share = |yes| Proportion::new(yes, 300).unwrap();
        let effect = newcombe(share(2), share(3), Alpha::FIVE_PERCENT).unwrap();
        assert!(matches!(cochran_q(&[effect, effect]), Err(Refusal::Invalid(_))));
    }
}
