//! Student's t distribution, for any degrees of freedom from 1 to infinity.

use std::f64::consts::LN_2;

use super::{beta, normal};

/// From here on, the normal distribution has the same digits.
const NORMAL_FROM: f64 = 1e17;

/// From so many degrees of freedom, and up to so large a critical value, the expansion in 1/df has
/// all digits: what it leaves out is under (z^2/df)^5/1000.
const EXPANSION_FROM: f64 = 1e4;
const EXPANSION_TO: f64 = 6.0;

/// P(|T| > |t|), a two-sided p-value: `I_x(df/2, 1/2)` at x = df/(df + t^2) (DLMF 8.17).
pub(crate) fn two_sided(t: f64, degrees_of_freedom: f64) -> f64 {
    if degrees_of_freedom >= NORMAL_FROM {
        return normal::two_sided(t);
    }
    tail_and_slope(t, degrees_of_freedom).0
}

/// `ln P(|T| > |t|)`, also where that is too small to be a number.
pub(crate) fn ln_two_sided(t: f64, degrees_of_freedom: f64) -> f64 {
    if degrees_of_freedom >= NORMAL_FROM {
        return normal::ln_two_sided(t);
    }
    match place(t, degrees_of_freedom) {
        Place::FarOut { ln_tail } => ln_tail,
        Place::Beta { x, y } if y > 0.0 => beta::ln_lower(0.5 * degrees_of_freedom, 0.5, x, y),
        Place::Beta { .. } => 0.0,
    }
}

/// P(T > t).
pub(crate) fn sf(t: f64, degrees_of_freedom: f64) -> f64 {
    let tail = 0.5 * two_sided(t, degrees_of_freedom);
    if t < 0.0 { 1.0 - tail } else { tail }
}

/// `ln P(T > t)`.
pub(crate) fn ln_sf(t: f64, degrees_of_freedom: f64) -> f64 {
    if t < 0.0 {
        (-sf(-t, degrees_of_freedom)).ln_1p()
    } else {
        ln_two_sided(t, degrees_of_freedom) - LN_2
    }
}

/// The critical value of a two-sided test: the t with P(|T| > t) = alpha.
///
/// It starts from the Cornish-Fisher expansion in 1/df (Abramowitz and Stegun 26.7.5). Newton steps
/// follow, of ln P over ln t: that function is concave, so they come down to the root from above.
pub(crate) fn two_sided_quantile(alpha: f64, degrees_of_freedom: f64) -> f64 {
    let z = normal::two_sided_quantile(alpha);
    if degrees_of_freedom >= NORMAL_FROM || z <= 0.0 {
        return z.max(0.0);
    }
    let mut t = cornish_fisher(z, degrees_of_freedom);
    if degrees_of_freedom >= EXPANSION_FROM && z < EXPANSION_TO {
        return t;
    }
    for _ in 0..100 {
        let (tail, slope) = tail_and_slope(t, degrees_of_freedom);
        let step = (tail / alpha).ln() / slope;
        if !step.is_finite() {
            break;
        }
        t *= step.clamp(-300.0, 300.0).exp();
        if step.abs() < 1e-13 {
            break;
        }
    }
    t
}

/// P(|T| > t), and the slope of its negative logarithm over ln t.
fn tail_and_slope(t: f64, df: f64) -> (f64, f64) {
    match place(t, df) {
        Place::FarOut { ln_tail } => (ln_tail.exp(), df),
        Place::Beta { x, y } => {
            let tail = beta::tails(0.5 * df, 0.5, x, y).lower;
            (tail, 2.0 * beta::prefactor(0.5 * df, 0.5, x, y) / tail)
        }
    }
}

/// A t as the argument of the incomplete beta function, where that is a number.
enum Place {
    Beta { x: f64, y: f64 },
    FarOut { ln_tail: f64 },
}

fn place(t: f64, df: f64) -> Place {
    let root = t.abs() / df.sqrt();
    if root > 1e100 {
        // The first term of the series in x = 1/root^2, which itself may be below the smallest
        // number.
        let a = 0.5 * df;
        let ln_beta = libm::lgamma(a) + libm::lgamma(0.5) - libm::lgamma(a + 0.5);
        return Place::FarOut { ln_tail: -df * root.ln() - a.ln() - ln_beta };
    }
    let ratio = root * root;
    Place::Beta { x: 1.0 / (1.0 + ratio), y: ratio / (1.0 + ratio) }
}

fn cornish_fisher(z: f64, df: f64) -> f64 {
    let s = z * z;
    let terms = [
        1.0,
        (s + 1.0) / 4.0,
        ((5.0 * s + 16.0) * s + 3.0) / 96.0,
        (((3.0 * s + 19.0) * s + 17.0) * s - 15.0) / 384.0,
        ((((79.0 * s + 776.0) * s + 1482.0) * s - 1920.0) * s - 945.0) / 92160.0,
    ];
    let t = z * terms.iter().rev().fold(0.0, |sum, term| sum / df + term);
    if t > 0.0 { t } else { z }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::FRAC_2_PI;

    use super::*;

    #[test]
    fn closed_forms_of_one_and_two_degrees_of_freedom() {
        for t in [1e-8, 0.1, 1.0, 7.0, 1e5, 1e140] {
            let one = FRAC_2_PI * (1.0_f64 / t).atan();
            let root = (t * t + 2.0).sqrt();
            let two = 2.0 / (root * (root + t));
            for (df, expected) in [(1.0, one), (2.0, two)] {
                let got = two_sided(t, df);
                assert!((got / expected - 1.0).abs() < 1e-13, "{t} {df}: {got} {expected}");
            }
        }
    }

    #[test]
    fn the_expansion_joins_the_iteration() {
        for alpha in [0.9, 0.05, 1e-6, 2.1e-9] {
            let just = [1.0 - 1e-12, 1.0].map(|part| two_sided_quantile(alpha, part * 1e4));
            assert!((just[0] / just[1] - 1.0).abs() < 1e-12, "{alpha}: {just:?}");
        }
    }
}
