//! What a metric is for one variant: a value, and how much a unit varies around it.

use crate::moments::Moments;
use crate::refusal::{Refusal, at_least, finite};
use crate::special::student;

/// A denominator whose interval at this alpha touches zero makes no ratio: nothing that is read at
/// a larger one then divides by what may be zero.
const DENOMINATOR_ALPHA: f64 = 1e-6;

/// A metric of one variant.
///
/// Whatever the metric, the variance of its value is that of one unit over the number of units;
/// that is all that comparisons need to know.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    pub(crate) units: u64,
    pub(crate) value: f64,
    pub(crate) variance: f64,
    /// Of the variance.
    pub(crate) degrees_of_freedom: f64,
}

impl Estimate {
    /// Of a number of units, at least 2, the metric's value and the variance of one unit.
    pub fn new(units: u64, value: f64, unit_variance: f64) -> Result<Self, Refusal> {
        at_least(2, units)?;
        if unit_variance < 0.0 {
            return Err(Refusal::Invalid("a variance is not negative"));
        }
        let (value, variance) = (finite(value)?, finite(unit_variance)?);
        Ok(Self { units, value, variance, degrees_of_freedom: (units - 1) as f64 })
    }

    /// The mean of a number per unit.
    ///
    /// The variance is `S/(n - 1)`, S the sum of squared distances from the mean.
    pub fn mean(moments: &Moments<1>) -> Result<Self, Refusal> {
        Self::new(moments.units(), moments.means()[0], moments.variance(0)?)
    }

    /// The ratio of two sums, such as clicks per view, where units were randomised and not views.
    ///
    /// With `[y, d]` per unit and `R = mean y / mean d`, a unit's variance is that of
    /// `(y - R d)/mean d` by the delta method (Deng, Knoblich and Lu 2018, arXiv:1803.06336,
    /// equation 3). Views of one user are alike, so the variance of a view over the number of views
    /// is too small; this one is not.
    ///
    /// The delta method takes the denominator's mean for known. Refused with
    /// [`Refusal::UncertainDenominator`] where that mean's interval by Student's t, at an alpha of
    /// 1e-6, touches zero: under about 5 standard errors, more with few units. What could be said
    /// then, Fieller's interval without an end, is no answer.
    pub fn ratio(moments: &Moments<2>) -> Result<Self, Refusal> {
        let (value, gradient) = ratio_of(moments, 0, 1)?;
        Self::new(moments.units(), value, moments.variance_along(&gradient)?)
    }

    /// How many units.
    #[must_use]
    pub const fn units(&self) -> u64 {
        self.units
    }

    /// The metric's value.
    #[must_use]
    pub const fn value(&self) -> f64 {
        self.value
    }

    /// The variance of the value.
    #[must_use]
    pub fn variance(&self) -> f64 {
        self.variance / self.units as f64
    }

    /// The standard error of the value.
    #[must_use]
    pub fn standard_error(&self) -> f64 {
        self.variance().sqrt()
    }
}

/// A ratio and a ratio before the exposure, per unit, as if they were means: for
/// [CUPED](crate::Cuped) of a ratio.
///
/// From `[y, d, y before, d before]`. Each ratio is replaced by its linear part, which has the same
/// value and, by the delta method, the same variances and covariance. Refused as
/// [`Estimate::ratio`] is, for either denominator.
pub fn linearised(moments: &Moments<4>) -> Result<Moments<2>, Refusal> {
    let (outcome, along) = ratio_of(moments, 0, 1)?;
    let (covariate, along_covariate) = ratio_of(moments, 2, 3)?;
    let both = moments.covariance_along(&along, &along_covariate)?;
    let covariances = [
        [moments.variance_along(&along)?, both],
        [both, moments.variance_along(&along_covariate)?],
    ];
    // What rounding leaves of variances of nothing is taken as it is.
    Moments::centred(moments.units(), [outcome, covariate], covariances)
}

/// The ratio of two means, and how it changes with each number.
fn ratio_of<const K: usize>(
    moments: &Moments<K>,
    numerator: usize,
    denominator: usize,
) -> Result<(f64, [f64; K]), Refusal> {
    let below = moments.means()[denominator];
    let error = (moments.variance(denominator)? / moments.units() as f64).sqrt();
    let df = moments.units() as f64 - 1.0;
    // Where all units have one denominator it is known, however few they are.
    let reach =
        if error == 0.0 { 0.0 } else { student::two_sided_quantile(DENOMINATOR_ALPHA, df) * error };
    if below.abs() <= reach {
        return Err(Refusal::UncertainDenominator);
    }
    let ratio = finite(moments.means()[numerator] / below)?;
    let mut gradient = [0.0; K];
    gradient[numerator] = 1.0 / below;
    gradient[denominator] = -ratio / below;
    Ok((ratio, gradient))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many units, of which each `every`th has a denominator.
    fn rare(units: u32, every: u32) -> Moments<2> {
        let rows: Vec<_> = (0..units)
            .map(|unit| {
                let has = f64::from(u8::from(unit % every == 0));
                [has * f64::from(unit % 7), has]
            })
            .collect();
        Moments::of(&rows).unwrap()
    }

    #[test]
    fn a_denominator_that_may_be_zero_makes_no_ratio() {
        for (units, every, is_known) in
            [(100, 50, false), (2000, 100, false), (4000, 100, true), (20, 2, false), (60, 2, true)]
        {
            let ratio = Estimate::ratio(&rare(units, every));
            let expected = (!is_known).then_some(Refusal::UncertainDenominator);
            assert_eq!(ratio.err(), expected, "{units} {every}");
        }
        let none = Moments::of(&[[1.0, 0.0], [2.0, 0.0]]).unwrap();
        assert_eq!(Estimate::ratio(&none), Err(Refusal::UncertainDenominator));
        let one_each = Moments::of(&[[1.0, 1.0], [2.0, 1.0]]).unwrap();
        assert!((Estimate::ratio(&one_each).unwrap().value() - 1.5).abs() < 1e-15);
        // Of a past too: the second denominator here.
        let both = |has: f64| Moments::of(&[[1.0, 2.0, 1.0, has], [3.0, 2.0, 2.0, -has]]).unwrap();
        assert_eq!(linearised(&both(1.0)), Err(Refusal::UncertainDenominator));
    }
}
