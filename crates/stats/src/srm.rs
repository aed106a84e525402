//! Whether users were split as they should have been. Where not, no other number here is to be
//! believed.

use crate::chance::Chance;
use crate::refusal::{Refusal, at_least, finite};
use crate::special::gamma::{ln_1p_minus, stirling_error};

/// How sure [`srm_sequential`] is of the weights before it has seen anybody, in all of Hoist.
pub const SRM_CONCENTRATION: f64 = 10_000.0;

/// What a test of the split says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Srm {
    /// How likely a split is this far off, or more, by chance.
    pub p_value: f64,
    /// The p-value's logarithm, which is a number where the p-value is too small to be one.
    pub ln_p_value: f64,
    /// The variant that is furthest off, by its share of the statistic.
    pub variant: usize,
    /// How many users it has for each that it should have.
    pub ratio: f64,
}

/// Pearson's test of the split, for one look.
///
/// Pearson (1900), Phil. Mag. 50: `sum (observed - expected)^2/expected`, chi-squared with one
/// degree of freedom less than there are variants with a weight; variants without weight do not
/// count. Needs 5 expected users in each. At 0.001, daily looks for 50 days make ten times as many
/// false alarms: [`srm_sequential`] is for those.
///
/// ```
/// # use hoist_stats::srm;
/// // The third variant is off, and is no degree of freedom.
/// let test = srm(&[5000, 5200, 0], &[0.5, 0.5, 0.0]).unwrap();
/// assert!((test.p_value - 0.0477).abs() < 1e-4);
/// ```
pub fn srm(users: &[u64], weights: &[f64]) -> Result<Srm, Refusal> {
    let split = Split::of(users, weights)?;
    let fewest = split.parts.iter().map(Part::expected).fold(f64::INFINITY, f64::min);
    if fewest < 5.0 {
        return Err(Refusal::units_needed(split.units, split.units as f64 * (5.0 / fewest)));
    }
    let statistic: f64 = split.parts.iter().map(Part::pearson).sum();
    let df = split.parts.len() as f64 - 1.0;
    split.said(Chance::chi_squared(finite(statistic)?, df))
}

/// A test of the split that may be read at any time: the p-value is 1/E, and 1/E is below alpha at
/// any time with probability alpha at most.
///
/// Lindon and Malek (2020), arXiv:2011.03567, equation 9: E is the likelihood of the users under a
/// Dirichlet mixture of splits, `Dirichlet(concentration w)`, over that under the weights w. A
/// larger concentration finds small deviations sooner and large ones later; 100 and 10,000
/// ([`SRM_CONCENTRATION`]) are usual.
pub fn srm_sequential(users: &[u64], weights: &[f64], concentration: f64) -> Result<Srm, Refusal> {
    if !(1.0..=1e9).contains(&concentration) {
        return Err(Refusal::Invalid("the concentration is from 1 to 1e9"));
    }
    let split = Split::of(users, weights)?;
    // ln E = sum(ln gamma(z) - ln gamma(a) - n ln w) - ln gamma(Z) + ln gamma(A), with a = A w and
    // z = n + a. By Stirling's formula the large parts are Z times the divergence of z/Z from w,
    // and billions of users cost no digits.
    let all = split.units as f64 + concentration;
    let rest = |before: f64, after: f64| {
        0.5 * (before / after).ln() + stirling_error(after) - stirling_error(before)
    };
    let mut ln_evidence = -rest(concentration, all);
    for part in &split.parts {
        let (before, expected) = (concentration * part.weight, all * part.weight);
        let excess = (part.users - part.expected()) / expected;
        ln_evidence += expected * divergence(excess) + rest(before, part.users + before);
    }
    split.said(Chance::of_ln(-finite(ln_evidence)?))
}

/// `(1 + u) ln(1 + u) - u`, which is 1 where nobody is left.
fn divergence(u: f64) -> f64 {
    if u <= -1.0 { 1.0 } else { ln_1p_minus(u) + u * u.ln_1p() }
}

/// A variant that should have users.
struct Part {
    variant: usize,
    users: f64,
    /// Of all users.
    weight: f64,
    all_users: f64,
}

impl Part {
    fn expected(&self) -> f64 {
        self.all_users * self.weight
    }

    fn pearson(&self) -> f64 {
        let off = self.users - self.expected();
        off / self.expected() * off
    }
}

struct Split {
    parts: Vec<Part>,
    units: u64,
}

impl Split {
    fn of(users: &[u64], weights: &[f64]) -> Result<Self, Refusal> {
        if users.len() != weights.len() || !weights.iter().all(|weight| *weight >= 0.0) {
            return Err(Refusal::Invalid("each variant has a weight, of 0 or more"));
        }
        if weights.iter().filter(|weight| **weight > 0.0).count() < 2 {
            return Err(Refusal::Invalid("a split has at least two variants with a weight"));
        }
        let whole: f64 = weights.iter().sum();
        let units = users.iter().try_fold(0_u64, |sum, users| sum.checked_add(*users));
        let units = units.ok_or(Refusal::Overflow)?;
        at_least(1, units)?;
        let mut parts = Vec::with_capacity(users.len());
        for (variant, (&users, weight)) in users.iter().zip(weights).enumerate() {
            let (is_planned, weight) = (*weight > 0.0, weight / finite(whole)?);
            if is_planned {
                let (users, all_users) = (users as f64, units as f64);
                parts.push(Part { variant, users, weight, all_users });
            } else if users > 0 {
                return Err(Refusal::SrmFailed { variant });
            }
        }
        if parts.len() < 2 || parts.iter().any(|part| part.weight < 1e-9) {
            return Err(Refusal::Invalid("a weight is at least a billionth of all"));
        }
        Ok(Self { parts, units })
    }

    fn said(&self, chance: Chance) -> Result<Srm, Refusal> {
        let worst = self.parts.iter().max_by(|a, b| a.pearson().total_cmp(&b.pearson()));
        let worst = worst.ok_or(Refusal::Overflow)?;
        let ratio = finite(worst.users / worst.expected())?;
        let Chance { p_value, ln_p_value } = chance;
        Ok(Srm { p_value, ln_p_value, variant: worst.variant, ratio })
    }
}
