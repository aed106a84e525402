//! Quantiles, such as the median of loading times.

use crate::estimate::Estimate;
use crate::moments::Moments;
use crate::refusal::{Refusal, at_least, finite};

/// The critical value of the interval between order statistics from which the variance is read.
const Z: f64 = 1.96;

/// A quantile of one value per unit.
///
/// The value is the order statistic at level times n, between its neighbours linearly (Hyndman and
/// Fan 1996, type 7). Its standard error is the distance of the order statistics at `level -+ 1.96
/// sqrt(level (1 - level)/n)` over 2 * 1.96 (Deng, Knoblich and Lu 2018, arXiv:1803.06336, section
/// 4.2). Refused with too few units beyond the quantile, and with [`Refusal::ZeroVariance`] where
/// both order statistics are the same value. Not for values with few steps, such as whole seconds.
///
/// ```
/// # use hoist_stats::{Estimate, quantile};
/// let values: Vec<f64> = (0..1000).map(f64::from).collect();
/// assert_eq!(quantile(&values, 0.5).unwrap().value(), 499.5);
/// ```
pub fn quantile(values: &[f64], level: f64) -> Result<Estimate, Refusal> {
    of_sorted(&sorted(values)?, level)
}

/// A quantile of values of which a unit has several, such as the page loads of a user.
///
/// Values of a unit are alike, so the variance of [`quantile`] is too small. It is multiplied with
/// the variance of the share of values up to the quantile, as a ratio over units, over
/// `level (1 - level)/n` (Deng, Knoblich and Lu 2018, section 4.2, equation 10).
pub fn quantile_of_clusters(units: &[&[f64]], level: f64) -> Result<Estimate, Refusal> {
    let values: Vec<f64> = units.iter().flat_map(|unit| unit.iter().copied()).collect();
    let plain = quantile(&values, level)?;
    let rows: Vec<[f64; 2]> = units
        .iter()
        .map(|unit| {
            let up_to = unit.iter().filter(|value| **value <= plain.value).count();
            [up_to as f64, unit.len() as f64]
        })
        .collect();
    let share = Estimate::ratio(&Moments::of(&rows)?).map_err(|refusal| match refusal {
        Refusal::UncertainDenominator => Refusal::Invalid(
            "so few units have so different numbers of values that these do not tell the variance: \
             wait for more units",
        ),
        other => other,
    })?;
    let inflation = share.variance() / (level * (1.0 - level) / values.len() as f64);
    let variance = plain.variance() * inflation * units.len() as f64;
    Estimate::new(units.len() as u64, plain.value, variance)
}

fn of_sorted(sorted: &[f64], level: f64) -> Result<Estimate, Refusal> {
    if !(level > 0.0 && level < 1.0) {
        return Err(Refusal::Invalid("the level of a quantile is between 0 and 1"));
    }
    let n = sorted.len() as f64;
    let needs = (Z * Z * (level / (1.0 - level)).max((1.0 - level) / level)).ceil() + 1.0;
    if n < needs {
        return Err(Refusal::units_needed(sorted.len() as u64, needs));
    }
    let half = Z * (level * (1.0 - level) / n).sqrt();
    // Order statistics count from 1.
    let lower = at(sorted, (n * (level - half)).floor() - 1.0);
    let upper = at(sorted, (n * (level + half)).ceil() - 1.0);
    let place = level * (n - 1.0);
    let (below, above) = (at(sorted, place.floor()), at(sorted, place.ceil()));
    let value = below + (place - place.floor()) * (above - below);
    let standard_error = (upper - lower) / (2.0 * Z);
    if standard_error == 0.0 {
        return Err(Refusal::ZeroVariance);
    }
    Estimate::new(sorted.len() as u64, value, standard_error * standard_error * n)
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is between 0 and the length"
)]
fn at(sorted: &[f64], index: f64) -> f64 {
    sorted[index.clamp(0.0, (sorted.len() - 1) as f64) as usize]
}

fn sorted(values: &[f64]) -> Result<Vec<f64>, Refusal> {
    if !values.iter().all(|value| value.is_finite()) {
        return Err(Refusal::Overflow);
    }
    at_least(1, values.len() as u64)?;
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    Ok(sorted)
}

/// Where values are cut off, so that one customer does not decide.
///
/// It is taken from all variants together: a cap of each variant's own would hide an effect on
/// large values. A capped mean is another quantity than the mean, and is to be called so.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cap {
    /// The largest value that stays.
    pub value: f64,
    /// Which part of the values is above it.
    pub share_above: f64,
}

impl Cap {
    /// The cap at a level, such as 0.999, of the values of all variants; of those that are not
    /// zero, where most are.
    pub fn at(level: f64, all_variants: &[f64], ignore_zeros: bool) -> Result<Self, Refusal> {
        if !(level > 0.0 && level < 1.0) {
            return Err(Refusal::Invalid("the level of a cap is between 0 and 1"));
        }
        let all = sorted(all_variants)?;
        let counted: Vec<f64> =
            all.iter().copied().filter(|value| !ignore_zeros || *value != 0.0).collect();
        at_least(1, counted.len() as u64)?;
        let value = at(&counted, (level * counted.len() as f64).ceil() - 1.0);
        let above = all.iter().filter(|other| **other > value).count();
        Ok(Self { value, share_above: above as f64 / all.len() as f64 })
    }

    /// The value, or the cap where it is above.
    pub fn apply(&self, value: f64) -> Result<f64, Refusal> {
        Ok(finite(value)?.min(self.value))
    }
}
