//! Several metrics or variants at once: corrected p-values, and the level that fits them.

use crate::effect::Alpha;
use crate::refusal::Refusal;

/// A family of tests, corrected.
#[derive(Debug, Clone, PartialEq)]
pub struct Corrected {
    /// The corrected p-values, in the order that was given. A test is positive below alpha.
    pub p_values: Vec<f64>,
    /// The level at which to compute all intervals of the family again: those of positive tests,
    /// and only those, are then apart from zero.
    pub level: Alpha,
}

/// Holm's correction: in the whole family, at least one false alarm with probability alpha at most.
///
/// Holm (1979), Scand. J. Statist. 6: with p-values sorted, `adjusted p_(i) = max over j <= i of
/// min(1, (m - j + 1) p_(j))`. It assumes nothing about how tests depend on each other. With R
/// positive tests the level is `alpha/(m - R + 1)`: intervals match the decisions, while their
/// joint coverage is that of Bonferroni only at R = 0.
///
/// ```
/// # use hoist_stats::{Alpha, holm};
/// let corrected = holm(&[0.01, 0.04, 0.03], Alpha::FIVE_PERCENT).unwrap();
/// assert_eq!(corrected.p_values, [0.03, 0.06, 0.06]);
/// assert_eq!(corrected.level.get(), 0.05 / 3.0);
/// ```
pub fn holm(p_values: &[f64], alpha: Alpha) -> Result<Corrected, Refusal> {
    let order = order_of(p_values)?;
    let mut adjusted = vec![1.0; p_values.len()];
    let (mut largest, mut left) = (0.0_f64, p_values.len());
    for index in order {
        largest = largest.max(p_values[index] * left as f64).min(1.0);
        adjusted[index] = largest;
        left -= 1;
    }
    let positive = adjusted.iter().filter(|p| **p < alpha.get()).count();
    let left = p_values.len() - positive + usize::from(positive > 0);
    Ok(Corrected { p_values: adjusted, level: alpha.part(1.0 / left.max(1) as f64) })
}

/// Benjamini and Hochberg's correction: of what is called positive, a part of alpha at most is
/// wrong.
///
/// Benjamini and Hochberg (1995), J. R. Stat. Soc. B 57: `adjusted p_(i) = min over j >= i of
/// min(1, m p_(j)/j)`. Assumes tests that are independent or positively dependent. With R positive
/// tests the level is `max(R, 1) alpha/m`, at which the false coverage rate of the positive ones'
/// intervals is alpha (Benjamini and Yekutieli 2005, JASA 100). Not for a decision that stands on
/// one test.
pub fn benjamini_hochberg(p_values: &[f64], alpha: Alpha) -> Result<Corrected, Refusal> {
    let order = order_of(p_values)?;
    let count = p_values.len() as f64;
    let mut adjusted = vec![1.0; p_values.len()];
    let (mut smallest, mut rank) = (1.0_f64, p_values.len());
    for index in order.into_iter().rev() {
        smallest = smallest.min(p_values[index] * (count / rank as f64));
        adjusted[index] = smallest;
        rank -= 1;
    }
    let positive = adjusted.iter().filter(|p| **p < alpha.get()).count();
    let share = positive.max(1) as f64 / count.max(1.0);
    Ok(Corrected { p_values: adjusted, level: alpha.part(share) })
}

fn order_of(p_values: &[f64]) -> Result<Vec<usize>, Refusal> {
    if !p_values.iter().all(|p| (0.0..=1.0).contains(p)) {
        return Err(Refusal::Invalid("a p-value is from 0 to 1"));
    }
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|a, b| p_values[*a].total_cmp(&p_values[*b]));
    Ok(order)
}
