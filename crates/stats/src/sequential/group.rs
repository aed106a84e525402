//! Group sequential tests: a few looks, and how much alpha each may spend.

use std::f64::consts::{E, PI};

use crate::basis::Scored;
use crate::chance::Chance;
use crate::effect::{Alpha, Effect, Method};
use crate::refusal::{Refusal, finite};
use crate::ruling::Ruling;
use crate::special::normal;
use crate::special::quadrature;

/// Two looks with less than this between them are one look.
const STEP_MIN: f64 = 0.01;

/// The critical value of a single look at the smallest alpha there is.
const SINGLE_MAX: f64 = 37.065_787_880_772_13;

/// More looks than this are a sequence, for which there is the confidence sequence.
const LOOKS_MAX: usize = 100;

const INFORMATION_IS: &str = "information is a part of what is planned: 1 at the end";

/// How alpha is spent as information grows from 0 to 1 (Lan and DeMets 1983, Biometrika 70).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spending {
    /// Little at first: `2 - 2 Phi(z/sqrt(t))` for each side, z the quantile of a quarter of alpha.
    OBrienFleming,
    /// Evenly: `alpha ln(1 + (e - 1) t)`.
    Pocock,
    /// `alpha t^power`, for a power of 0.1 to 50 (Kim and DeMets 1987, Biometrika 74).
    Power(f64),
}

impl Spending {
    /// What is spent of alpha, both sides together, up to some information. Beyond 1 it is all.
    pub fn spent(self, alpha: Alpha, information: f64) -> Result<f64, Refusal> {
        self.checked()?;
        if information.is_nan() {
            return Err(Refusal::Invalid(INFORMATION_IS));
        }
        let (t, alpha) = (information.clamp(0.0, 1.0), alpha.get());
        Ok(match self {
            _ if t <= 0.0 => 0.0,
            _ if t >= 1.0 => alpha,
            Self::OBrienFleming => {
                4.0 * normal::sf(normal::upper_quantile(0.25 * alpha) / t.sqrt())
            }
            Self::Pocock => alpha * ((E - 1.0) * t).ln_1p(),
            Self::Power(power) => alpha * t.powf(power),
        })
    }

    fn checked(self) -> Result<(), Refusal> {
        match self {
            Self::Power(power) if !(0.1..=50.0).contains(&power) => {
                Err(Refusal::Invalid("the power of spending is between 0.1 and 50"))
            }
            _ => Ok(()),
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
        let mut density = vec![(0.0, 0.5)];
        // Nothing beyond has a chance that counts beside alpha.
        let reach = (80.0 - 2.0 * self.alpha.get().ln()).sqrt();
        let (mut before, mut spent) = (0.0, 0.0);
        for (look, &t) in information.iter().enumerate() {
            let due = self.spending.spent(self.alpha, t)?;
            let step = (t - before).sqrt();
            let crossing = Crossing { density: &density, root: t.sqrt(), step, reach };
            // A look that may spend nothing that counts is still a number.
            let now = (due - spent).max(1e-300);
            let single = normal::two_sided_quantile(now.min(1.0)).clamp(0.0, 38.0);
            let value = crossing.critical(now, values.last().copied().unwrap_or(single));
            values.push(value);
            if let Some(next) = information.get(look + 1) {
                let bound = value * t.sqrt();
                density = carried(&density, step, reach, bound, step.min((next - t).sqrt()));
            }
            (before, spent) = (t, due);
        }
        Ok(values)
    }

    /// What an effect says at the last of the looks so far.
    ///
    /// The interval is the repeated confidence interval of Jennison and Turnbull (1989), J. R.
    /// Stat. Soc. B 51: it holds at all looks together. The p-value belongs to it: the smallest
    /// alpha, from 1e-300 on, at which this look would have crossed.
    pub fn at(&self, information: &[f64], effect: &Effect) -> Result<Effect, Refusal> {
        let told = self.ruling(information, &effect.scored(0.0)?)?.told(effect)?;
        Ok(Effect { method: Method::GroupSequential, ..told })
    }

    /// What a score says at the last of the looks so far.
    pub fn ruling(&self, information: &[f64], scored: &Scored) -> Result<Ruling, Refusal> {
        let values = self.critical_values(information)?;
        let value = values.last().copied().unwrap_or(f64::INFINITY);
        Ok(Ruling::of(value, self.chance(information, finite(scored.score)?.abs())?))
    }

    /// By secants over the critical value of a single look, in which that of this look is nearly
    /// linear, within a bracket.
    fn chance(&self, information: &[f64], z: f64) -> Result<Chance, Refusal> {
        let excess = |single: f64| {
            let alpha = Alpha::new(normal::two_sided(single).clamp(1e-300, 1.0 - 1e-9))?;
            let values = Self { alpha, ..*self }.critical_values(information)?;
            Ok(values.last().map_or(0.0, |value| value - z))
        };
        // It is no smaller than if this were the only look.
        let (mut from, mut to) = (0.0, z.min(SINGLE_MAX));
        let mut last = (to, excess(to)?);
        if last.1 <= 0.0 {
            // Beyond 1e-300 no critical values are known: it is told as that of one look.
            return Ok(Chance::normal(z));
        }
        let mut single = last.0 - last.1;
        if single <= 0.0 && excess(0.0)? >= 0.0 {
            return Ok(Chance::of_ln(0.0));
        }
        for _ in 0..100 {
            if !(single > from && single < to) {
                single = 0.5 * (from + to);
            }
            let at = excess(single)?;
            if at < 0.0 {
                from = single;
            } else {
                to = single;
            }
            let step = at * (single - last.0) / (at - last.1);
            last = (single, at);
            if at == 0.0 || step.abs() < 1e-13 * (1.0 + single) || to - from < 1e-13 {
                break;
            }
            single -= step;
        }
        Ok(Chance::normal(last.0))
    }
}

fn check(spending: Spending, information: &[f64]) -> Result<(), Refusal> {
    if information.is_empty() {
        return Err(Refusal::Invalid("there is no look: give the information at each so far"));
    }
    if information.len() > LOOKS_MAX {
        return Err(Refusal::Invalid("there are too many looks: use a confidence sequence"));
    }
    spending.checked()?;
    let mut before = 0.0;
    for (look, &t) in information.iter().enumerate() {
        if !(0.0..=100.0).contains(&t) {
            return Err(Refusal::Invalid(INFORMATION_IS));
        }
        // Steps of a hundredth are rounded.
        if t - before < 0.999 * STEP_MIN {
            return Err(Refusal::Invalid("information has to grow by a hundredth or more a look"));
        }
        if look > 0 && before >= 1.0 {
            return Err(Refusal::Invalid("all alpha is spent at information 1: that was the end"));
        }
        before = t;
    }
    Ok(())
}

/// Positive values of the score `z sqrt(t)` where nothing was crossed so far, ascending, and the
/// probability at each; negative ones are as likely.
type Density = Vec<(f64, f64)>;

/// The look that comes now.
struct Crossing<'d> {
    density: &'d Density,
    /// The root of the information now.
    root: f64,
    /// The standard deviation of what has been added to the score.
    step: f64,
    /// Whatever is further off, in those, has no chance that counts.
    reach: f64,
}

