//! The gamma function's logarithm, and the incomplete gamma function.

use std::f64::consts::PI;

use super::normal::LN_SQRT_TAU;

/// More terms than any argument up to 1e9 needs.
const TERMS_MAX: u32 = 200_000;

/// `ln(1 + u) - u`, without the cancellation at small u.
///
/// With r = u/(2 + u), ln(1 + u) = 2 (r + r^3/3 + r^5/5 + ...) and 2r - u = -u r.
pub(crate) fn ln_1p_minus(u: f64) -> f64 {
    if !(-0.4..=0.5).contains(&u) {
        return u.ln_1p() - u;
    }
    let r = u / (2.0 + u);
    let square = r * r;
    let series =
        (1..=16_u32).rev().fold(0.0, |sum, term| 1.0 / f64::from(2 * term + 1) + square * sum);
    2.0 * r * square * series - u * r
}

/// The error of Stirling's approximation: `ln gamma(z) - (z - 1/2) ln z + z - ln sqrt(2 pi)`.
///
/// The series is DLMF 5.11.1.
pub(crate) fn stirling_error(z: f64) -> f64 {
    if z < 10.0 {
        return libm::lgamma(z) - (z - 0.5) * z.ln() + z - LN_SQRT_TAU;
    }
    const SERIES: [f64; 7] = [
        1.0 / 12.0,
        -1.0 / 360.0,
        1.0 / 1260.0,
        -1.0 / 1680.0,
        1.0 / 1188.0,
        -691.0 / 360_360.0,
        1.0 / 156.0,
    ];
    let square = 1.0 / (z * z);
    SERIES.iter().rev().fold(0.0, |sum, term| sum * square + term) / z
}

/// P(X > x) of the chi-squared distribution.
pub(crate) fn chi_squared_sf(x: f64, degrees_of_freedom: f64) -> f64 {
    upper_regularized(0.5 * degrees_of_freedom, 0.5 * x)
}

/// `ln P(X > x)`, also where that is too small to be a number.
pub(crate) fn ln_chi_squared_sf(x: f64, degrees_of_freedom: f64) -> f64 {
    let (a, x) = (0.5 * degrees_of_freedom, 0.5 * x);
    if x < a + 1.0 {
        return upper_regularized(a, x).ln();
    }
    ln_density_times_x(a, x) + continued_fraction(a, x).ln()
}

/// Q(a, x), the upper incomplete gamma function over gamma(a) (DLMF 8.2.4), for a > 0.
///
/// The series below the mean (DLMF 8.11.4), the continued fraction above it (DLMF 8.9.2).
fn upper_regularized(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    if x.is_infinite() {
        return 0.0;
    }
    if x < a + 1.0 {
        let (mut sum, mut term, mut below) = (1.0, 1.0, a);
        for _ in 0..TERMS_MAX {
            below += 1.0;
            term *= x / below;
            sum += term;
            if term < sum * 1e-17 {
                break;
            }
        }
        return (1.0 - density_times_x(a, x) * sum / a).clamp(0.0, 1.0);
    }
    density_times_x(a, x) * continued_fraction(a, x)
}

/// `x^a e^-x / gamma(a)`, by the deviance, so that large arguments lose no digits (Loader 2000).
pub(crate) fn density_times_x(a: f64, x: f64) -> f64 {
    ln_density_times_x(a, x).exp()
}

fn ln_density_times_x(a: f64, x: f64) -> f64 {
    let excess = (x - a) / a;
    let deviance =
        if excess.abs() < 0.5 { a * ln_1p_minus(excess) } else { a * (x / a).ln() - (x - a) };
    deviance - stirling_error(a) + 0.5 * (a / (2.0 * PI)).ln()
}

fn continued_fraction(a: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let mut below = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / below;
    let mut fraction = d;
    for index in 1..=TERMS_MAX {
        let index = f64::from(index);
        let numerator = -index * (index - a);
        below += 2.0;
        d = 1.0 / away_from_zero(numerator * d + below);
        c = away_from_zero(below + numerator / c);
        fraction *= d * c;
        if (d * c - 1.0).abs() < 1e-16 {
            break;
        }
    }
    fraction
}

/// What Lentz's method puts in the place of a zero.
pub(crate) fn away_from_zero(x: f64) -> f64 {
    if x.abs() < 1e-300 { 1e-300 } else { x }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::special::normal;

    #[test]
    fn closed_forms_of_one_and_two_degrees_of_freedom() {
        for x in [1e-6_f64, 0.3, 2.9, 3.1, 50.0, 1300.0] {
            for (df, expected) in [(1.0, normal::two_sided(x.sqrt())), (2.0, (-0.5 * x).exp())] {
                let got = chi_squared_sf(x, df);
                assert!((got / expected - 1.0).abs() < 1e-12, "{x} {df}: {got} {expected}");
            }
        }
    }
}
