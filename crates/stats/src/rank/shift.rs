//! By how much the values of one variant are above those of the other.

use crate::effect::{Alpha, Interval};
use crate::refusal::{Refusal, finite};
use crate::special::normal;

use super::Ranks;
use super::exact::Exact;

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
/// error of U with its ties; with few units, from the first number of pairs lost that is not
/// significant by the exact distribution. So it covers zero if the test is not significant at
/// alpha, and only then where no unit of one variant has the value of one of the other. R has the
/// same interval to the tolerance with which it looks for it. Assumes two distributions of one
/// shape; without that, it is the median of differences, and not the difference of medians.
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
    let ranks = Ranks::of(control, candidate)?;
    let all = control.len() as u64 * candidate.len() as u64;
    let fewest = match Exact::of(&ranks.equal, control.len(), candidate.len()) {
        Some(exact) => exact.fewest(alpha.get()),
        None => [by_normal(ranks.pairs, ranks.variance, alpha); 2],
    };
    // Not even all pairs won are significant.
    if fewest.contains(&0) {
        return Err(needs_more(control.len(), candidate.len(), alpha));
    }
    let differences = Differences::of(control, candidate)?;
    let middle = differences.at(all / 2 + 1);
    let below = if all.is_multiple_of(2) { differences.at(all / 2) } else { middle };
    let (lower, upper) = (differences.at(fewest[0]), differences.at(all + 1 - fewest[1]));
    Ok(Shift { estimate: f64::midpoint(below, middle), interval: Interval::of(lower, upper)? })
}

/// The fewest pairs lost that are not significant by the normal distribution.
fn by_normal(pairs: f64, variance: f64, alpha: Alpha) -> u64 {
    let reach = 0.5 + normal::two_sided_quantile(alpha.get()) * variance.sqrt();
    let lowest = ((0.5 * pairs - reach).floor() + 1.0).max(0.0);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is from 0 to the number of pairs"
    )]
    let lowest = lowest as u64;
    lowest
}

/// How many units it takes, of both variants as nearly alike as these are, until all pairs won are
/// significant: one choice of all there are then has a chance of under alpha, both sides together.
fn needs_more(control: usize, candidate: usize, alpha: Alpha) -> Refusal {
    let has = (control + candidate) as u64;
    let (mut smaller, mut larger) = (control.min(candidate) as f64, control.max(candidate) as f64);
    let ln_choices =
        |k: f64, n: f64| libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0);
    for _ in 0..2000 {
        // What comes first goes to the smaller.
        (smaller, larger) =
            if smaller < larger { (smaller + 1.0, larger) } else { (smaller, larger + 1.0) };
        if std::f64::consts::LN_2 - ln_choices(smaller, smaller + larger) < alpha.get().ln() {
            break;
        }
    }
    Refusal::units_needed(has, smaller + larger)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_few_units_are_told_how_many_it_takes() {
        let told = |control: &[f64], candidate: &[f64], alpha| {
            hodges_lehmann(control, candidate, Alpha::new(alpha).unwrap()).err()
        };
        let needs = |has, needs| Some(Refusal::InsufficientUnits { has, needs });
        // One choice of 35, and so 2/35, is over 0.05; one of 70 is not.
        assert_eq!(told(&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0, 7.0], 0.05), needs(7, 8));
        assert_eq!(told(&[1.0, 2.0, 3.0, 4.0], &[5.0, 6.0, 7.0, 8.0], 0.05), None);
        assert_eq!(told(&[1.0], &[2.0], 0.3), needs(2, 5));
    }
}
