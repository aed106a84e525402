//! By how much the values of one variant are above those of the other.

use crate::effect::{Alpha, Interval};
use crate::refusal::{Refusal, finite};
use crate::special::normal;

use super::Ranks;

/// How far a distribution is moved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift {
    /// The median of all differences of a unit of the candidate and one of the control.
    pub estimate: f64,
    /// The shifts that the rank test would not call wrong.
    pub interval: Interval,
}

/// Hodges and Lehmann's estimate of a shift, with the interval of [`mann_whitney`]'s test.
///
/// Hodges and Lehmann (1963), Ann. Math. Stat. 34: the median of all `n1 n2` differences. The
/// interval is between two of them, in order (Lehmann 1963, Ann. Math. Stat. 34; Hollander, Wolfe
/// and Chicken 2014, 4.3): from the first for which `|j - n1 n2/2| < z s + 1/2`, s the standard
/// error of U with its ties. So it covers zero if the test is not significant at alpha, and only
/// then where no unit of one variant has the value of one of the other. R has the same interval to
/// the tolerance with which it looks for it. Assumes two distributions of one shape; without that,
/// it is the median of differences, and not the difference of medians.
///
/// [`mann_whitney`]: crate::mann_whitney
///
/// ```
/// # use hoist_stats::{Alpha, hodges_lehmann};
/// let control: Vec<f64> = (0..30).map(f64::from).collect();
/// let candidate: Vec<f64> = control.iter().map(|value| value + 9.5).collect();
/// let shift = hodges_lehmann(&control, &candidate, Alpha::FIVE_PERCENT).unwrap();
/// assert_eq!(shift.estimate, 9.5);
/// assert_eq!((shift.interval.lower, shift.interval.upper), (4.5, 14.5));
/// ```
pub fn hodges_lehmann(control: &[f64], candidate: &[f64], alpha: Alpha) -> Result<Shift, Refusal> {
    let Ranks { pairs, variance, .. } = Ranks::of(control, candidate)?;
    let reach = 0.5 + normal::two_sided_quantile(alpha.get()) * variance.sqrt();
    let lowest = (0.5 * pairs - reach).floor() + 1.0;
    if lowest < 1.0 {
        let units = (control.len() + candidate.len()) as u64;
        return Err(Refusal::units_needed(units, units as f64 + 1.0));
    }
    let differences = Differences::of(control, candidate)?;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is from 1 to the number of pairs"
    )]
    let lowest = lowest as u64;
    let all = differences.count();
    let middle = differences.at(all / 2 + 1);
    let below = if all.is_multiple_of(2) { differences.at(all / 2) } else { middle };
    let (lower, upper) = (differences.at(lowest), differences.at(all + 1 - lowest));
    Ok(Shift { estimate: f64::midpoint(below, middle), interval: Interval::of(lower, upper)? })
}

/// All differences of a value of the candidate and one of the control, of which none is kept.
struct Differences {
    control: Vec<f64>,
    candidate: Vec<f64>,
}

impl Differences {
    fn of(control: &[f64], candidate: &[f64]) -> Result<Self, Refusal> {
        let sorted = |values: &[f64]| {
            // Without a negative zero, which is no other number.
            let mut values: Vec<f64> = values.iter().map(|value| value + 0.0).collect();
            values.sort_by(f64::total_cmp);
            values
        };
        let all = Self { control: sorted(control), candidate: sorted(candidate) };
        finite(all.largest() - all.smallest())?;
        Ok(all)
    }

    fn smallest(&self) -> f64 {
        self.candidate[0] - self.control[self.control.len() - 1]
    }

    fn largest(&self) -> f64 {
        self.candidate[self.candidate.len() - 1] - self.control[0]
    }

    fn count(&self) -> u64 {
        self.control.len() as u64 * self.candidate.len() as u64
    }

    /// Number `place` of them in order, from 1: by bisection over all numbers that there are.
    fn at(&self, place: u64) -> f64 {
        let (mut from, mut to) = (ordinal(self.smallest()), ordinal(self.largest()));
        while from < to {
            let middle = from + (to - from) / 2;
            if self.up_to(number(middle)) >= place {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        number(from)
    }

    /// How many of them are no more than that. For larger values of the candidate, more of the
    /// control are too small.
    fn up_to(&self, most: f64) -> u64 {
        let (mut count, mut too_small) = (0, 0);
        for value in &self.candidate {
            while too_small < self.control.len() && value - self.control[too_small] > most {
                too_small += 1;
            }
            count += (self.control.len() - too_small) as u64;
        }
        count
    }
}

/// The place of a number among all numbers, counted from zero.
fn ordinal(number: f64) -> i128 {
    let size = i128::from(number.abs().to_bits());
    if number < 0.0 { -size } else { size }
}

fn number(ordinal: i128) -> f64 {
    let size = f64::from_bits(u64::try_from(ordinal.unsigned_abs()).unwrap_or(u64::MAX));
    if ordinal < 0 { -size } else { size }
}
