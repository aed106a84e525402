//! Means, variances and covariances of K numbers per unit, kept so that parts can be put together.
//!
//! Centred, because raw sums lose the variance where the mean is large: at a mean of 1e6
//! standard deviations, a sum of squares has no digit left for it.

use crate::refusal::{Refusal, at_least, finite};

const NO_SUCH_NUMBER: Refusal = Refusal::Invalid("units do not have as many numbers");

const IMPOSSIBLE: Refusal = Refusal::Invalid(
    "no units have such covariances: each is the same both ways, and at most the root of both \
     variances' product, also after those before it are taken away",
);

/// How far correlations may be off by rounding, of exact numbers.
const ROUNDING: f64 = 1e-7;
/// And of sums in floating point, which may be off by a thousandth of the variance.
const ROUNDING_OF_SUMS: f64 = 5e-3;

/// What is known of K numbers of each of some units.
///
/// One number for a mean; `[numerator, denominator]` for a ratio; `[outcome, covariate]` for
/// [CUPED](crate::Cuped). All that is in it is finite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments<const K: usize> {
    units: u64,
    means: [f64; K],
    /// Sums of products of distances from the means.
    products: [[f64; K]; K],
}

impl<const K: usize> Default for Moments<K> {
    fn default() -> Self {
        Self { units: 0, means: [0.0; K], products: [[0.0; K]; K] }
    }
}

impl<const K: usize> Moments<K> {
    /// Of all values at hand, one row per unit.
    ///
    /// ```
    /// # use hoist_stats::Moments;
    /// let moments = Moments::of(&[[1.0], [2.0], [6.0]]).unwrap();
    /// assert_eq!((moments.means()[0], moments.variance(0)), (3.0, Ok(7.0)));
    /// ```
    pub fn of(rows: &[[f64; K]]) -> Result<Self, Refusal> {
        rows.iter().try_fold(Self::default(), |moments, row| {
            moments.merge(&Self { units: 1, means: *row, products: [[0.0; K]; K] })
        })
    }

    /// Of a number of units, their means, and their variances and covariances (divisor n - 1).
    pub fn from_covariances(
        units: u64,
        means: [f64; K],
        covariances: [[f64; K]; K],
    ) -> Result<Self, Refusal> {
        Self::centred(units, means, covariances)?.possible(ROUNDING)
    }

    pub(crate) fn centred(
        units: u64,
        means: [f64; K],
        covariances: [[f64; K]; K],
    ) -> Result<Self, Refusal> {
        let one_less = units.saturating_sub(1) as f64;
        let products = covariances.map(|row| row.map(|covariance| covariance * one_less));
        Self { units, means, products }.checked()
    }

    /// Of sums of whole numbers, each in units of `scale`: exact, whatever the mean.
    ///
    /// `products[i][j]` is the sum of the product of number i and number j. The squared sum over n
    /// is taken apart by division with remainder, so nothing is rounded before the difference.
    pub fn from_exact_sums(
        units: u64,
        sums: [i128; K],
        products: [[i128; K]; K],
        scale: f64,
    ) -> Result<Self, Refusal> {
        at_least(1, units)?;
        let mut moments = Self { units, ..Self::default() };
        for i in 0..K {
            moments.means[i] = sums[i] as f64 / units as f64 * scale;
            for j in 0..K {
                let product = centred(i128::from(units), sums[i], sums[j], products[i][j]);
                moments.products[i][j] = product.ok_or(Refusal::Overflow)? * scale * scale;
            }
        }
        moments.checked()?.possible(ROUNDING)
    }

    /// Of sums in floating point, refused where they may have lost what matters: where the rounding
    /// of n additions, `n eps` of the sum of squares, is over a thousandth of what is left.
    pub fn from_sums(units: u64, sums: [f64; K], products: [[f64; K]; K]) -> Result<Self, Refusal> {
        at_least(1, units)?;
        let n = units as f64;
        let mut moments = Self { units, ..Self::default() };
        for i in 0..K {
            moments.means[i] = sums[i] / n;
            for j in 0..K {
                moments.products[i][j] = products[i][j] - sums[i] * (sums[j] / n);
            }
            let (left, whole) = (moments.products[i][i], finite(products[i][i])?);
            if whole > 0.0 && whole * f64::EPSILON * n > 1e-3 * left {
                return Err(Refusal::NumericCancellation);
            }
        }
        moments.checked()?.possible(ROUNDING_OF_SUMS)
    }

