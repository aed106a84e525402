//! Why there is no answer.

/// Why a method gives no answer. What it would have said is not a number, or not true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Too few units for the method to be what it says it is.
    #[error("{has} {} where the method needs {needs} or more: wait for more", units(*has))]
    InsufficientUnits {
        /// How many there are.
        has: u64,
        /// How many there would have to be.
        needs: u64,
    },
    /// Neither variant varies, so nothing says how far the estimate may be off.
    #[error(
        "no variant has any variance that a test could go by: check that the metric is recorded"
    )]
    ZeroVariance,
    /// There is no change relative to nothing.
    #[error("the control's value is zero, so there is no lift over it: use the difference")]
    ZeroBaseline,
    /// A mean that has fallen to zero says how much it has fallen, and not within which bounds.
    #[error(
        "all of the candidate's values are zero, so its variance, and with it the interval of the \
         lift, is not known: use the difference, or the counts of a share"
    )]
    NothingLeft,
    /// The control's mean may be zero, so the interval of the ratio has no end.
    #[error("the interval of the ratio has no end: use the difference, or wait for more units")]
    UnboundedRatio,
    /// The denominator of a metric that is a ratio may be zero, and the ratio then be anything.
    #[error(
        "the mean of the ratio's denominator is not known to be other than zero, and so the ratio \
         is not either: wait for more units, or take a denominator that more units have"
    )]
    UncertainDenominator,
    /// A variant has users and no share of them, so the split is not what it should be.
    #[error("variant {variant} has users, and by its weight should have none: check the split")]
    SrmFailed {
        /// Its place in the list.
        variant: usize,
    },
    /// The sums have lost the digits in which the variance was.
    #[error("sums of this size do not tell the variance: give centred moments or exact sums")]
    NumericCancellation,
    /// A number is infinite or becomes so, as what is divided by too small a one does.
    #[error(
        "a number is not finite, or too large or too small to be computed with: give the metric in \
         another unit"
    )]
    Overflow,
    /// What was asked for makes no sense.
    #[error("{0}")]
    Invalid(&'static str),
}

impl Refusal {
    /// Too few units, where how many it takes comes from a formula.
    pub(crate) fn units_needed(has: u64, needs: f64) -> Self {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "more than 1e18 units are never enough"
        )]
        let needs = needs.ceil().clamp(0.0, 1e18) as u64;
        Self::InsufficientUnits { has, needs }
    }

    /// Its name on the wire.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InsufficientUnits { .. } => "insufficient_units",
            Self::ZeroVariance => "zero_variance",
            Self::ZeroBaseline => "zero_baseline",
            Self::NothingLeft => "nothing_left",
            Self::UnboundedRatio => "unbounded_ratio",
            Self::UncertainDenominator => "uncertain_denominator",
            Self::SrmFailed { .. } => "srm_failed",
            Self::NumericCancellation => "numeric_cancellation",
            Self::Overflow => "overflow",
            Self::Invalid(_) => "invalid",
        }
    }
}

const fn units(count: u64) -> &'static str {
    if count == 1 { "unit" } else { "units" }
}

/// The number, if it is one.
pub(crate) fn finite(number: f64) -> Result<f64, Refusal> {
    if number.is_finite() { Ok(number) } else { Err(Refusal::Overflow) }
}

/// The number, if it is not negative.
pub(crate) fn not_negative(number: f64, otherwise: &'static str) -> Result<f64, Refusal> {
    if number >= 0.0 { finite(number) } else { Err(Refusal::Invalid(otherwise)) }
}

/// Refuses what is not as many units as needed.
pub(crate) fn at_least(needs: u64, has: u64) -> Result<(), Refusal> {
    if has < needs { Err(Refusal::InsufficientUnits { has, needs }) } else { Ok(()) }
}
