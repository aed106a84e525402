//! What Fieller's interval of a lift rests on, to be read at any level and against any value.

use crate::basis::Basis;
use crate::compare::{has_lift, is_uncertain};
use crate::effect::{Alpha, Effect, Interval};
use crate::estimate::Estimate;
use crate::refusal::{Refusal, finite, not_negative};
use crate::special::student;

/// A difference over the size of a value that is part of it.
///
/// The difference is `slope` times the value and something that does not covary with it, whose
/// variance is `rest`: for a plain difference the slope is -1 and the rest the candidate's variance.
/// Whether a lift L is the true one is a test of `difference - L |base|` being zero, whose variance
/// is known: `rest + (slope - L)^2 base_variance` where the value is positive. Fieller's interval
/// has all lifts that pass it (Fieller 1954, J. R. Stat. Soc. B 16), so it can be had for any rule
/// that has a critical value, also one that is read again and again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// Candidate minus control.
    pub difference: f64,
    /// The control's value.
    pub base: f64,
    /// Its variance.
    pub base_variance: f64,
    /// How much of the control's value is in the difference.
    pub slope: f64,
    /// The variance of what else is in it.
    pub rest: f64,
}

impl Ratio {
    /// Of two variants. Refused where the control's value is zero, and where all that the candidate
    /// has is zeros.
    pub fn of(control: &Estimate, candidate: &Estimate) -> Result<Self, Refusal> {
        has_lift(control, candidate)?;
        Ok(Self {
            difference: candidate.value() - control.value(),
            base: control.value(),
            base_variance: control.variance(),
            slope: -1.0,
            rest: candidate.variance(),
        })
    }

    /// Whether the control's value is under 20 standard errors, so that the delta method is off.
    #[must_use]
    pub fn is_uncertain(&self) -> bool {
        is_uncertain(self.base, self.base_variance.sqrt())
    }

    /// The standard error that there is if a lift is the true one.
    pub fn error_at(&self, lift: f64) -> Result<f64, Refusal> {
        let apart = self.slope - finite(lift)? * self.base.signum();
        let variance = self.rest + apart * apart * self.base_variance;
        finite(variance.sqrt() / self.base.abs())
    }

    /// The lifts from which it is no more than so many standard errors.
    ///
    /// With `L = difference/value`, `g = t^2 v` and variances over the value's square, the ends are
    /// `(L - g slope -+ t sqrt(rest (1 - g) + v (L - slope)^2))/(1 - g)`. Refused with g from 1 on,
    /// where the control's value may be zero and the interval has no end.
    pub fn interval(&self, critical: f64) -> Result<Interval, Refusal> {
        let critical = not_negative(critical, "a critical value is 0 or more")?;
        let &Self { base, slope, .. } = self;
        let v = self.base_variance / base / base;
        let g = critical * critical * v;
        if g >= 1.0 || g.is_nan() {
            return Err(Refusal::UnboundedRatio);
        }
        let change = self.difference / base;
        let (rest, apart) = (self.rest / base / base, change - slope);
        let half = critical * finite(rest * (1.0 - g) + v * apart * apart)?.sqrt();
        let middle = change - g * slope;
        let (lower, upper) = ((middle - half) / (1.0 - g), (middle + half) / (1.0 - g));
        if base > 0.0 { Interval::of(lower, upper) } else { Interval::of(-upper, -lower) }
    }

    /// The difference as a lift, with its p-value and Fieller's interval.
    pub(crate) fn effect(&self, difference: &Effect, alpha: Alpha) -> Result<Effect, Refusal> {
        let critical = student::two_sided_quantile(alpha.get(), difference.degrees_of_freedom);
        Ok(Effect {
            estimate: finite(self.difference / self.base.abs())?,
            standard_error: finite(difference.standard_error / self.base.abs())?,
            interval: self.interval(critical)?,
            basis: Basis::Ratio(*self),
            ..*difference
        })
    }
}
