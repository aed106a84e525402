//! Guardrails: whether a variant is not worse by more than is acceptable.

use crate::bayes::thompson::Better;
use crate::chance::Chance;
use crate::effect::{Alpha, Effect};
use crate::refusal::{Refusal, finite, not_negative};
use crate::special::student;

/// What is known of a guardrail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guardrail {
    /// Not worse than the margin.
    NonInferior,
    /// Worse than the margin.
    Inferior,
    /// It may be either. That there is no significant difference does not make it safe.
    Inconclusive,
}

/// Whether an effect is worse than zero by less than a margin, one-sided at alpha on either side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NonInferiority {
    /// The decision.
    pub guardrail: Guardrail,
    /// One-sided: how likely the effect looks this good where it is as bad as the margin.
    pub p_value: f64,
    /// The p-value's logarithm, which is a number where the p-value is too small to be one.
    pub ln_p_value: f64,
}

/// Tests an effect against a margin.
///
/// Blackwelder (1982), Controlled Clinical Trials 3: with larger values better, `t = (estimate +
/// margin)/se` and one-sided p. Non-inferior with p below alpha, which is where the interval at 2
/// alpha is above -margin; inferior where all of it is below. The margin has the effect's scale:
/// that of lifts for a lift. Takes an effect by Student's t, such as a
/// [`difference`](crate::difference), and is for one look; for looks at will, compare the margin
/// with the interval of a [`Hybrid`](crate::Hybrid).
///
/// ```
/// # use hoist_stats::{Alpha, Better, Estimate, Guardrail, difference, non_inferiority};
/// # let alpha = Alpha::FIVE_PERCENT;
/// let control = Estimate::new(10_000, 10.0, 4.0).unwrap();
/// let candidate = Estimate::new(10_000, 9.97, 4.0).unwrap();
/// let effect = difference(&control, &candidate, alpha).unwrap();
/// let test = non_inferiority(&effect, 0.1, Better::Larger, alpha).unwrap();
/// assert_eq!(test.guardrail, Guardrail::NonInferior);
/// ```
pub fn non_inferiority(
    effect: &Effect,
    margin: f64,
    better: Better,
    alpha: Alpha,
) -> Result<NonInferiority, Refusal> {
    not_negative(margin, "a margin is 0 or more")?;
    let sign = if better == Better::Larger { 1.0 } else { -1.0 };
    effect.z()?;
    let t = finite((sign * effect.estimate + margin) / effect.standard_error)?;
    let Chance { p_value, ln_p_value } = Chance::student_above(t, effect.degrees_of_freedom);
    let guardrail = if p_value < alpha.get() {
        Guardrail::NonInferior
    } else if student::sf(-t, effect.degrees_of_freedom) < alpha.get() {
        Guardrail::Inferior
    } else {
        Guardrail::Inconclusive
    };
    Ok(NonInferiority { guardrail, p_value, ln_p_value })
}