impl Crossing<'_> {
    /// The chance of `|z|` over the value now, and its slope.
    fn chance(&self, value: f64) -> (f64, f64) {
        let bound = value * self.root;
        let (mut chance, mut slope) = (0.0, 0.0);
        for (score, weight) in self.density {
            for away in [(bound - score) / self.step, (bound + score) / self.step] {
                if away < self.reach {
                    chance += 2.0 * weight * normal::sf(away);
                    slope -= 2.0 * weight * normal::pdf(away) * self.root / self.step;
                }
            }
        }
        (chance, slope)
    }

    /// The value at which the chance is as given: Newton's method over its logarithm, in a bracket.
    fn critical(&self, due: f64, guess: f64) -> f64 {
        let (mut from, mut to) = (0.0, 40.0);
        let mut value = guess;
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
fn carried(density: &Density, step: f64, reach: f64, bound: f64, width: f64) -> Density {
    let panels = (bound / (6.0 * width)).ceil().clamp(1.0, 1000.0);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is between 1 and 1000"
    )]
    let points = quadrature::even_points(0.0, bound, panels as u32);
    let scale = 1.0 / (step * (2.0 * PI).sqrt());
    let at = |score: f64| {
        let first = density.partition_point(|(from, _)| *from < score - reach * step);
        let near = density[first..].iter().take_while(|(from, _)| *from <= score + reach * step);
        let kernel = |distance: f64| (-0.5 * distance * distance).exp();
        let sum = near.map(|(from, weight)| {
            let (apart, mirrored) = ((score - from) / step, (score + from) / step);
            weight * (kernel(apart) + if mirrored < reach { kernel(mirrored) } else { 0.0 })
        });
        scale * sum.sum::<f64>()
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
    fn a_tiny_p_is_told_by_its_logarithm() {
        let test = GroupSequential { alpha: Alpha::FIVE_PERCENT, spending: Spending::Pocock };
        let read = test.at(&[0.5, 1.0], &effect(60.0, 1.0, 1000)).unwrap();
        assert!(read.p_value < 1e-300 && read.ln_p_value < -1800.0, "{read:?}");
    }

    #[test]
    fn all_of_alpha_is_spent_at_the_end_and_no_look_comes_after_it() {
        let test =
            GroupSequential { alpha: Alpha::FIVE_PERCENT, spending: Spending::OBrienFleming };
        assert!((test.spending.spent(test.alpha, 1.3).unwrap() - 0.05).abs() < 1e-15);
        assert!(test.critical_values(&[0.5, 1.2]).is_ok());
        let hundred: Vec<f64> = (1..=100).map(|look| f64::from(look) / 100.0).collect();
        assert_eq!(test.critical_values(&hundred).unwrap().len(), 100);
        for refused in [vec![], vec![0.5, 0.5], vec![0.5, 1.0, 1.1], vec![0.0], vec![f64::NAN]] {
            assert!(test.critical_values(&refused).is_err(), "{refused:?}");
        }
    }
}
