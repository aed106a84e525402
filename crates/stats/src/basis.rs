//! What an effect rests on: how far it is from a value, and which values are near enough.

use crate::effect::{Effect, Interval};
use crate::proportion::{Proportion, newcombe_interval, newcombe_z};
use crate::ratio::Ratio;
use crate::refusal::{Refusal, finite, not_negative};
use crate::score::{lift_score, lift_within, score_error};

/// What the scores and the intervals of an effect rest on.
///
/// An estimate and a standard error alone do not make an interval of a lift over an uncertain
/// control, or of few conversions: how far off the estimate may be then depends on what is true.
/// So an effect keeps what does, and every rule takes its scores and its intervals from there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Basis {
    /// One standard error, whatever is true.
    Error,
    /// The lift is a [`Ratio`], and its interval Fieller's.
    Ratio(Ratio),
    /// The difference of two shares, control and candidate, by [Newcombe](crate::newcombe).
    Shares([Proportion; 2]),
    /// The lift of a share by [its score](crate::lift_of_proportions).
    ShareRatio([Proportion; 2]),
    /// The lift of a share by its logarithm, which has this standard error.
    LogRatio(f64),
}

/// How far an effect is from a value: all that a rule takes of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// By how many standard errors it is above the value.
    pub score: f64,
    /// Of Student's t; infinite where the normal distribution was used.
    pub degrees_of_freedom: f64,
    /// Of both variants together.
    pub units: u64,
    /// Of the variant that has fewer.
    pub smaller_units: u64,
}

impl Effect {
    /// By how many standard errors it is above a value of its own scale, by the error that there
    /// is if that value is the true one.
    pub fn score(&self, value: f64) -> Result<f64, Refusal> {
        let value = finite(value)?;
        match self.basis {
            Basis::Error | Basis::Ratio(_) => {
                let (apart, error) = (self.estimate - value, self.error_at(value)?);
                if error == 0.0 { Err(Refusal::ZeroVariance) } else { finite(apart / error) }
            }
            Basis::Shares([control, candidate]) => {
                let apart = self.estimate - value;
                Ok(newcombe_z(control, candidate, apart).copysign(apart))
            }
            Basis::ShareRatio([control, candidate]) => lift_score(control, candidate, value),
            Basis::LogRatio(error) => finite((self.estimate.ln_1p() - ln_lift(value)?) / error),
        }
    }

    /// The same, for a rule.
    pub fn scored(&self, value: f64) -> Result<Scored, Refusal> {
        let &Self { degrees_of_freedom, units, smaller_units, .. } = self;
        Ok(Scored { score: self.score(value)?, degrees_of_freedom, units, smaller_units })
    }

    /// The standard error that there is if a value is the true one. Refused for
    /// [`newcombe`](crate::newcombe), whose interval has none.
    pub fn error_at(&self, value: f64) -> Result<f64, Refusal> {
        match self.basis {
            Basis::Error => Ok(self.standard_error),
            Basis::Ratio(ratio) => ratio.error_at(value),
            Basis::Shares(_) => Err(Refusal::Invalid(
                "a difference of few conversions has an interval and no standard error: take the \
                 counts of more units",
            )),
            Basis::ShareRatio([control, candidate]) => score_error(control, candidate, value),
            Basis::LogRatio(error) => {
                ln_lift(value)?;
                finite((1.0 + value) * error)
            }
        }
    }

    /// All values from which it is no more than so many standard errors.
    ///
    /// The interval of any rule that has a critical value, also of one that is read again and
    /// again. Refused with [`Refusal::UnboundedRatio`] where it has no end.
    pub fn within(&self, critical: f64) -> Result<Interval, Refusal> {
        let critical = not_negative(critical, "a critical value is 0 or more")?;
        match self.basis {
            Basis::Error => Interval::around(self.estimate, critical * self.standard_error),
            Basis::Ratio(ratio) => ratio.interval(critical),
            Basis::Shares([control, candidate]) => newcombe_interval(control, candidate, critical),
            Basis::ShareRatio([control, candidate]) => lift_within(control, candidate, critical),
            Basis::LogRatio(error) => {
                let (log, half) = (self.estimate.ln_1p(), critical * error);
                Interval::of((log - half).exp_m1(), (log + half).exp_m1())
            }
        }
    }
}

fn ln_lift(lift: f64) -> Result<f64, Refusal> {
    if lift > -1.0 { finite(lift.ln_1p()) } else { Err(Refusal::Invalid("a lift is more than -1")) }
}