    /// Of both, as if they had been taken together (Chan, Golub and LeVeque 1979; Pebay 2008, 3.1).
    pub fn merge(&self, other: &Self) -> Result<Self, Refusal> {
        if self.units == 0 {
            return other.checked();
        }
        if other.units == 0 {
            return Ok(*self);
        }
        let units = self.units.checked_add(other.units).ok_or(Refusal::Overflow)?;
        let share = other.units as f64 / units as f64;
        let weight = self.units as f64 * share;
        let mut merged = Self { units, ..*self };
        for i in 0..K {
            let apart = other.means[i] - self.means[i];
            merged.means[i] += share * apart;
            for j in 0..K {
                let product = weight * apart * (other.means[j] - self.means[j]);
                merged.products[i][j] += other.products[i][j] + product;
            }
        }
        merged.checked()
    }

    /// With means of zero: merged, what is within and not between.
    pub(crate) const fn around_zero(&self) -> Self {
        Self { means: [0.0; K], ..*self }
    }

    /// How many units.
    #[must_use]
    pub const fn units(&self) -> u64 {
        self.units
    }

    /// The mean of each number.
    #[must_use]
    pub const fn means(&self) -> [f64; K] {
        self.means
    }

    /// The variance of number `i`, with divisor n - 1.
    pub fn variance(&self, i: usize) -> Result<f64, Refusal> {
        self.covariance(i, i)
    }

    /// The covariance of numbers `i` and `j`, with divisor n - 1.
    pub fn covariance(&self, i: usize, j: usize) -> Result<f64, Refusal> {
        at_least(2, self.units)?;
        let product = self.products.get(i).and_then(|row| row.get(j));
        finite(product.ok_or(NO_SUCH_NUMBER)? / (self.units - 1) as f64)
    }

    /// Number `i` alone.
    pub fn only(&self, i: usize) -> Result<Moments<1>, Refusal> {
        let mean = *self.means.get(i).ok_or(NO_SUCH_NUMBER)?;
        Ok(Moments { units: self.units, means: [mean], products: [[self.products[i][i]]] })
    }

    /// The covariance of two weighted sums of the numbers.
    pub(crate) fn covariance_along(&self, a: &[f64; K], b: &[f64; K]) -> Result<f64, Refusal> {
        at_least(2, self.units)?;
        let mut sum = 0.0;
        for (a, row) in a.iter().zip(&self.products) {
            for (b, product) in b.iter().zip(row) {
                sum += if *a == 0.0 || *b == 0.0 { 0.0 } else { a * product * b };
            }
        }
        finite(sum / (self.units - 1) as f64)
    }

    /// The variance of a weighted sum of the numbers.
    pub(crate) fn variance_along(&self, a: &[f64; K]) -> Result<f64, Refusal> {
        Ok(self.covariance_along(a, a)?.max(0.0))
    }

    /// Refuses what no units can have: covariances that are not symmetric, or larger than variances
    /// allow, also of what is left of the numbers after those before them (Cholesky's pivots).
    fn possible(self, rounding: f64) -> Result<Self, Refusal> {
        let roots: [f64; K] = std::array::from_fn(|i| self.products[i][i].sqrt());
        let mut left = [[0.0; K]; K];
        for i in 0..K {
            for j in 0..K {
                let (both, mirrored) = (self.products[i][j], self.products[j][i]);
                let over = |product: f64| product / roots[i] / roots[j];
                left[i][j] = match roots[i] == 0.0 || roots[j] == 0.0 {
                    true if both == 0.0 && mirrored == 0.0 => 0.0,
                    false if (over(both) - over(mirrored)).abs() <= rounding => over(both),
                    _ => return Err(IMPOSSIBLE),
                };
            }
        }
        for i in 0..K {
            let (row, pivot) = (left[i], left[i][i]);
            let is_too_large = |(j, part): (usize, &f64)| {
                part * part > (pivot.max(0.0) + rounding) * (left[j][j].max(0.0) + rounding)
            };
            if row.iter().enumerate().skip(i + 1).any(is_too_large) {
                return Err(IMPOSSIBLE);
            }
            for (j, cells) in left.iter_mut().enumerate().skip(i + 1) {
                // Of a number that those before it make up, nothing but rounding is left.
                let times = if pivot > rounding { row[j] / pivot } else { 0.0 };
                for (cell, own) in cells.iter_mut().zip(row).skip(i + 1) {
                    *cell -= times * own;
                }
                if cells[j] < -10.0 * rounding {
                    return Err(IMPOSSIBLE);
                }
            }
        }
        Ok(self)
    }

