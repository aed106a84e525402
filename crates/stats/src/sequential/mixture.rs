//! The mixture sequential probability ratio test.

use crate::chance::Chance;
use crate::effect::{Alpha, Effect, Method};
use crate::refusal::{Refusal, at_least, finite};
use crate::ruling::Ruling;
use crate::sequential::sequence::UNITS_MIN;

/// The mixture sequential probability ratio test with a normal mixture of effects.
///
/// Johari, Koomen, Pekelis and Walsh (2022), Operations Research 70, equation 8: with variance V of
/// the estimate and tau^2 of the mixture, `L = sqrt(V/(V + tau^2)) exp(tau^2 e^2/(2 V (V +
/// tau^2)))`, p = min(1, 1/L), half-width `sqrt(V (V + tau^2)/tau^2 (ln((V + tau^2)/V) - 2 ln
/// alpha))`.
///
/// tau is the size of effects to be expected, chosen before the first look. It is the
/// [`ConfidenceSequence`](crate::ConfidenceSequence) with tau in the place of planned units, and
/// asymptotic like it: refused where a variant has below 100 units. Who keeps the smallest p-value
/// so far has Johari's always-valid one, which then belongs to no current interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MixtureTest {
    tau_squared: f64,
}

impl MixtureTest {
    /// A test for effects of about that size.
    pub fn for_effects_of(tau: f64) -> Result<Self, Refusal> {
        let tau_squared = finite(tau * tau)?;
        if tau_squared > 0.0 {
            Ok(Self { tau_squared })
        } else {
            Err(Refusal::Invalid("the size of expected effects is more than 0"))
        }
    }

    /// What an effect says at this moment.
    pub fn at(&self, effect: &Effect, alpha: Alpha) -> Result<Effect, Refusal> {
        at_least(UNITS_MIN, effect.smaller_units)?;
        let z = effect.score(0.0)?;
        let variance = effect.standard_error * effect.standard_error;
        // tau^2/V, and so V (V + tau^2)/tau^2 = V (1 + 1/ratio).
        let ratio = finite(self.tau_squared / variance)?;
        if ratio == 0.0 {
            return Err(Refusal::Overflow);
        }
        let ln_likelihood = 0.5 * z * z / (1.0 + 1.0 / ratio) - 0.5 * ratio.ln_1p();
        let bound = ratio.ln_1p() - 2.0 * alpha.get().ln();
        let critical = ((1.0 + 1.0 / ratio) * bound).sqrt();
        let told = Ruling::of(critical, Chance::of_ln(-ln_likelihood)).told(effect)?;
        Ok(Effect { method: Method::MixtureTest, ..told })
    }
}
