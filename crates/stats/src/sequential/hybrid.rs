//! The default rule: always readable, and once with the power of a fixed test.

use crate::chance::Chance;
use crate::effect::{Alpha, Effect, Interval, Method};
use crate::refusal::{Refusal, at_least, finite, not_negative};
use crate::sequential::sequence::ConfidenceSequence;
use crate::special::student;

/// Which part of alpha is for reading at any time; the rest is for the one fixed test.
const SEQUENTIAL_SHARE: f64 = 0.2;

/// The one fixed test of a [`Hybrid`], as it was computed: to be logged, and read ever after.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FixedTest {
    estimate: f64,
    standard_error: f64,
    degrees_of_freedom: f64,
}

impl FixedTest {
    /// What was logged.
    pub fn logged(
        estimate: f64,
        standard_error: f64,
        degrees_of_freedom: f64,
    ) -> Result<Self, Refusal> {
        let standard_error = not_negative(standard_error, "a standard error is 0 or more")?;
        if standard_error == 0.0 {
            return Err(Refusal::ZeroVariance);
        }
        if degrees_of_freedom < 1.0 || degrees_of_freedom.is_nan() {
            return Err(Refusal::Invalid("degrees of freedom are 1 or more"));
        }
        let estimate = finite(estimate)?;
        Ok(Self { estimate, standard_error, degrees_of_freedom })
    }

    /// What it says by itself, where it is the only test.
    pub fn effect(&self, units: u64, alpha: Alpha) -> Result<Effect, Refusal> {
        let &Self { estimate, standard_error, degrees_of_freedom } = self;
        let variance = standard_error * standard_error;
        Effect::by_student(Method::Welch, units, estimate, variance, degrees_of_freedom, alpha)
    }

    /// The difference or lift at that time.
    #[must_use]
    pub const fn estimate(&self) -> f64 {
        self.estimate
    }

    /// Its standard error.
    #[must_use]
    pub const fn standard_error(&self) -> f64 {
        self.standard_error
    }

    /// Of Student's t.
    #[must_use]
    pub const fn degrees_of_freedom(&self) -> f64 {
        self.degrees_of_freedom
    }

    fn chance(&self) -> Chance {
        Chance::student(self.estimate / self.standard_error, self.degrees_of_freedom)
    }

    fn interval(&self, alpha: Alpha) -> Result<Interval, Refusal> {
        let critical = student::two_sided_quantile(alpha.get(), self.degrees_of_freedom);
        Interval::around(self.estimate, critical * self.standard_error)
    }
}

/// When the fixed test is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// When as many units as planned have a closed window.
    Planned,
    /// Now: the end date has come.
    EndDate,
}

/// The rule that holds under any number of looks and has nearly the power of a single one.
///
/// A fifth of alpha goes to a [`ConfidenceSequence`] over all users, read at any time; four fifths
/// to one fixed test over the users whose window is closed, computed once. By Bonferroni's
/// inequality (1936) both together err at most with alpha: `p = min(1, p_sequence/0.2,
/// p_fixed/0.8)`, and the interval is what both intervals share, at alpha/5 and 4 alpha/5.
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
    fixed: Option<FixedTest>,
}

impl Hybrid {
    /// A rule for so many units of both variants together, fixed before the first look.
    pub fn planned(alpha: Alpha, planned_units: u64) -> Result<Self, Refusal> {
        let sequence = ConfidenceSequence::planned(alpha.part(SEQUENTIAL_SHARE), planned_units)?;
        Ok(Self { sequence, planned_units, fixed: None })
    }

    /// The same rule after its fixed test was computed and logged.
    pub fn concluded(alpha: Alpha, planned_units: u64, fixed: FixedTest) -> Result<Self, Refusal> {
        Ok(Self { fixed: Some(fixed), ..Self::planned(alpha, planned_units)? })
    }

    /// The fixed test, if it was computed.
    #[must_use]
    pub const fn fixed(&self) -> Option<FixedTest> {
        self.fixed
    }

    /// Computes the fixed test of the users whose window is closed, or gives what was computed.
    pub fn conclude(&mut self, closed: &Effect, due: Due) -> Result<FixedTest, Refusal> {
        if let Some(fixed) = self.fixed {
            return Ok(fixed);
        }
        if due == Due::Planned {
            at_least(self.planned_units, closed.units)?;
        }
        let df = closed.degrees_of_freedom;
        let fixed = FixedTest::logged(closed.estimate, closed.standard_error, df)?;
        self.fixed = Some(fixed);
        Ok(fixed)
    }

    /// What is known now, from the effect over all users.
    ///
    /// The level may be another than planned, such as one that [`holm`](crate::holm) gave. Where
    /// the two intervals share nothing, that of the smaller p-value is told.
    pub fn read(&self, running: &Effect, alpha: Alpha) -> Result<Effect, Refusal> {
        let running = Effect { method: Method::Hybrid, ..*running };
        let sequence = self.sequence.at(&running, alpha.part(SEQUENTIAL_SHARE));
        let Some(fixed) = self.fixed else {
            let sequence = sequence?;
            let Chance { p_value, ln_p_value } = sequence.chance().over(SEQUENTIAL_SHARE);
            return Ok(Effect { p_value, ln_p_value, method: Method::Hybrid, ..sequence });
        };
        let by_fixed = fixed.interval(alpha.part(1.0 - SEQUENTIAL_SHARE))?;
        let fixed = fixed.chance().over(1.0 - SEQUENTIAL_SHARE);
        let sequence = match sequence {
            Ok(sequence) => sequence,
            // Where users do not say enough for the sequence, there is the fixed test alone.
            Err(Refusal::InsufficientUnits { .. } | Refusal::ZeroVariance) => {
                let Chance { p_value, ln_p_value } = fixed;
                return Ok(Effect { interval: by_fixed, p_value, ln_p_value, ..running });
            }
            Err(other) => return Err(other),
        };
        let by_sequence = sequence.chance().over(SEQUENTIAL_SHARE);
        let of_smaller =
            if fixed.ln_p_value <= by_sequence.ln_p_value { by_fixed } else { sequence.interval };
        let interval = by_fixed.and(sequence.interval).unwrap_or(of_smaller);
        let Chance { p_value, ln_p_value } = fixed.min(by_sequence);
        let degrees_of_freedom = f64::INFINITY;
        Ok(Effect { interval, p_value, ln_p_value, degrees_of_freedom, ..running })
    }
}
