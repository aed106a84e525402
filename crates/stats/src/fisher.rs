//! Fisher's exact test.

use crate::proportion::Proportion;
use crate::refusal::Refusal;
use crate::special::beta;

pub(crate) mod odds;

/// A table as likely as the one seen, but for rounding, counts as it does; SciPy and R do the same.
const AS_LIKELY: f64 = 1e-7;

/// The standard deviation up to which tables are added up, of 1e5: with more, the normal
/// distribution has the same digits.
const VARIANCE_MAX: f64 = 1e10;

/// With more units than this, one more is no other number.
const UNITS_MAX: u64 = 1 << 52;

/// More tables than any sum then needs.
const TABLES_MAX: u64 = 20_000_000;

/// The two-sided p-value of Fisher's exact test: of all tables with the same margins, those that
/// are no more likely than the one seen.
///
/// Fisher (1934), Statistical Methods for Research Workers, 21.02; two-sided as by Irwin (1935).
/// Exact for any counts, so right where an expected count is under 5; conservative, because counts
/// are whole. With many counts, [`difference`](crate::difference) has more power.
///
/// ```
/// # use hoist_stats::{Proportion, fisher_exact};
/// let [control, candidate] = [Proportion::new(1, 10), Proportion::new(8, 10)].map(Result::unwrap);
/// assert!((fisher_exact(control, candidate).unwrap() - 0.00548).abs() < 1e-5);
/// ```
pub fn fisher_exact(control: Proportion, candidate: Proportion) -> Result<f64, Refusal> {
    let table = Tables::of(control, candidate)?;
    let (first, last) = (table.first(), table.last());
    if first == last {
        return Ok(1.0);
    }
    if table.variance() > VARIANCE_MAX {
        return Err(Refusal::Invalid("with so many of each, use the difference of proportions"));
    }
    let seen = control.successes;
    let limit = table.ln_likelihood(seen) + AS_LIKELY;
    let mode = table.mode().clamp(first, last);
    // Up to `low` and from `high` on, tables are no more likely than the one seen.
    let unlikely = |k: u64| table.ln_likelihood(k) <= limit;
    let low = boundary(first, mode, unlikely);
    let high = boundary_above(mode, last, unlikely);
    if low == Some(mode) || high == Some(mode) {
        return Ok(1.0);
    }
    let p = low.map_or(0.0, |low| table.tail(low, first));
    Ok((p + high.map_or(0.0, |high| table.tail(high, last))).min(1.0))
}

/// The last number from `from` to `to` for which it is so, where it is so from the start to there.
fn boundary(from: u64, to: u64, is_so: impl Fn(u64) -> bool) -> Option<u64> {
    if !is_so(from) {
        return None;
    }
    let (mut yes, mut no) = (from, to + 1);
    while no - yes > 1 {
        let middle = yes + (no - yes) / 2;
        if is_so(middle) {
            yes = middle;
        } else {
            no = middle;
        }
    }
    Some(yes)
}

/// The first number from `from` to `to` for which it is so, where it is so from there to the end.
fn boundary_above(from: u64, to: u64, is_so: impl Fn(u64) -> bool) -> Option<u64> {
    boundary(0, to - from, |distance| is_so(to - distance)).map(|distance| to - distance)
}

/// All tables with the same margins, by the number of successes in one variant.
struct Tables {
    of: u64,
    others: u64,
    drawn: u64,
}

/// What tables are together, of the one that the sum starts with.
struct Series {
    sum: f64,
    /// The same by their distances from it, and by the squares of these.
    distance: f64,
    square: f64,
}

impl Tables {
    fn of(one: Proportion, other: Proportion) -> Result<Self, Refusal> {
        if one.units.max(other.units) > UNITS_MAX {
            return Err(Refusal::Overflow);
        }
        let drawn = one.successes + other.successes;
        Ok(Self { of: one.units, others: other.units, drawn })
    }

    /// The fewest successes that there can be.
    fn first(&self) -> u64 {
        self.drawn.saturating_sub(self.others)
    }

    /// The most.
    fn last(&self) -> u64 {
        self.drawn.min(self.of)
    }

    fn variance(&self) -> f64 {
        let all = self.of as f64 + self.others as f64;
        let share = self.drawn as f64 / all;
        self.of as f64 * (self.others as f64 / all) * share * (1.0 - share)
    }

    /// The most likely one.
    fn mode(&self) -> u64 {
        let [of, others, drawn] = [self.of, self.others, self.drawn].map(u128::from);
        let mode = (of + 1) * (drawn + 1) / (of + others + 2);
        u64::try_from(mode).unwrap_or(u64::MAX)
    }

    /// The hypergeometric distribution, as three binomial ones with the same share (Loader 2000).
    fn ln_likelihood(&self, k: u64) -> f64 {
        let all = self.of as f64 + self.others as f64;
        let x = self.drawn as f64 / all;
        let y = (all - self.drawn as f64) / all;
        let ln_binomial = |k: u64, n: u64| {
            let (k, rest) = (k as f64, (n - k) as f64);
            beta::ln_prefactor(k + 1.0, rest + 1.0, x, y) - (n as f64 + 1.0).ln()
        };
        ln_binomial(k, self.of) + ln_binomial(self.drawn - k, self.others)
            - ln_binomial(self.drawn, self.of + self.others)
            - (x * y).ln()
    }

    /// The likelihood of the tables from `k` to `end`, which is away from the most likely one.
    fn tail(&self, k: u64, end: u64) -> f64 {
        self.ln_likelihood(k).exp() * self.series(k, end, 1.0).sum
    }

    /// How much more likely one success more is than `k`.
    fn next(&self, k: u64) -> f64 {
        let above = (self.of - k) as f64 * (self.drawn - k) as f64;
        let below = (k + 1) as f64 * ((self.others - (self.drawn - k)) + 1) as f64;
        above / below
    }

    /// The tables from `k` to `end`, away from the most likely one, under an odds ratio.
    fn series(&self, k: u64, end: u64, odds: f64) -> Series {
        let (mut at, mut term) = (k, 1.0);
        let mut series = Series { sum: 1.0, distance: 0.0, square: 0.0 };
        for step in 1..=TABLES_MAX {
            let distance = step as f64;
            if at == end || term * distance * distance < series.sum * 1e-17 {
                break;
            }
            if end > at {
                term *= self.next(at) * odds;
                at += 1;
            } else {
                at -= 1;
                term /= self.next(at) * odds;
            }
            series.sum += term;
            series.distance += term * distance;
            series.square += term * distance * distance;
        }
        series
    }
}
