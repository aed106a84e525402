//! A contrast as rules read it: held against a value, and its interval at a critical value.

use hoist_stats::{
    Alpha, Effect, FixedTest, Interval, Proportion, Refusal as NoNumber, newcombe_score,
    newcombe_within, ratio_score,
};

use crate::analysis::Refusal;
use crate::contrast::{CONVERSIONS_MIN, Contrast, Student};
use crate::reading::Reading;
use crate::tested::{Found, Tested};

impl Contrast {
    /// What a rule says of it. The p-value is that of a relative value being the true one, by the
    /// standard error that there is if it is, and the interval that of the same rule.
    ///
    /// Rules have a critical value, so many standard errors, which does not depend on the effect.
    pub(crate) fn read(
        &self,
        value: f64,
        base: f64,
        rule: impl FnOnce(&Effect) -> Result<Effect, NoNumber>,
    ) -> Result<Reading, NoNumber> {
        let against = self.against(value, base)?;
        let said = rule(&against)?;
        let width = said.interval.upper - said.interval.lower;
        let reading = self.within(0.5 * width / against.standard_error)?;
        let Effect { p_value, ln_p_value, .. } = said;
        let effect = Effect { p_value, ln_p_value, ..reading.effect };
        Ok(Reading { effect, is_above: against.estimate > 0.0, ..reading })
    }

    /// How far it is from a relative value.
    fn against(&self, value: f64, base: f64) -> Result<Effect, NoNumber> {
        let student = match self {
            &Self::Counts(counts) => {
                let [control, candidate] = proportions(counts)?;
                let score = match value {
                    0.0 => newcombe_score(control, candidate),
                    _ => ratio_score(control, candidate, 1.0 + value)?,
                };
                return scored(counts, score);
            }
            Self::Student(student) => student,
        };
        if let Some(ratio) = student.ratio {
            let (estimate, standard_error) = ratio.against(value)?;
            return Ok(Effect { estimate, standard_error, ..student.effect });
        }
        if let Some(counts) = student.counts.filter(|_| value != 0.0) {
            let [control, candidate] = proportions(counts)?;
            return scored(counts, ratio_score(control, candidate, 1.0 + value)?);
        }
        let value = if student.relative { value } else { value * base.abs() };
        Ok(Effect { estimate: student.effect.estimate - value, ..student.effect })
    }

    /// All that is no more than so many standard errors away.
    fn within(&self, critical: f64) -> Result<Reading, NoNumber> {
        let student = match self {
            &Self::Counts(counts) => {
                let [control, candidate] = proportions(counts)?;
                let interval = newcombe_within(control, candidate, critical)?;
                let effect = hoist_stats::newcombe(control, candidate, Alpha::FIVE_PERCENT)?;
                return Ok(Reading::of(Effect { interval, ..effect }, false, false));
            }
            Self::Student(student) => student,
        };
        let &Student { effect, relative, adjusted, ratio, .. } = student;
        match ratio.map(|ratio| (ratio.interval(critical), ratio.base.abs())) {
            None => Ok(Reading::of(around(effect, critical), relative, adjusted)),
            Some((Ok(interval), _)) => {
                let reading = Reading::of(Effect { interval, ..effect }, relative, adjusted);
                Ok(Reading { by_fieller: true, ..reading })
            }
            // The lift has no end at this level, and the difference, whose p-value is the same, has.
            Some((Err(NoNumber::UnboundedRatio), base)) => {
                let (estimate, standard_error) =
                    (effect.estimate * base, effect.standard_error * base);
                let effect = Effect { estimate, standard_error, ..effect };
                Ok(Reading::of(around(effect, critical), false, adjusted))
            }
            Some((Err(refusal), _)) => Err(refusal),
        }
    }

    /// The estimate by itself, whether it is relative, and of how many users.
    pub(crate) fn estimate(&self) -> Option<(f64, bool, u64)> {
        match self {
            &Self::Counts(counts) => {
                let [control, candidate] = proportions(counts).ok()?;
                let users = counts.iter().map(|[_, all]| all).sum();
                Some((candidate.share() - control.share(), false, users))
            }
            Self::Student(Student { effect, relative, .. }) => {
                Some((effect.estimate, *relative, effect.units))
            }
        }
    }
}

/// A test of the log, as it was when it was computed.
pub(crate) fn logged(test: &Tested) -> Result<Contrast, NoNumber> {
    let (estimate, standard_error, degrees_of_freedom) = match test.found {
        Found::Counts { control, candidate } => {
            return Ok(Contrast::Counts([control, candidate]));
        }
        Found::Student { estimate, standard_error, degrees_of_freedom } => {
            (estimate, standard_error, degrees_of_freedom)
        }
    };
    let fixed = FixedTest::logged(estimate, standard_error, degrees_of_freedom)?;
    let effect = fixed.effect(test.users, Alpha::FIVE_PERCENT)?;
    let &Tested { relative, adjusted, users, .. } = test;
    let ratio = test.ratio.map(|over| over.ratio(estimate));
    let fewest = users / 2;
    Ok(Contrast::Student(Student { effect, relative, adjusted, fewest, ratio, counts: None }))
}

/// The difference of shares where one variant has few conversions and the other has many, such as
/// errors that only one of them makes.
///
/// By the variance that there is without an effect, which does not take a variant without
/// conversions for certain. Refused where without an effect there would be few in a variant.
pub(crate) fn pooled(counts: [[u64; 2]; 2]) -> Result<Student, Refusal> {
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
    let (fewest, counts) = (counts[0][1].min(counts[1][1]), Some(counts));
    Ok(Student { effect, relative: false, adjusted: false, fewest, ratio: None, counts })
}

fn proportions(counts: [[u64; 2]; 2]) -> Result<[Proportion; 2], NoNumber> {
    let [[yes, all], [other_yes, other_all]] = counts;
    Ok([Proportion::new(yes, all)?, Proportion::new(other_yes, other_all)?])
}

/// A score of the normal distribution.
fn scored(counts: [[u64; 2]; 2], score: f64) -> Result<Effect, NoNumber> {
    Effect::known(counts[0][1].saturating_add(counts[1][1]), score, 1.0, Alpha::FIVE_PERCENT)
}

fn around(effect: Effect, critical: f64) -> Effect {
    let half = critical * effect.standard_error;
    let interval = Interval { lower: effect.estimate - half, upper: effect.estimate + half };
    Effect { interval, ..effect }
}
