//! Probabilities that may be too small to be numbers.

use crate::effect::Effect;
use crate::special::{gamma, normal, student};

/// Below this, a probability is read from its logarithm: numbers have fewer digits from 1e-307 on.
const SMALL: f64 = 1e-300;

/// A p-value and its logarithm, which is a number where the p-value is none any more.
#[derive(Clone, Copy)]
pub(crate) struct Chance {
    pub(crate) p_value: f64,
    pub(crate) ln_p_value: f64,
}

impl Chance {
    pub(crate) fn of_ln(ln: f64) -> Self {
        let ln_p_value = ln.clamp(f64::MIN, 0.0);
        Self { p_value: ln_p_value.exp(), ln_p_value }
    }

    pub(crate) const fn of_effect(effect: &Effect) -> Self {
        Self { p_value: effect.p_value, ln_p_value: effect.ln_p_value }
    }

    fn of(p: f64, ln: impl FnOnce() -> f64) -> Self {
        if p < SMALL { Self::of_ln(ln()) } else { Self { p_value: p, ln_p_value: p.ln() } }
    }

    /// Of |Z| over |z|.
    pub(crate) fn normal(z: f64) -> Self {
        Self::of(normal::two_sided(z), || normal::ln_two_sided(z))
    }

    /// Of |T| over |t|.
    pub(crate) fn student(t: f64, degrees_of_freedom: f64) -> Self {
        Self::of(student::two_sided(t, degrees_of_freedom), || {
            student::ln_two_sided(t, degrees_of_freedom)
        })
    }

    /// Of T over t.
    pub(crate) fn student_above(t: f64, degrees_of_freedom: f64) -> Self {
        Self::of(student::sf(t, degrees_of_freedom), || student::ln_sf(t, degrees_of_freedom))
    }

    /// Of chi-squared over x.
    pub(crate) fn chi_squared(x: f64, degrees_of_freedom: f64) -> Self {
        Self::of(gamma::chi_squared_sf(x, degrees_of_freedom), || {
            gamma::ln_chi_squared_sf(x, degrees_of_freedom)
        })
    }

    /// The same where only a share of alpha is for this test.
    pub(crate) fn over(self, share: f64) -> Self {
        let p_value = (self.p_value / share).min(1.0);
        Self { p_value, ln_p_value: (self.ln_p_value - share.ln()).min(0.0) }
    }
}

/// The chance of each number of successes.
#[cfg(test)]
pub(crate) fn binomial(units: u64, share: f64) -> Vec<f64> {
    let mut chances = vec![(1.0 - share).powf(units as f64)];
    for successes in 1..=units {
        let odds = share / (1.0 - share) * (units - successes + 1) as f64 / successes as f64;
        chances.push(chances.last().unwrap() * odds);
    }
    chances
}
