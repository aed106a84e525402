//! The asymptotic confidence sequence: an interval that holds at all times at once.

use crate::basis::Scored;
use crate::chance::Chance;
use crate::effect::{Alpha, Effect, Method};
use crate::refusal::{Refusal, at_least, finite};
use crate::ruling::Ruling;

/// What is asymptotic rests on the central limit theorem: with fewer units than this in either
/// variant it says nothing.
pub(super) const UNITS_MIN: u64 = 100;

/// An interval that may be read at any time, and whenever one likes, at one level.
///
/// Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2024), arXiv:2103.06476v7: with N units of both
/// variants, equation 9 gives the half-width `se sqrt(2 (N rho^2 + 1)/(N rho^2) ln(sqrt(N rho^2 +
/// 1)/alpha))`, and the p-value is 1/E with `E = exp(rho^2 N z^2/(2 (N rho^2 + 1)))/sqrt(N rho^2 +
/// 1)`. It is narrowest at the planned units, by `rho = sqrt((-2 ln alpha + ln(1 - 2 ln
/// alpha))/N*)` (equation 161).
///
/// The plan has to be made before the first look. With one look at the end, [`difference`] has far
/// more power. What is read is about the users so far: an interval of today need not lie within
/// that of yesterday. Asymptotic: refused where a variant has below 100 units.
///
/// [`difference`]: crate::difference
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ConfidenceSequence {
    rho_squared: f64,
}

impl ConfidenceSequence {
    /// A sequence that is narrowest at so many units of both variants together, at that level.
    pub fn planned(alpha: Alpha, planned_units: u64) -> Result<Self, Refusal> {
        at_least(1, planned_units)?;
        let ln = -2.0 * alpha.get().ln();
        Ok(Self { rho_squared: (ln + (ln + 1.0).ln()) / planned_units as f64 })
    }

    /// What an effect, such as a [`difference`](crate::difference), says at this moment.
    pub fn at(&self, effect: &Effect, alpha: Alpha) -> Result<Effect, Refusal> {
        self.against(0.0, effect, alpha)
    }

    /// The same, held against another value than none, such as a margin: the p-value is that of it
    /// being the true one. On the scale of the effect.
    pub fn against(&self, value: f64, effect: &Effect, alpha: Alpha) -> Result<Effect, Refusal> {
        let told = self.ruling(&effect.scored(value)?, alpha)?.told(effect)?;
        Ok(Effect { method: Method::ConfidenceSequence, ..told })
    }

    /// What a score says at this moment.
    pub fn ruling(&self, scored: &Scored, alpha: Alpha) -> Result<Ruling, Refusal> {
        at_least(UNITS_MIN, scored.smaller_units)?;
        let (z, information) = (finite(scored.score)?, scored.units as f64 * self.rho_squared);
        let ln_evidence =
            0.5 * information / (information + 1.0) * z * z - 0.5 * information.ln_1p();
        let ln_bound = 0.5 * information.ln_1p() - alpha.get().ln();
        let critical = (2.0 * (1.0 + 1.0 / information) * ln_bound).sqrt();
        Ok(Ruling::of(critical, Chance::of_ln(-ln_evidence)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Estimate, MixtureTest, Refusal, difference};

    #[test]
    fn the_smaller_variant_has_to_be_large_enough() {
        let alpha = Alpha::FIVE_PERCENT;
        let control = Estimate::new(100_000, 1.0, 1.0).unwrap();
        let sequence = ConfidenceSequence::planned(alpha, 100_000).unwrap();
        let mixture = MixtureTest::for_effects_of(0.1).unwrap();
        for (units, is_enough) in [(99, false), (100, true)] {
            let candidate = Estimate::new(units, 1.0, 1.0).unwrap();
            let effect = difference(&control, &candidate, alpha).unwrap();
            let expected = Refusal::InsufficientUnits { has: units, needs: 100 };
            for read in [sequence.at(&effect, alpha), mixture.at(&effect, alpha)] {
                assert_eq!(read.err(), (!is_enough).then_some(expected));
            }
        }
    }
}
