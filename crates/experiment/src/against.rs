//! A contrast as rules read it: held against a value, and its interval at a critical value.

use hoist_stats::{
    Alpha, Basis, Effect, Proportion, Refusal as NoNumber, Ruling, Scored, lift_score,
};

use crate::analysis::Refusal;
use crate::contrast::{CONVERSIONS_MIN, Contrast, of_counts};
use crate::reading::Reading;
use crate::tested::{Found, Tested};

impl Contrast {
    /// How far it is from a relative value, by the error that there is if that is the true one.
    pub(crate) fn scored(&self, value: f64, base: f64) -> Result<Scored, NoNumber> {
        let effect = &self.effect;
        if self.relative {
            return effect.scored(value);
        }
        // Of a difference, a relative value is one of the ratio.
        let Some(counts) = self.counts.filter(|_| value != 0.0) else {
            return effect.scored(value * base.abs());
        };
        let [control, candidate] = proportions(counts)?;
        let score = lift_score(control, candidate, value)?;
        let &Effect { units, smaller_units, .. } = effect;
        Ok(Scored { score, degrees_of_freedom: f64::INFINITY, units, smaller_units })
    }

    /// What a rule says of it, and of how far it is: the p-value is that of a value being the true
    /// one, and the interval has all that the same rule lets pass.
    pub(crate) fn told(&self, ruling: &Ruling, scored: &Scored) -> Result<Reading, NoNumber> {
        let (effect, relative) = match ruling.told(&self.effect) {
            // The lift has no end at this level; the difference, whose p-value is the same, has.
            Err(NoNumber::UnboundedRatio) => (ruling.told(&self.difference())?, false),
            effect => (effect?, self.relative),
        };
        let by_fieller = matches!(effect.basis, Basis::Ratio(_));
        let reading = Reading::of(effect, relative, self.adjusted);
        Ok(Reading { by_fieller, is_above: scored.score > 0.0, ..reading })
    }

    /// A lift by Fieller as the difference that it is of.
    fn difference(&self) -> Effect {
        let Basis::Ratio(ratio) = self.effect.basis else { return self.effect };
        let standard_error = self.effect.standard_error * ratio.base.abs();
        let (estimate, basis) = (ratio.difference, Basis::Error);
        Effect { estimate, standard_error, basis, ..self.effect }
    }
}

/// A test of the log, as it was when it was computed.
pub(crate) fn logged(test: &Tested) -> Result<Contrast, NoNumber> {
    let &Tested { relative, adjusted, users, .. } = test;
    let (effect, counts) = match test.found {
        Found::Counts { control, candidate } => {
            let counted = of_counts([control, candidate], !relative, Alpha::FIVE_PERCENT)?;
            (counted.effect, counted.counts)
        }
        Found::Student { estimate, standard_error, degrees_of_freedom } => {
            let (error, df) = (standard_error, degrees_of_freedom);
            let effect = Effect::known_by_student(users, estimate, error, df, Alpha::FIVE_PERCENT)?;
            let ratio = test.ratio.map(|over| Basis::Ratio(over.ratio(estimate)));
            (Effect { basis: ratio.unwrap_or(Basis::Error), ..effect }, None)
        }
    };
    Ok(Contrast { effect, relative, adjusted, counts })
}

/// The difference of shares where one variant has few conversions and the other has many, such as
/// errors that only one of them makes.
///
/// By the variance that there is without an effect, which does not take a variant without
/// conversions for certain. Refused where without an effect there would be few in a variant.
pub(crate) fn pooled(counts: [[u64; 2]; 2]) -> Result<Contrast, Refusal> {
    let [control, candidate] = counts.map(|[yes, all]| [yes as f64, all as f64]);
    let (all, yes) = (control[1] + candidate[1], control[0] + candidate[0]);
    let share = yes / all;
    let fewest = control[1].min(candidate[1]);
    if fewest * share.min(1.0 - share) < CONVERSIONS_MIN as f64 {
        return Err(Refusal::few_conversions(CONVERSIONS_MIN));
    }
    let variance = share * (1.0 - share) * (1.0 / control[1] + 1.0 / candidate[1]);
    let units = counts[0][1] + counts[1][1];
    let estimate = candidate[0] / candidate[1] - control[0] / control[1];
    // Whoever reads it computes the interval anew.
    let effect = Effect::known(units, estimate, variance.sqrt(), Alpha::FIVE_PERCENT)?;
    let effect = effect.with_smaller(counts[0][1].min(counts[1][1]));
    Ok(Contrast { effect, relative: false, adjusted: false, counts: Some(counts) })
}

pub(crate) fn proportions(counts: [[u64; 2]; 2]) -> Result<[Proportion; 2], NoNumber> {
    let [[yes, all], [other_yes, other_all]] = counts;
    Ok([Proportion::new(yes, all)?, Proportion::new(other_yes, other_all)?])
}