    fn checked(&self) -> Result<Self, Refusal> {
        let all = self.means.iter().chain(self.products.iter().flatten());
        if !all.into_iter().all(|number| number.is_finite()) {
            return Err(Refusal::Overflow);
        }
        if (0..K).any(|i| self.products[i][i] < 0.0) {
            return Err(Refusal::Invalid("a variance is not negative"));
        }
        Ok(*self)
    }
}

/// `product - a b / n` for sums a and b.
fn centred(n: i128, a: i128, b: i128, product: i128) -> Option<f64> {
    let ((qa, ra), (qb, rb)) =
        ((a.div_euclid(n), a.rem_euclid(n)), (b.div_euclid(n), b.rem_euclid(n)));
    let whole = n.checked_mul(qa)?.checked_mul(qb)?;
    let whole = whole.checked_add(qa.checked_mul(rb)?)?.checked_add(qb.checked_mul(ra)?)?;
    let rest = ra.checked_mul(rb)?;
    let left = product.checked_sub(whole)?.checked_sub(rest.div_euclid(n))?;
    Some(left as f64 - rest.rem_euclid(n) as f64 / n as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variance_survives_a_large_mean() {
        let rows: Vec<_> = (0..1000).map(|i| [1e6 + f64::from(i % 2)]).collect();
        let moments = Moments::of(&rows).unwrap();
        assert!((moments.variance(0).unwrap() / (250.0 / 999.0) - 1.0).abs() < 1e-9);
        // Each square is 1e12, and the sums have 16 digits.
        let sum = rows.iter().map(|row| row[0]).sum();
        let squares = rows.iter().map(|row| row[0] * row[0]).sum();
        let raw = Moments::from_sums(1000, [sum], [[squares]]);
        assert_eq!(raw, Err(Refusal::NumericCancellation));
    }

    #[test]
    fn exact_sums_of_a_billion_users() {
        // Half have 1e14 and half have 1e14 + 1, in millionths.
        let (n, low) = (1_000_000_000_u64, 100_000_000_000_000_i128);
        let half = i128::from(n / 2);
        let sum = half * low + half * (low + 1);
        let squares = half * low * low + half * (low + 1) * (low + 1);
        let moments = Moments::from_exact_sums(n, [sum], [[squares]], 1.0).unwrap();
        let exact = 0.25 * 1e9 / (1e9 - 1.0);
        assert!((moments.variance(0).unwrap() / exact - 1.0).abs() < 1e-15);
    }

    #[test]
    fn what_no_units_can_have_is_refused() {
        let one = [[1.0, 0.9], [0.9, 1.0]];
        let of = |covariances| Moments::from_covariances(100, [0.0; 2], covariances);
        assert!(of(one).is_ok() && of([[1.0, -1.0], [-1.0, 1.0]]).is_ok());
        for wrong in [
            [[1.0, 5.0], [5.0, 1.0]],
            [[1.0, 0.9], [0.1, 1.0]],
            [[0.0, 0.1], [0.1, 1.0]],
            [[1.0, 1.01], [1.01, 1.0]],
        ] {
            assert_eq!(of(wrong), Err(IMPOSSIBLE), "{wrong:?}");
        }
        // Each pair is possible, and all three are not.
        let three = |last: f64| {
            let rows = [[1.0, 0.9, 0.9], [0.9, 1.0, last], [0.9, last, 1.0]];
            Moments::from_covariances(100, [0.0; 3], rows)
        };
        assert!(three(0.9).is_ok() && three(0.62).is_ok());
        assert_eq!(three(-0.9), Err(IMPOSSIBLE));
        let sums = |both: f64| Moments::from_sums(10, [0.0; 2], [[9.0, both], [both, 9.0]]);
        assert!(sums(9.0).is_ok() && sums(10.0).is_err());
        let exact = |both| Moments::from_exact_sums(10, [0; 2], [[9, both], [both, 9]], 1.0);
        assert!(exact(9).is_ok() && exact(10).is_err());
    }

    #[test]
    fn what_real_units_have_is_possible() {
        // A third number that the first two make up, and one that does not vary.
        let rows: Vec<[f64; 4]> = (0..50_u32)
            .map(|unit| {
                let (a, b) = (f64::from(unit % 7) * 1e3, f64::from(unit % 11) * 1e-3);
                [a, b, 3.0 * a - 1e5 * b, 7.0]
            })
            .collect();
        let moments = Moments::of(&rows).unwrap();
        let covariances: [[f64; 4]; 4] =
            std::array::from_fn(|i| std::array::from_fn(|j| moments.covariance(i, j).unwrap()));
        let again = Moments::from_covariances(50, moments.means(), covariances);
        assert!(again.is_ok(), "{again:?}");
    }
}
