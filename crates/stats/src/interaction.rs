//! Whether an effect is another one in other segments.

use crate::chance::Chance;
use crate::effect::Effect;
use crate::refusal::{Refusal, finite};

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
///
/// It is what "significant here, not there" is no test of. Assumes segments without common units,
/// known before the exposure, and effects that are about normal: not for segments of under 30 units
/// a variant, nor for looks at will. Many dimensions are many tests:
/// [`benjamini_hochberg`](crate::benjamini_hochberg) over their p-values.
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
    let smallest = effects.iter().map(|effect| effect.standard_error).fold(f64::INFINITY, f64::min);
    if smallest <= 0.0 {
        return Err(Refusal::ZeroVariance);
    }
    // From the first effect on, so that a large common effect costs no digits; relative to the
    // smallest error, whose square may be no number.
    let (mut sum, mut weights) = (0.0, 0.0);
    for effect in effects {
        let ratio = smallest / effect.standard_error;
        sum += ratio * ratio * (effect.estimate - effects[0].estimate);
        weights += ratio * ratio;
    }
    let mean = finite(sum / weights)?;
    let distance = |effect: &Effect| {
        let distance = (effect.estimate - effects[0].estimate - mean) / effect.standard_error;
        distance * distance
    };
    let statistic = finite(effects.iter().map(distance).sum())?;
    let degrees_of_freedom = effects.len() as f64 - 1.0;
    let Chance { p_value, ln_p_value } = Chance::chi_squared(statistic, degrees_of_freedom);
    let inconsistency =
        if statistic > degrees_of_freedom { 1.0 - degrees_of_freedom / statistic } else { 0.0 };
    Ok(Interaction { statistic, degrees_of_freedom, p_value, ln_p_value, inconsistency })
}
