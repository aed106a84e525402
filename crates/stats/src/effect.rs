//! The answer of every comparison: an estimate, its interval, its p-value.

use crate::basis::Basis;
use crate::chance::Chance;
use crate::refusal::{Refusal, finite, not_negative};
use crate::special::student;

/// How often a test may call a difference where there is none: between 1e-300 and 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Alpha(f64);

impl Alpha {
    /// What nearly everybody uses.
    pub const FIVE_PERCENT: Self = Self(0.05);

    /// Refuses what is not a probability, 0 and 1 included.
    pub fn new(alpha: f64) -> Result<Self, Refusal> {
        if (1e-300..1.0).contains(&alpha) {
            Ok(Self(alpha))
        } else {
            Err(Refusal::Invalid("alpha has to be more than 0 and less than 1"))
        }
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }

    /// A part of it, for who divides it among looks or metrics. The part is at most the whole.
    pub(crate) fn part(self, share: f64) -> Self {
        Self((self.0 * share).clamp(1e-300, self.0))
    }
}

/// From where to where the truth is, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Its lower end.
    pub lower: f64,
    /// Its upper end.
    pub upper: f64,
}

impl Interval {
    /// Whether zero is in it, its ends included.
    #[must_use]
    pub fn covers_zero(&self) -> bool {
        self.lower <= 0.0 && self.upper >= 0.0
    }

    /// What is in both, if anything is.
    #[must_use]
    pub fn and(self, other: Self) -> Option<Self> {
        let (lower, upper) = (self.lower.max(other.lower), self.upper.min(other.upper));
        (lower <= upper).then_some(Self { lower, upper })
    }

    pub(crate) fn around(estimate: f64, half_width: f64) -> Result<Self, Refusal> {
        Self::of(estimate - half_width, estimate + half_width)
    }

    pub(crate) fn of(lower: f64, upper: f64) -> Result<Self, Refusal> {
        Ok(Self { lower: finite(lower)?, upper: finite(upper)? })
    }
}

/// How an effect was computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// [`difference`](crate::difference) and what builds on it.
    Welch,
    /// [`lift_by_delta`](crate::lift_by_delta).
    Delta,
    /// [`lift_by_fieller`](crate::lift_by_fieller).
    Fieller,
    /// [`newcombe`](crate::newcombe).
    Newcombe,
    /// [`lift_of_proportions`](crate::lift_of_proportions).
    Score,
    /// [`lift_by_log_ratio`](crate::lift_by_log_ratio).
    LogRatio,
    /// [`Cuped`](crate::Cuped).
    Cuped,
    /// [`post_stratified`](crate::post_stratified).
    PostStratified,
    /// [`ConfidenceSequence`](crate::ConfidenceSequence).
    ConfidenceSequence,
    /// [`MixtureTest`](crate::MixtureTest).
    MixtureTest,
    /// [`GroupSequential`](crate::GroupSequential).
    GroupSequential,
    /// [`Hybrid`](crate::Hybrid).
    Hybrid,
    /// [`Effect::known`].
    Known,
}

impl Method {
    /// Its name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Welch => "welch",
            Self::Delta => "delta",
            Self::Fieller => "fieller",
            Self::Newcombe => "newcombe",
            Self::Score => "score",
            Self::LogRatio => "log_ratio",
            Self::Cuped => "cuped",
            Self::PostStratified => "post_stratified",
            Self::ConfidenceSequence => "confidence_sequence",
            Self::MixtureTest => "mixture_test",
            Self::GroupSequential => "group_sequential",
            Self::Hybrid => "hybrid",
            Self::Known => "known",
        }
    }
}

/// The units of both variants together, and of the smaller.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Units {
    pub(crate) all: u64,
    pub(crate) smaller: u64,
}

impl Units {
    pub(crate) fn of(control: u64, candidate: u64) -> Result<Self, Refusal> {
        let all = control.checked_add(candidate).ok_or(Refusal::Overflow)?;
        Ok(Self { all, smaller: control.min(candidate) })
    }
}

/// Where only both together are known, the variants are taken to be alike.
impl From<u64> for Units {
    fn from(all: u64) -> Self {
        Self { all, smaller: all / 2 }
    }
}

