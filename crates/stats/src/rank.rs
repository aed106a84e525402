//! Mann and Whitney's rank test, and the shift that goes with it.

use crate::chance::Chance;
use crate::refusal::{Refusal, at_least};
use exact::Exact;

mod exact;
pub(crate) mod shift;

/// What ranks say of two variants.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankTest {
    /// How likely a unit of the candidate is above one of the control; ties count half.
    pub probability: f64,
    /// How far that is from a half, in standard errors, corrected for continuity.
    pub z: f64,
    /// Two-sided: from all choices of units where these are few, else from z.
    pub p_value: f64,
    /// The p-value's logarithm, which is a number where the p-value is too small to be one.
    pub ln_p_value: f64,
}

/// Whether the values of one variant tend to be above those of the other.
///
/// Mann and Whitney (1947), Ann. Math. Stat. 18: `U = sum of ranks - n2 (n2 + 1)/2`, about normal
/// with mean `n1 n2/2` and variance `n1 n2/12 (n + 1 - sum(t^3 - t)/(n (n - 1)))`, t the sizes of
/// ties (Lehmann 2006, 1.3), corrected for continuity by 1/2. Assumes two distributions of one
/// shape. It does not test means: for revenue, more small orders can outrank more money.
///
/// With few units, up to 15 of each, or 8 of one and 442 of the other, p is exact: twice the
/// smaller tail of the distribution over all choices of the candidate's units among all, ties
/// included, given which there are (Lehmann 2006, 1.2 and 1.4). Two and three units can never be
/// significant at 0.05.
///
/// ```
/// # use hoist_stats::mann_whitney;
/// let test = mann_whitney(&[1.0, 2.0, 3.0, 4.0], &[5.0, 6.0, 7.0, 8.0]).unwrap();
/// assert_eq!(test.p_value, 2.0 / 70.0);
/// ```
pub fn mann_whitney(control: &[f64], candidate: &[f64]) -> Result<RankTest, Refusal> {
    let Ranks { wins, pairs, variance, equal } = Ranks::of(control, candidate)?;
    let apart = wins - 0.5 * pairs;
    let z = (apart.abs() - 0.5).max(0.0).copysign(apart) / variance.sqrt();
    let exact = Exact::of(&equal, control.len(), candidate.len());
    let Chance { p_value, ln_p_value } = match exact.map(|exact| exact.p_value(wins)) {
        Some(p_value) => Chance { p_value, ln_p_value: p_value.ln() },
        None => Chance::normal(z),
    };
    Ok(RankTest { probability: wins / pairs, z, p_value, ln_p_value })
}

/// What is counted over all pairs of a unit of each variant.
struct Ranks {
    /// In how many the candidate is above, ties counted half.
    wins: f64,
    pairs: f64,
    /// Of the wins, where both variants are alike.
    variance: f64,
    /// How many units have each value, in the values' order.
    equal: Vec<usize>,
}

impl Ranks {
    fn of(control: &[f64], candidate: &[f64]) -> Result<Self, Refusal> {
        at_least(1, control.len().min(candidate.len()) as u64)?;
        let mut all: Vec<(f64, bool)> = control.iter().map(|value| (*value, false)).collect();
        all.extend(candidate.iter().map(|value| (*value, true)));
        if !all.iter().all(|(value, _)| value.is_finite()) {
            return Err(Refusal::Overflow);
        }
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mut wins, mut below, mut ties) = (0.0, 0.0, 0.0);
        let mut sizes = Vec::new();
        // Both zeros are one value, which `total_cmp` tells apart and puts next to each other.
        for equal in all.chunk_by(|a, b| a.0 >= b.0) {
            sizes.push(equal.len());
            let size = equal.len() as f64;
            let candidates = equal.iter().filter(|(_, is_candidate)| *is_candidate).count() as f64;
            wins += candidates * (below + 0.5 * (size - candidates));
            below += size - candidates;
            ties += size * (size * size - 1.0);
        }
        let (n1, n2) = (control.len() as f64, candidate.len() as f64);
        let n = n1 + n2;
        let variance = n1 * n2 / 12.0 * (n + 1.0 - ties / (n * (n - 1.0)));
        // Rounding, where all values are the same.
        if variance <= 1e-12 * n1 * n2 * n {
            return Err(Refusal::ZeroVariance);
        }
        Ok(Self { wins, pairs: n1 * n2, variance, equal: sizes })
    }
}
