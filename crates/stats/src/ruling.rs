//! What a rule says of a score: from which critical value on, and how likely.

use crate::basis::Scored;
use crate::chance::Chance;
use crate::effect::{Alpha, Effect};
use crate::refusal::Refusal;
use crate::special::student;

/// What a rule says of a score.
///
/// It does not depend on what the score is of: a lift over an uncertain control, and few
/// conversions, have intervals that are not symmetric, and the effect makes them
/// ([`Effect::within`]).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ruling {
    /// How many standard errors an effect may be from what is in its interval.
    pub critical: f64,
    /// Two-sided.
    pub p_value: f64,
    /// The p-value's logarithm, which is a number where the p-value is too small to be one.
    pub ln_p_value: f64,
    /// Of Student's t; infinite where the normal distribution was used.
    pub degrees_of_freedom: f64,
}

impl Ruling {
    /// Of a test that is read once.
    #[must_use]
    pub fn once(scored: &Scored, alpha: Alpha) -> Self {
        let df = scored.degrees_of_freedom;
        let critical = student::two_sided_quantile(alpha.get(), df);
        Self { degrees_of_freedom: df, ..Self::of(critical, Chance::student(scored.score, df)) }
    }

    /// The effect with the interval and the p-value of this rule.
    pub fn told(&self, effect: &Effect) -> Result<Effect, Refusal> {
        let &Self { critical, p_value, ln_p_value, degrees_of_freedom } = self;
        let interval = effect.within(critical)?;
        Ok(Effect { interval, p_value, ln_p_value, degrees_of_freedom, ..*effect })
    }

    pub(crate) const fn of(critical: f64, chance: Chance) -> Self {
        let Chance { p_value, ln_p_value } = chance;
        Self { critical, p_value, ln_p_value, degrees_of_freedom: f64::INFINITY }
    }

    /// The same where only a share of alpha is for this rule.
    pub(crate) fn over(self, share: f64) -> Self {
        let Self { p_value, ln_p_value, .. } = self;
        let Chance { p_value, ln_p_value } = Chance { p_value, ln_p_value }.over(share);
        Self { p_value, ln_p_value, ..self }
    }
}
