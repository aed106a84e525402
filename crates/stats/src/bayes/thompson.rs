//! How a bandit splits: by how likely each variant is the best.

use crate::bayes::gaussian::Normal;
use crate::refusal::{Refusal, at_least};
use crate::special::normal;
use crate::special::quadrature;

/// Beyond so many standard deviations a normal distribution has nothing that counts.
const REACH: f64 = 9.0;

/// Which values are good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// Large ones, such as revenue.
    Larger,
    /// Small ones, such as errors.
    Smaller,
}

/// The weights of Thompson sampling: the chance of each variant to be the best.
///
/// Thompson (1933), Biometrika 25. By the integral `int f_i prod F_j` and not by draws, so that the
/// same data have the same weights. With a floor f for each of k variants the weights are
/// `f + (1 - k f) chance`. Not before each variant has about 100 units. After weights have changed,
/// pooled means mix early and late units: compare by [`stratified`](crate::stratified) periods.
///
/// ```
/// # use hoist_stats::{Better, Normal, thompson_weights};
/// let variants = [0.0, 5.0, 10.0].map(|mean| Normal::new(mean, 1.0).unwrap());
/// let weights = thompson_weights(&variants, Better::Smaller, 0.01).unwrap();
/// assert!(weights[0] > 0.97 && weights[2] >= 0.01);
/// ```
pub fn thompson_weights(
    variants: &[Normal],
    better: Better,
    floor: f64,
) -> Result<Vec<f64>, Refusal> {
    let count = variants.len() as f64;
    at_least(1, variants.len() as u64)?;
    if !(floor >= 0.0 && floor * count <= 1.0) {
        return Err(Refusal::Invalid("the floors of all variants together are from 0 to 1"));
    }
    let sign = if better == Better::Larger { 1.0 } else { -1.0 };
    let mut chances: Vec<f64> =
        (0..variants.len()).map(|index| chance_of_best(variants, index, sign)).collect();
    let whole: f64 = chances.iter().sum();
    for chance in &mut chances {
        *chance = floor + (1.0 - count * floor) * (*chance / whole);
    }
    Ok(chances)
}

/// In standard deviations of the variant from its mean.
fn chance_of_best(variants: &[Normal], index: usize, sign: f64) -> f64 {
    let own = &variants[index];
    let others = || variants.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, one)| one);
    let distance = |other: &Normal, place: f64| {
        // A twentieth, so that no sum of numbers is too large to be one.
        let apart = sign * (0.05 * own.mean() - 0.05 * other.mean());
        let own_side = 0.05 * place * own.standard_deviation();
        20.0 * ((apart + own_side) / other.standard_deviation())
    };
    let mut points: Vec<f64> = (-3..=3).map(|step| f64::from(step) * REACH / 3.0).collect();
    for other in others() {
        for step in [-8.0, -4.0, -2.0, 0.0, 2.0, 4.0, 8.0] {
            let spread = step * other.standard_deviation();
            let place = (sign * (other.mean() - own.mean()) + spread) / own.standard_deviation();
            if place.abs() < REACH {
                points.push(place);
            }
        }
    }
    points.sort_by(f64::total_cmp);
    quadrature::over_panels(&points, |place| {
        normal::pdf(place)
            * others().map(|other| normal::cdf(distance(other, place))).product::<f64>()
    })
}
