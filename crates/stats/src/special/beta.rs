//! The incomplete beta function: the distribution function of the beta distribution.

use std::f64::consts::PI;

use super::gamma::{away_from_zero, ln_1p_minus, stirling_error};
use super::quadrature;

/// More terms than any argument needs: with both parameters large, `integral_below` is used.
const TERMS_MAX: u32 = 200_000;

/// Both tails of the beta distribution at x.
#[derive(Clone, Copy)]
pub(crate) struct Tails {
    /// `I_x(a, b)`, P(X <= x).
    pub(crate) lower: f64,
    /// `1 - I_x(a, b)`, P(X > x).
    pub(crate) upper: f64,
}

/// Both tails at `x`, for a > 0 and b > 0. `y` is 1 - x, which who asks may know better.
pub(crate) fn tails(a: f64, b: f64, x: f64, y: f64) -> Tails {
    if x <= 0.0 {
        return Tails { lower: 0.0, upper: 1.0 };
    }
    if y <= 0.0 {
        return Tails { lower: 1.0, upper: 0.0 };
    }
    if is_below_mean(a, b, x, y) {
        let lower = below_mean(a, b, x, y).value();
        Tails { lower, upper: 1.0 - lower }
    } else {
        let upper = below_mean(b, a, y, x).value();
        Tails { lower: 1.0 - upper, upper }
    }
}

/// `ln I_x(a, b)`, also where that is too small to be a number; for x and y of more than 0.
pub(crate) fn ln_lower(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if is_below_mean(a, b, x, y) {
        let tail = below_mean(a, b, x, y);
        (tail.ln_size + tail.rest.ln()).min(0.0)
    } else {
        (-below_mean(b, a, y, x).value()).ln_1p()
    }
}

/// A tail as a product, of which one factor may be too small to be a number.
struct Tail {
    ln_size: f64,
    rest: f64,
}

impl Tail {
    fn value(&self) -> f64 {
        (self.ln_size.exp() * self.rest).clamp(0.0, 1.0)
    }
}

fn are_large(a: f64, b: f64) -> bool {
    a.min(b) >= 100.0 && a + b > 3000.0
}

/// Whether the lower tail is the one to compute.
fn is_below_mean(a: f64, b: f64, x: f64, y: f64) -> bool {
    if are_large(a, b) { b * x <= a * y } else { x * (a + b + 2.0) < a + 1.0 }
}

fn below_mean(a: f64, b: f64, x: f64, y: f64) -> Tail {
    let ln_prefactor = ln_prefactor(a, b, x, y);
    if are_large(a, b) {
        // The density is the prefactor over x y.
        Tail { ln_size: ln_prefactor - (x * y).ln(), rest: integral_below(a, b, x, y) }
    } else {
        Tail { ln_size: ln_prefactor, rest: continued_fraction(a, b, x, y) }
    }
}

/// `x^a y^b / B(a, b)`.
///
/// By the saddle point (Loader 2000, "Fast and accurate computation of binomial probabilities"):
/// with u = x (a + b)/a - 1 and v likewise for y, a u + b v = 0, so only what differs from it
/// counts, and parameters of 1e9 cost no digits.
pub(crate) fn prefactor(a: f64, b: f64, x: f64, y: f64) -> f64 {
    ln_prefactor(a, b, x, y).exp()
}

/// The logarithm of [`prefactor`].
pub(crate) fn ln_prefactor(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let skew = b * x - a * y;
    let (u, v) = (skew / a, -skew / b);
    let exponent = if u.abs() <= 0.5 && v.abs() <= 0.5 {
        a * ln_1p_minus(u) + b * ln_1p_minus(v)
    } else {
        let ln = |excess: f64, part: f64, own: f64| {
            if excess.abs() < 0.5 { excess.ln_1p() } else { (part * ((a + b) / own)).ln() }
        };
        a * ln(u, x, a) + b * ln(v, y, b)
    };
    let stirling = stirling_error(a + b) - stirling_error(a) - stirling_error(b);
    exponent + stirling + 0.5 * (a / (a + b) * b / (2.0 * PI)).ln()
}

/// What `prefactor` is to be multiplied with: Didonato and Morris (1992), ACM TOMS 18, equation 9,
/// by Lentz's method; it converges fast below the mean.
///
/// The distance from the mean, `a y - b x`, is a term of its own, so an x near 1 loses no digits.
fn continued_fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let distance = a * y - b * x;
    let below = |n: f64| {
        n + n * (b - n) * x / (a + 2.0 * n - 1.0)
            + (a + n) / (a + 2.0 * n + 1.0) * (distance + 1.0 + n * (1.0 + y))
    };
    let mut fraction = away_from_zero(a / (a + 1.0) * (distance + 1.0));
    let (mut c, mut d) = (fraction, 0.0);
    for index in 1..=TERMS_MAX {
        let n = f64::from(index);
        let width = a + 2.0 * n - 1.0;
        let above = (a + n - 1.0) / width * ((a + b + n - 1.0) / width) * (n * (b - n) * x * x);
        let below = below(n);
        d = 1.0 / away_from_zero(below + above * d);
        c = away_from_zero(below + above / c);
        fraction *= c * d;
        if (c * d - 1.0).abs() < 1e-16 {
            break;
        }
    }
    1.0 / fraction
}

/// P(X <= x) over the density at x, below the mean, with both parameters large: the density is
/// integrated from x down to where nothing is left of it, which takes the same time for parameters
/// of 1e3 and of 1e15.
fn integral_below(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let (a, b) = (a - 1.0, b - 1.0);
    // The log of the density at x - t over that at x is slope t - curvature t^2/2 - ...
    let slope = (b * x - a * y) / (x * y);
    let curvature = a / (x * x) + b / (y * y);
    // 1.5 times as far as a parabola needs to lose 40, for the terms of higher order.
    let steep = slope.abs();
    let reach = 1.5 * 80.0 / (steep + (steep * steep + 80.0 * curvature).sqrt());
    let ratio = |t: f64| (a * ln_1p_minus(-t / x) + b * ln_1p_minus(t / y) + slope * t).exp();
    quadrature::integrate(0.0, reach.min(x), 2, ratio)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn both_ways_agree_where_both_hold(
            a in 100.0..5000.0_f64, b in 2900.0..9000.0_f64, distance in 0.0..20.0_f64,
        ) {
            let mean = a / (a + b);
            let x = mean - distance * (mean * (1.0 - mean) / (a + b)).sqrt();
            let x = x.max(0.01 * mean);
            let y = 1.0 - x;
            let by_fraction = prefactor(a, b, x, y) * continued_fraction(a, b, x, y);
            // Below, numbers have fewer digits.
            prop_assume!(by_fraction > 1e-300);
            let by_quadrature = prefactor(a, b, x, y) / (x * y) * integral_below(a, b, x, y);
            prop_assert!((by_quadrature / by_fraction - 1.0).abs() < 1e-11, "{a} {b} {x}");
        }

        #[test]
        fn tails_add_up_and_are_each_others_mirror(
            ln_a in -0.7..20.0_f64, ln_b in -0.7..20.0_f64, x in 0.0..=1.0_f64,
        ) {
            let (a, b) = (ln_a.exp(), ln_b.exp());
            let (one, other) = (tails(a, b, x, 1.0 - x), tails(b, a, 1.0 - x, x));
            prop_assert!((one.lower + one.upper - 1.0).abs() < 1e-12);
            prop_assert!((one.lower - other.upper).abs() < 1e-12);
        }
    }
}
