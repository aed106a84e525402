//! Group sequential tests: a few looks, and how much alpha each may spend.

use std::f64::consts::E;

use crate::chance::Chance;
use crate::effect::{Alpha, Effect, Method};
use crate::refusal::{Refusal, at_least};
use crate::special::normal;
use crate::special::quadrature;

/// Two looks with less than this between them are one look.
const STEP_MIN: f64 = 0.01;

/// More looks than this are a sequence, for which there is the confidence sequence.
const LOOKS_MAX: usize = 100;

/// How alpha is spent as information grows from 0 to 1 (Lan and DeMets 1983, Biometrika 70).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spending {
    /// Little at first: `2 - 2 Phi(z/sqrt(t))` for each side, z the quantile of a quarter of alpha.
    OBrienFleming,
    /// Evenly: `alpha ln(1 + (e - 1) t)`.
    Pocock,
    /// `alpha t^power`, for a power of more than 0 (Kim and DeMets 1987, Biometrika 74).
    Power(f64),
}

impl Spending {
    /// What is spent of alpha, both sides together, up to some information. Beyond 1 it is all.
    #[must_use]
    pub fn spent(self, alpha: Alpha, information: f64) -> f64 {
        let (t, alpha) = (information.clamp(0.0, 1.0), alpha.get());
        match self {
            _ if t <= 0.0 => 0.0,
            _ if t >= 1.0 => alpha,
            Self::OBrienFleming => {
                4.0 * normal::sf(normal::upper_quantile(0.25 * alpha) / t.sqrt())
            }
            Self::Pocock => alpha * ((E - 1.0) * t).ln_1p(),
            Self::Power(power) => alpha * t.powf(power),
        }
    }
}

/// A test with some looks, at information that need not be known beforehand.
///
/// Lan and DeMets (1983) with the recursive integration of Armitage, McPherson and Rowe (1969), J.
/// R. Stat. Soc. A 132 (Jennison and Turnbull 2000, chapter 19): at each look, the critical value
/// is such that the chance to cross it now, and none before, is what may be spent now. Two-sided,
/// symmetric, on normal scores with independent increments.
///
/// Information is `1/se^2` over what is planned for the end. Every look counts, also those after
/// which nothing was done; when to look must not depend on the effect seen. For looks at will,
/// [`Hybrid`](crate::Hybrid).
///
/// ```
/// # use hoist_stats::{Alpha, GroupSequential, Spending};
/// let test = GroupSequential { alpha: Alpha::FIVE_PERCENT, spending: Spending::OBrienFleming };
/// let values = test.critical_values(&[0.2, 0.4, 0.6, 0.8, 1.0]).unwrap();
/// assert!((values[4] - 2.0310).abs() < 1e-4);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupSequential {
    /// For both sides together.
    pub alpha: Alpha,
    /// How it is spent.
    pub spending: Spending,
}

impl GroupSequential {
    /// For each look so far, by its information, what `|z|` has to reach.
    pub fn critical_values(&self, information: &[f64]) -> Result<Vec<f64>, Refusal> {
        check(self.spending, information)?;
        let mut values = Vec::with_capacity(information.len());
        let mut density: Vec<(f64, f64)> = vec![(0.0, 1.0)];
        let (mut before, mut spent) = (0.0, 0.0);
        for (look, &t) in information.iter().enumerate() {
            let due = self.spending.spent(self.alpha, t);
            let step = (t - before).sqrt();
            let crossing = Crossing { density: &density, root: t.sqrt(), step };
            // A look that may spend nothing that counts is still a number.
            let value = crossing.critical((due - spent).max(1e-300));
            values.push(value);
            if let Some(next) = information.get(look + 1) {
                let bound = value * t.sqrt();
                density = carried(&density, step, bound, step.min((next - t).sqrt()));
            }
            (before, spent) = (t, due);
        }
        Ok(values)
    }

    /// What an effect says at the last of the looks so far.
    ///
    /// The interval is the repeated confidence interval of Jennison and Turnbull (1989), J. R.
    /// Stat. Soc. B 51: it holds at all looks together. The p-value belongs to it: the smallest
    /// alpha at which this look would have crossed.
    pub fn at(&self, information: &[f64], effect: &Effect) -> Result<Effect, Refusal> {
        let values = self.critical_values(information)?;
        let value = values.last().copied().unwrap_or(f64::INFINITY);
        let half = value * effect.standard_error;
        let p_value = self.p_value(information, effect.z()?.abs())?;
        effect.with(Method::GroupSequential, half, Chance::of_ln(p_value.ln()))
    }

    /// By regula falsi (the Illinois variant) over ln alpha, in which the critical value is smooth.
    fn p_value(&self, information: &[f64], z: f64) -> Result<f64, Refusal> {
        let excess = |ln_alpha: f64| {
            let alpha = Alpha::new(ln_alpha.exp())?;
            let values = Self { alpha, ..*self }.critical_values(information)?;
            Ok(values.last().map_or(0.0, |value| value - z))
        };
        // It is no smaller than if this were the only look.
        let (mut from, mut to) = (normal::two_sided(z).ln().max(-690.0), -1e-9);
        let (mut at_from, mut at_to) = (excess(from)?, excess(to)?);
        if at_from <= 0.0 {
            return Ok(normal::two_sided(z));
        }
        if at_to >= 0.0 {
            return Ok(1.0);
        }
        for _ in 0..60 {
            let middle: f64 = (from * at_to - to * at_from) / (at_to - at_from);
            let at = excess(middle)?;
            if at.abs() < 1e-12 || (to - from) < 1e-12 {
                return Ok(middle.exp());
            }
            if at > 0.0 {
                (from, at_from, at_to) = (middle, at, 0.5 * at_to);
            } else {
                (to, at_to, at_from) = (middle, at, 0.5 * at_from);
            }
        }
        Ok((0.5 * (from + to)).exp())
    }
}