/// How far a variant is from the control.
///
/// All numbers but infinite degrees of freedom are finite. The interval is that of the p-value: it
/// covers zero if and only if the p-value is at least alpha.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// The best single guess.
    pub estimate: f64,
    /// Its standard error; more than 0, but for [`newcombe`](crate::newcombe).
    pub standard_error: f64,
    /// Of Student's t; infinite where the normal distribution was used.
    pub degrees_of_freedom: f64,
    /// At the level that was asked for.
    pub interval: Interval,
    /// Two-sided.
    pub p_value: f64,
    /// The p-value's logarithm, which is a number where the p-value is too small to be one.
    pub ln_p_value: f64,
    /// Of both variants together.
    pub units: u64,
    /// Of the variant that has fewer: asymptotic methods need enough of each. Of
    /// [`newcombe`](crate::newcombe), its conversions, where these are few.
    pub smaller_units: u64,
    /// How it was computed.
    pub method: Method,
    /// What its scores and its intervals at other critical values rest on.
    pub basis: Basis,
}

impl Effect {
    /// An effect of which only estimate and standard error are known, such as one that another
    /// program has computed; with the interval and p-value of the normal distribution. The variants
    /// are taken to have as many units each; [`Self::with_smaller`] says otherwise.
    ///
    /// ```
    /// # use hoist_stats::{Alpha, Effect};
    /// let effect = Effect::known(1000, 2.0, 1.0, Alpha::FIVE_PERCENT).unwrap();
    /// assert!((effect.p_value - 0.0455).abs() < 1e-4);
    /// ```
    pub fn known(
        units: u64,
        estimate: f64,
        standard_error: f64,
        alpha: Alpha,
    ) -> Result<Self, Refusal> {
        Self::known_by_student(units, estimate, standard_error, f64::INFINITY, alpha)
    }

    /// The same by Student's t: such as a test that was logged, to be read ever after.
    pub fn known_by_student(
        units: u64,
        estimate: f64,
        standard_error: f64,
        degrees_of_freedom: f64,
        alpha: Alpha,
    ) -> Result<Self, Refusal> {
        let error = not_negative(standard_error, "a standard error is 0 or more")?;
        if degrees_of_freedom < 1.0 || degrees_of_freedom.is_nan() {
            return Err(Refusal::Invalid("degrees of freedom are 1 or more"));
        }
        if error > 0.0 {
            finite(estimate / error)?;
        }
        Self::of_error(Method::Known, units, estimate, error, degrees_of_freedom, alpha)
    }

    /// The same effect where the smaller variant has only so many of the units.
    #[must_use]
    pub fn with_smaller(self, units: u64) -> Self {
        Self { smaller_units: units.min(self.smaller_units), ..self }
    }

    /// Estimate, interval and p-value from one standard error and Student's t.
    pub(crate) fn by_student(
        method: Method,
        units: impl Into<Units>,
        estimate: f64,
        variance: f64,
        degrees_of_freedom: f64,
        alpha: Alpha,
    ) -> Result<Self, Refusal> {
        let error = finite(variance.sqrt())?;
        Self::of_error(method, units, estimate, error, degrees_of_freedom, alpha)
    }

    fn of_error(
        method: Method,
        units: impl Into<Units>,
        estimate: f64,
        standard_error: f64,
        degrees_of_freedom: f64,
        alpha: Alpha,
    ) -> Result<Self, Refusal> {
        if standard_error == 0.0 {
            return Err(Refusal::ZeroVariance);
        }
        let Units { all, smaller } = units.into();
        let critical = student::two_sided_quantile(alpha.get(), degrees_of_freedom);
        let Chance { p_value, ln_p_value } =
            Chance::student(estimate / standard_error, degrees_of_freedom);
        Ok(Self {
            estimate: finite(estimate)?,
            standard_error,
            degrees_of_freedom,
            interval: Interval::around(estimate, critical * standard_error)?,
            p_value,
            ln_p_value,
            units: all,
            smaller_units: smaller,
            method,
            basis: Basis::Error,
        })
    }
}
