//! The default rule: always readable, and once with the power of a fixed test.

use crate::basis::Scored;
use crate::effect::{Alpha, Effect, Method};
use crate::refusal::{Refusal, at_least};
use crate::ruling::Ruling;
use crate::sequential::sequence::ConfidenceSequence;

/// Which part of alpha is for reading at any time; the rest is for the one fixed test.
const SEQUENTIAL_SHARE: f64 = 0.2;

/// When the fixed test is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// When as many units as planned have a closed window.
    Planned,
    /// Now: the end date has come.
    EndDate,
}

/// Which of a [`Hybrid`]'s two tests is told, and what it says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Told {
    /// The sequence, of all users so far.
    Sequence(Ruling),
    /// The one fixed test.
    Fixed(Ruling),
}

/// The rule that holds under any number of looks and has nearly the power of a single one.
///
/// A fifth of alpha goes to a [`ConfidenceSequence`] over all users, read at any time; four fifths
/// to one fixed test over the users whose window is closed, computed once. By Bonferroni's
/// inequality (1936) both together err at most with alpha, so that of both the one with the smaller
/// `p_sequence/0.2` and `p_fixed/0.8` is told: its estimate, that p-value, and its interval at
/// alpha/5 or 4 alpha/5.
///
/// The fixed test cannot be computed a second time: [`conclude`](Self::conclude) keeps the first.
///
/// ```
/// # use hoist_stats::{Alpha, Due, Estimate, Hybrid, difference};
/// # let alpha = Alpha::FIVE_PERCENT;
/// # let effect = |units, value| {
/// #     let control = Estimate::new(units, 1.0, 1.0).unwrap();
/// #     difference(&control, &Estimate::new(units, value, 1.0).unwrap(), alpha).unwrap()
/// # };
/// let mut rule = Hybrid::planned(alpha, 2000).unwrap();
/// assert!(rule.read(&effect(500, 1.1), alpha).unwrap().p_value > 0.05);
/// let fixed = rule.conclude(&effect(1000, 1.13), Due::Planned).unwrap();
/// assert!(rule.read(&effect(1100, 1.1), alpha).unwrap().p_value < 0.05);
/// // A later look at a better moment changes nothing.
/// assert_eq!(rule.conclude(&effect(1200, 1.3), Due::EndDate), Ok(fixed));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Hybrid {
    sequence: ConfidenceSequence,
    planned_units: u64,
    fixed: Option<Effect>,
}

impl Hybrid {
    /// Which part of alpha is for the one fixed test.
    pub const FIXED_SHARE: f64 = 1.0 - SEQUENTIAL_SHARE;

    /// A rule for so many units of both variants together, fixed before the first look.
    pub fn planned(alpha: Alpha, planned_units: u64) -> Result<Self, Refusal> {
        let sequence = ConfidenceSequence::planned(alpha.part(SEQUENTIAL_SHARE), planned_units)?;
        Ok(Self { sequence, planned_units, fixed: None })
    }

    /// The same rule after its fixed test was computed and logged.
    pub fn concluded(alpha: Alpha, planned_units: u64, fixed: Effect) -> Result<Self, Refusal> {
        Ok(Self { fixed: Some(fixed), ..Self::planned(alpha, planned_units)? })
    }

    /// The fixed test, if it was computed.
    #[must_use]
    pub const fn fixed(&self) -> Option<Effect> {
        self.fixed
    }

    /// Computes the fixed test of the users whose window is closed, or gives what was computed: to
    /// be logged, and read ever after.
    pub fn conclude(&mut self, closed: &Effect, due: Due) -> Result<Effect, Refusal> {
        if let Some(fixed) = self.fixed {
            return Ok(fixed);
        }
        if due == Due::Planned {
            at_least(self.planned_units, closed.units)?;
        }
        closed.score(0.0)?;
        self.fixed = Some(*closed);
        Ok(*closed)
    }

    /// What is known now, from the effect over all users.
    ///
    /// The level may be another than planned, such as one that [`holm`](crate::holm) gave. Where
    /// the sequence says nothing, there is the fixed test alone.
    pub fn read(&self, running: &Effect, alpha: Alpha) -> Result<Effect, Refusal> {
        self.against(0.0, running, alpha)
    }