fn check(spending: Spending, information: &[f64]) -> Result<(), Refusal> {
    at_least(1, information.len() as u64)?;
    if information.len() > LOOKS_MAX {
        return Err(Refusal::Invalid("there are too many looks: use a confidence sequence"));
    }
    if let Spending::Power(power) = spending
        && !(0.1..=50.0).contains(&power)
    {
        return Err(Refusal::Invalid("the power of spending is between 0.1 and 50"));
    }
    let mut before = 0.0;
    for (look, &t) in information.iter().enumerate() {
        if !(t - before >= STEP_MIN && t <= 100.0) {
            return Err(Refusal::Invalid("information has to grow by a hundredth or more a look"));
        }
        if look > 0 && before >= 1.0 {
            return Err(Refusal::Invalid("all alpha is spent at information 1: that was the end"));
        }
        before = t;
    }
    Ok(())
}

/// The scores that have crossed nothing so far, and the look that comes now.
struct Crossing<'d> {
    /// Values of the score `z sqrt(t)`, and the probability at each.
    density: &'d [(f64, f64)],
    /// The root of the information now.
    root: f64,
    /// The standard deviation of what has been added to the score.
    step: f64,
}

impl Crossing<'_> {
    /// The chance of `|z|` over the value now, and its slope.
    fn chance(&self, value: f64) -> (f64, f64) {
        let bound = value * self.root;
        let (mut chance, mut slope) = (0.0, 0.0);
        for (score, weight) in self.density {
            let away = (bound - score) / self.step;
            chance += 2.0 * weight * normal::sf(away);
            slope -= 2.0 * weight * normal::pdf(away) * self.root / self.step;
        }
        (chance, slope)
    }

    /// The value at which the chance is as given: Newton's method over its logarithm, in a bracket.
    fn critical(&self, due: f64) -> f64 {
        let (mut from, mut to) = (0.0, 40.0);
        let mut value = normal::two_sided_quantile(due.min(1.0)).clamp(0.0, 38.0);
        for _ in 0..100 {
            let (chance, slope) = self.chance(value);
            if chance > due {
                from = value;
            } else {
                to = value;
            }
            let next = value - (chance / due).ln() * chance / slope;
            let next = if next > from && next < to { next } else { 0.5 * (from + to) };
            let moved = (next - value).abs();
            value = next;
            if moved < 1e-13 * (1.0 + value) {
                break;
            }
        }
        value
    }
}

/// The scores after a look that was not crossed, on panels that the narrower of the steps before
/// and after allows: the density is smooth over that width.
fn carried(density: &[(f64, f64)], step: f64, bound: f64, width: f64) -> Vec<(f64, f64)> {
    let panels = (2.0 * bound / (6.0 * width)).ceil().clamp(2.0, 2000.0);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is between 2 and 2000"
    )]
    let points = quadrature::even_points(-bound, bound, panels as u32);
    let at = |score: f64| {
        let kernel = |(from, weight): &(f64, f64)| weight * normal::pdf((score - from) / step);
        density.iter().map(kernel).sum::<f64>() / step
    };
    let nodes = quadrature::nodes(&points);
    nodes.into_iter().map(|(score, weight)| (score, weight * at(score))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle::effect;

    #[test]
    fn p_is_alpha_where_a_look_just_crosses() {
        let information = [0.25, 0.5, 1.0];
        for spending in [Spending::OBrienFleming, Spending::Pocock, Spending::Power(2.0)] {
            let test = GroupSequential { alpha: Alpha::FIVE_PERCENT, spending };
            let values = test.critical_values(&information).unwrap();
            for (look, value) in values.iter().enumerate() {
                let at = |z: f64| test.at(&information[..=look], &effect(z, 1.0, 1000)).unwrap();
                assert!((at(*value).p_value / 0.05 - 1.0).abs() < 1e-9, "{spending:?} {look}");
                let (inside, outside) = (at(0.999 * value), at(-1.001 * value));
                assert!(inside.p_value > 0.05 && inside.interval.covers_zero());
                assert!(outside.p_value < 0.05 && !outside.interval.covers_zero());
            }
        }
    }

    #[test]
    fn all_of_alpha_is_spent_at_the_end_and_no_look_comes_after_it() {
        let test =
            GroupSequential { alpha: Alpha::FIVE_PERCENT, spending: Spending::OBrienFleming };
        assert!((test.spending.spent(test.alpha, 1.3) - 0.05).abs() < 1e-15);
        assert!(test.critical_values(&[0.5, 1.2]).is_ok());
        for refused in [vec![], vec![0.5, 0.5], vec![0.5, 1.0, 1.1], vec![0.0], vec![f64::NAN]] {
            assert!(test.critical_values(&refused).is_err(), "{refused:?}");
        }
    }
}
