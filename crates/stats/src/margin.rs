//! Guardrails: whether a variant is not worse by more than is acceptable.

use crate::bayes::thompson::Better;
use crate::chance::Chance;
use crate::effect::{Alpha, Effect};
use crate::refusal::{Refusal, not_negative};
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
/// margin)/se` and one-sided p, the standard error being that at the margin ([`Effect::score`]): of
/// a lift by Fieller, and of counts, it depends on what is true. So with p below alpha, where it is
/// non-inferior, the interval at 2 alpha is above -margin; inferior is where all of it is below.
/// The margin has the effect's scale: that of lifts for a lift. It is for one look; for looks at
/// will, compare the margin with the interval of a [`Hybrid`](crate::Hybrid).
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
    let margin = not_negative(margin, "a margin is 0 or more")?;
    let sign = if better == Better::Larger { 1.0 } else { -1.0 };
    let t = sign * effect.score(-sign * margin)?;
    Ok(decided(t, effect.degrees_of_freedom, alpha))
}

/// By the distance from the margin, in standard errors.
fn decided(t: f64, degrees_of_freedom: f64, alpha: Alpha) -> NonInferiority {
    let Chance { p_value, ln_p_value } = Chance::student_above(t, degrees_of_freedom);
    let guardrail = if p_value < alpha.get() {
        Guardrail::NonInferior
    } else if student::sf(-t, degrees_of_freedom) < alpha.get() {
        Guardrail::Inferior
    } else {
        Guardrail::Inconclusive
    };
    NonInferiority { guardrail, p_value, ln_p_value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::binomial;
    use crate::{
        Estimate, Proportion, difference, difference_of_proportions, lift_by_fieller,
        lift_of_proportions, newcombe,
    };

    /// Over all tables there are: how often a variant that is as bad as the margin passes.
    #[test]
    fn few_conversions_err_about_as_often_as_alpha() {
        let alpha = Alpha::FIVE_PERCENT;
        for (units, share, margin) in [(100, 0.01, 0.03), (150, 0.02, 0.02), (60, 0.05, 0.1)] {
            let [control, candidate] = [share, share + margin].map(|share| binomial(units, share));
            let (mut passed, mut by_lift, mut by_wald) = (0.0, 0.0, 0.0);
            for (first, chance) in control.iter().enumerate() {
                for (second, other) in candidate.iter().enumerate() {
                    let of = |successes: usize| Proportion::new(successes as u64, units).unwrap();
                    let (one, two) = (of(first), of(second));
                    let passes = |effect: Result<Effect, Refusal>, margin| {
                        effect
                            .and_then(|it| non_inferiority(&it, margin, Better::Smaller, alpha))
                            .is_ok_and(|test| test.guardrail == Guardrail::NonInferior)
                    };
                    let counted = |passes| if passes { chance * other } else { 0.0 };
                    passed += counted(passes(difference_of_proportions(one, two, alpha), margin));
                    by_lift +=
                        counted(passes(lift_of_proportions(one, two, alpha), margin / share));
                    let [one, two] = [one, two].map(|share| share.estimate().unwrap());
                    by_wald += counted(passes(difference(&one, &two, alpha), margin));
                }
            }
            assert!(passed < 0.06 && passed < by_wald, "{units}: {passed}, Wald's {by_wald}");
            // One conversion of the control, and three more: few for what is asymptotic.
            assert!(by_lift < 0.065, "{units}: {by_lift}");
        }
    }

    /// Of a lift over an uncertain control, the error is that at the margin: by the error of no
    /// effect, a variant that is as bad as twice the control passes in 0.15.
    #[test]
    fn a_lift_by_fieller_passes_as_its_interval_does() {
        let alpha = Alpha::FIVE_PERCENT;
        let of = |value: f64| Estimate::new(1000, value, 6.4).unwrap();
        let ten_percent = Alpha::new(0.1).unwrap();
        for (value, margin) in [(1.2, 0.5), (1.6, 1.0), (1.75, 1.0), (1.9, 1.0)] {
            let lift = lift_by_fieller(&of(1.0), &of(value), ten_percent).unwrap();
            let test = non_inferiority(&lift, margin, Better::Smaller, alpha).unwrap();
            let is_passed = test.guardrail == Guardrail::NonInferior;
            assert_eq!(is_passed, lift.interval.upper < margin, "{value} {margin}");
            let by_no_effect = (margin - lift.estimate) / lift.standard_error;
            let by_margin = lift.score(margin).unwrap();
            assert!(-by_margin < by_no_effect, "{by_margin} {by_no_effect}");
            // The variances of both, the control's by the square of twice what it is.
            let error = (0.0064 * (1.0 + (1.0 + margin) * (1.0 + margin))).sqrt();
            assert!((by_margin - (lift.estimate - margin) / error).abs() < 1e-9);
        }
    }

    #[test]
    fn few_conversions_are_read_by_their_counts() {
        let alpha = Alpha::FIVE_PERCENT;
        let [control, candidate] = [2, 3].map(|successes| Proportion::new(successes, 300).unwrap());
        let effect = newcombe(control, candidate, alpha).unwrap();
        let test = non_inferiority(&effect, 0.01, Better::Larger, Alpha::new(0.025).unwrap());
        assert_eq!(
            test.unwrap().guardrail == Guardrail::NonInferior,
            effect.interval.lower > -0.01
        );
        let sequence = crate::ConfidenceSequence::planned(alpha, 1000).unwrap();
        let refusal = Refusal::InsufficientUnits { has: 2, needs: 100 };
        assert_eq!(sequence.at(&effect, alpha), Err(refusal));
    }

    #[test]
    fn smaller_is_the_mirror_of_larger_and_degrees_of_freedom_count() {
        let alpha = Alpha::FIVE_PERCENT;
        let of = |value: f64| Estimate::new(4, value, 1.0).unwrap();
        let (up, down) = (of(0.4), of(-0.4));
        let larger = difference(&of(0.0), &up, alpha).unwrap();
        let smaller = difference(&of(0.0), &down, alpha).unwrap();
        let larger = non_inferiority(&larger, 1.0, Better::Larger, alpha).unwrap();
        assert_eq!(larger, non_inferiority(&smaller, 1.0, Better::Smaller, alpha).unwrap());
        // t = 1.4/sqrt(1/2) with 6 degrees of freedom; by the normal distribution 0.0239.
        assert!((larger.p_value - 0.0473).abs() < 1e-3, "{}", larger.p_value);
        assert_eq!(larger.guardrail, Guardrail::NonInferior);
    }
}