    /// The same, held against another value than none, such as a margin: the p-value is that of it
    /// being the true one. On the scale of the effect.
    pub fn against(&self, value: f64, running: &Effect, alpha: Alpha) -> Result<Effect, Refusal> {
        let fixed = self.fixed.map(|fixed| fixed.scored(value)).transpose()?;
        let told = |running_score| match self.ruling(running_score, fixed, alpha)? {
            Told::Sequence(ruling) => ruling.told(running),
            Told::Fixed(ruling) => ruling.told(self.fixed.as_ref().unwrap_or(running)),
        };
        let effect = match told(running.scored(value)) {
            Err(refusal) if fixed.is_some() => told(Err(refusal)),
            effect => effect,
        };
        Ok(Effect { method: Method::Hybrid, ..effect? })
    }

    /// What is known now, from the score of the effect over all users and that of the fixed test.
    pub fn ruling<E: From<Refusal>>(
        &self,
        running: Result<Scored, E>,
        fixed: Option<Scored>,
        alpha: Alpha,
    ) -> Result<Told, E> {
        let by_sequence = running.and_then(|running| {
            let ruling = self.sequence.ruling(&running, alpha.part(SEQUENTIAL_SHARE))?;
            Ok(ruling.over(SEQUENTIAL_SHARE))
        });
        let Some(fixed) = fixed else {
            return by_sequence.map(Told::Sequence);
        };
        let by_fixed = Ruling::once(&fixed, alpha.part(Self::FIXED_SHARE)).over(Self::FIXED_SHARE);
        Ok(match by_sequence {
            Ok(by_sequence) if by_sequence.ln_p_value < by_fixed.ln_p_value => {
                Told::Sequence(by_sequence)
            }
            _ => Told::Fixed(by_fixed),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Estimate, Proportion, difference_of_proportions, lift_by_fieller};

    const ALPHA: Alpha = Alpha::FIVE_PERCENT;

    #[test]
    fn the_test_that_is_told_is_told_with_its_own_estimate() {
        let of = |units, estimate, error| Effect::known(units, estimate, error, ALPHA).unwrap();
        let rule = Hybrid::concluded(ALPHA, 2000, of(2000, 0.5, 0.1)).unwrap();
        for (running, expected) in [(0.0, (0.5, 2000)), (0.9, (0.9, 3000))] {
            let told = rule.read(&of(3000, running, 0.03), ALPHA).unwrap();
            assert_eq!((told.estimate, told.units), expected);
            let interval = told.interval;
            assert!((interval.lower..=interval.upper).contains(&told.estimate), "{told:?}");
            assert_eq!(told.p_value < 0.05, !interval.covers_zero());
        }
    }

    #[test]
    fn a_fixed_test_of_few_conversions_is_read_by_its_counts() {
        let [control, candidate] =
            [(10, 9500), (0, 500)].map(|(yes, all)| Proportion::new(yes, all).unwrap());
        let effect = difference_of_proportions(control, candidate, ALPHA).unwrap();
        let mut rule = Hybrid::planned(ALPHA, 10_000).unwrap();
        rule.conclude(&effect, Due::Planned).unwrap();
        let told = rule.read(&effect, ALPHA).unwrap();
        // By the estimate over its standard error it would be 0.002.
        assert!((told.p_value - effect.p_value / 0.8).abs() < 1e-12, "{told:?}");
        assert!(told.p_value > 0.5 && told.interval.covers_zero());
    }

    #[test]
    fn intervals_over_an_uncertain_control_are_fiellers() {
        let of = |value: f64| Estimate::new(1000, value, 6.4).unwrap();
        let level = ALPHA.part(Hybrid::FIXED_SHARE);
        let lift = |alpha| lift_by_fieller(&of(1.0), &of(2.0), alpha).unwrap();
        let mut rule = Hybrid::planned(ALPHA, 2000).unwrap();
        rule.conclude(&lift(ALPHA), Due::Planned).unwrap();
        let told = rule.read(&lift(ALPHA), ALPHA).unwrap();
        assert_eq!(told.interval, lift(level).interval);
        let once = crate::GroupSequential { alpha: ALPHA, spending: crate::Spending::Pocock };
        let read = once.at(&[1.0], &lift(ALPHA)).unwrap();
        let fieller = lift(ALPHA).interval;
        // By Student's t with 2000 users, and by the normal distribution.
        assert!((read.interval.lower - fieller.lower).abs() < 2e-3, "{read:?} {fieller:?}");
        assert!((read.interval.upper - fieller.upper).abs() < 2e-3, "{read:?} {fieller:?}");
        // The sequence's are not symmetric either.
        let sequence = ConfidenceSequence::planned(ALPHA, 2000).unwrap();
        let Effect { estimate, interval, .. } = sequence.at(&lift(ALPHA), ALPHA).unwrap();
        assert!(interval.upper - estimate > 1.2 * (estimate - interval.lower), "{interval:?}");
    }
}
