//! A confidence sequence that holds for any number of values with known bounds.

use crate::effect::{Alpha, Interval};
use crate::refusal::{Refusal, finite};

/// The largest weight of a value, of those below 1 for which the method holds.
const WEIGHT_MAX: f64 = 0.5;

/// The mean of values with known bounds, by an interval that may be read after each.
///
/// The predictable plug-in empirical Bernstein sequence of Waudby-Smith and Ramdas (2024), J. R.
/// Stat. Soc. B 86, theorem 2: for values x from 0 to 1, each with a weight w that is known before
/// it, `sum(w x)/sum(w) -+ (ln(2/alpha) + sum((x - m)^2 (-ln(1 - w) - w)))/sum(w)` holds at all
/// times at once, with `w = min(1/2, sqrt(2 ln(2/alpha)/(s^2 t ln(1 + t))))`, m and s^2 the mean and
/// variance before the value, with one value of 1/2 and a variance of 1/4 to begin with. Other
/// bounds are scaled to those.
///
/// Not asymptotic: right from the first value on, for any distribution within the bounds, where a
/// [`ConfidenceSequence`](crate::ConfidenceSequence) says nothing yet. It needs each value, in the
/// order in which units came, whose order must not depend on them; and it is wide where bounds are
/// far from what values mostly are.
///
/// ```
/// # use hoist_stats::{Alpha, BoundedMean, Interval};
/// let mut scores = BoundedMean::within(Interval { lower: 1.0, upper: 5.0 }, Alpha::FIVE_PERCENT)?;
/// for _ in 0..50 {
///     for score in [4.0, 5.0, 4.0] {
///         scores.push(score)?;
///     }
/// }
/// assert!(scores.interval().lower > 3.9 && scores.interval().upper < 4.8);
/// # Ok::<(), hoist_stats::Refusal>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BoundedMean {
    bounds: Interval,
    alpha: Alpha,
    units: u64,
    /// Of values from 0 to 1.
    sum: f64,
    /// Of squared distances from the mean so far.
    squares: f64,
    weights: f64,
    weighted: f64,
    cost: f64,
}

impl BoundedMean {
    /// Of values from the lower to the upper bound, which are known and not seen.
    pub fn within(bounds: Interval, alpha: Alpha) -> Result<Self, Refusal> {
        let Interval { lower, upper } = bounds;
        if lower >= upper || lower.is_nan() || upper.is_nan() {
            return Err(Refusal::Invalid("the lower bound is below the upper one"));
        }
        finite(upper - lower)?;
        let (sum, squares) = (0.5, 0.25);
        let (weights, weighted, cost) = (0.0, 0.0, 0.0);
        Ok(Self { bounds, alpha, units: 0, sum, squares, weights, weighted, cost })
    }

    /// Takes one more value.
    pub fn push(&mut self, value: f64) -> Result<(), Refusal> {
        let Interval { lower, upper } = self.bounds;
        if !(lower..=upper).contains(&value) {
            return Err(Refusal::Invalid("the value is not within the bounds"));
        }
        let value = (value - lower) / (upper - lower);
        self.units += 1;
        // With the one to begin with, there were as many values before this one.
        let units = self.units as f64;
        let (mean, variance) = (self.sum / units, self.squares / units);
        let weight = (2.0 * self.ln_bound() / (variance * units * units.ln_1p())).sqrt();
        let weight = weight.min(WEIGHT_MAX);
        self.weights += weight;
        self.weighted += weight * value;
        self.cost += (value - mean) * (value - mean) * (-(-weight).ln_1p() - weight);
        self.sum += value;
        let from_mean = value - self.sum / (units + 1.0);
        self.squares += from_mean * from_mean;
        Ok(())
    }

    /// How many values there were.
    #[must_use]
    pub const fn units(&self) -> u64 {
        self.units
    }

    /// Where the mean is; at most from bound to bound.
    ///
    /// The difference of two means is between those of their intervals' ends, at both alphas
    /// together.
    #[must_use]
    pub fn interval(&self) -> Interval {
        let Interval { lower, upper } = self.bounds;
        if self.units == 0 {
            return self.bounds;
        }
        let (middle, half) =
            (self.weighted / self.weights, (self.ln_bound() + self.cost) / self.weights);
        let place = |share: f64| (lower + share.clamp(0.0, 1.0) * (upper - lower)).min(upper);
        Interval { lower: place(middle - half), upper: place(middle + half) }
    }

    fn ln_bound(&self) -> f64 {
        (2.0 / self.alpha.get()).ln()
    }
}
