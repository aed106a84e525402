//! CUPED: less variance by what was known of a unit before it was exposed.

use crate::chance::Chance;
use crate::compare::{baseline, is_uncertain, satterthwaite, units};
use crate::effect::{Alpha, Effect, Method};
use crate::estimate::Estimate;
use crate::moments::Moments;
use crate::ratio::Ratio;
use crate::refusal::{Refusal, at_least, finite};

/// What a covariate adds to others before it, as a part of its variance, below which it is left
/// out: then it is one of them in other words.
const NEW_PART_MIN: f64 = 1e-9;

/// An adjustment by covariates from before the exposure.
///
/// Deng, Xu, Kohavi and Walker (2013), WSDM, equation 4: `Y' = y - theta x`, with
/// `theta = cov(y, x)/var(x)` over the units of all variants, so that one experiment has one theta.
/// Its variance is `var(y) + theta^2 var(x) - 2 theta cov(y, x)`, about `1 - correlation^2` of the
/// metric's own. With K - 1 covariates, theta solves `cov(x, x) theta = cov(x, y)`: the slopes of
/// the regression of y on all of them. Covariates that do not vary, or say nothing that those
/// before them do not, have a theta of 0; so do those of which that is so within the variants,
/// because what they say is then which variant a unit has, and theta would take the effect away.
/// What variants that are alike differ by is nothing beside what units do, so it is left in theta.
///
/// A covariate must not be touched by the experiment: not for anything measured after the
/// exposure; [`covariate_balance`] checks it. Units without a past are a stratum of their own: give
/// each unit `[y, x, 0]` where x is known and `[y, 0, 1]` where it is not. The second covariate
/// then keeps new units from being taken for old ones with nothing to show, which would pull theta
/// towards zero. For ratios, [`linearised`] gives what this takes.
///
/// [`linearised`]: crate::linearised
///
/// ```
/// # use hoist_stats::{Alpha, Cuped, Moments};
/// let control = Moments::of(&[[1.0, 1.1], [2.0, 2.0], [3.0, 2.9], [4.0, 4.1]]).unwrap();
/// let candidate = Moments::of(&[[1.5, 1.0], [2.5, 2.1], [3.5, 3.0], [4.6, 4.0]]).unwrap();
/// let cuped = Cuped::fit(&[control, candidate]).unwrap();
/// let effect = cuped.difference(&control, &candidate, Alpha::FIVE_PERCENT).unwrap();
/// assert!(effect.p_value < 0.001);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cuped<const K: usize = 2> {
    /// What of each number the adjusted metric has: 1 of the outcome, -theta of a covariate.
    along: [f64; K],
}

impl Cuped {
    /// How much of the covariate is taken away.
    #[must_use]
    pub const fn theta(&self) -> f64 {
        -self.along[1]
    }
}

impl<const K: usize> Cuped<K> {
    /// From the `[outcome, covariate, …]` of all variants.
    pub fn fit(variants: &[Moments<K>]) -> Result<Self, Refusal> {
        const { assert!(K > 1, "there is a covariate after the outcome") };
        let all = variants
            .iter()
            .try_fold(Moments::default(), |merged: Moments<K>, one| merged.merge(one))?;
        at_least(2, all.units())?;
        let within = variants.iter().try_fold(Moments::default(), |merged: Moments<K>, one| {
            merged.merge(&one.around_zero())
        })?;
        let varies = eliminated(&within, &all, [true; K])?.is_new;
        Ok(Self { along: eliminated(&all, &all, varies)?.residual()? })
    }

    /// How much of each number of a unit is taken away, the outcome being the first: -1.
    #[must_use]
    pub fn thetas(&self) -> [f64; K] {
        self.along.map(|part| -part)
    }

    /// A variant's metric, adjusted.
    pub fn estimate(&self, variant: &Moments<K>) -> Result<Estimate, Refusal> {
        let value = (0..K).map(|i| self.along[i] * variant.means()[i]).sum();
        Estimate::new(variant.units(), value, variant.variance_along(&self.along)?)
    }

    /// Which part of the variance of a unit is left, over all of these: `1 - R^2`, with which sizes
    /// of experiments can be multiplied ([`Design`](crate::Design)).
    pub fn variance_left(&self, units: &Moments<K>) -> Result<f64, Refusal> {
        let whole = units.variance(0)?;
        if whole == 0.0 {
            return Err(Refusal::ZeroVariance);
        }
        finite(units.variance_along(&self.along)? / whole)
    }

    /// The difference of the adjusted values, as in [`difference`](crate::difference).
    pub fn difference(
        &self,
        control: &Moments<K>,
        candidate: &Moments<K>,
        alpha: Alpha,
    ) -> Result<Effect, Refusal> {
        let (control, candidate) = (self.estimate(control)?, self.estimate(candidate)?);
        let effect = crate::compare::difference(&control, &candidate, alpha)?;
        Ok(Effect { method: Method::Cuped, ..effect })
    }

    /// The difference of the adjusted values relative to the control's value before adjustment.
    ///
    /// [`lift_by_fieller`](Self::lift_by_fieller) where that value is under 20 standard errors, else
    /// [`lift_by_delta`](Self::lift_by_delta).
    pub fn lift(
        &self,
        control: &Moments<K>,
        candidate: &Moments<K>,
        alpha: Alpha,
    ) -> Result<Effect, Refusal> {
        let plain = Estimate::mean(&control.only(0)?)?;
        if is_uncertain(plain.value(), plain.standard_error()) {
            self.lift_by_fieller(control, candidate, alpha)
        } else {
            self.lift_by_delta(control, candidate, alpha)
        }
    }

    /// The lift by the delta method, where the control's value is in both parts: the variance of a
    /// unit of the control is that of `(y m2/m1 - theta x)/m1`, of the candidate that of
    /// `(y - theta x)/m1`. Not where the control's value is near zero by its standard error.
    pub fn lift_by_delta(
        &self,
        control: &Moments<K>,
        candidate: &Moments<K>,
        alpha: Alpha,
    ) -> Result<Effect, Refusal> {
        let base = baseline(&Estimate::mean(&control.only(0)?)?)?;
        let of = |variant: &Moments<K>, outcome: f64| {
            let mut along = self.along.map(|part| part / base);
            along[0] = outcome / base;
            Estimate::new(variant.units(), 0.0, variant.variance_along(&along)?)
        };
        let from_control = of(control, candidate.means()[0] / base)?;
        let from_candidate = of(candidate, 1.0)?;
        let parts =
            [from_control, from_candidate].map(|part| (part.variance(), part.degrees_of_freedom));
        let adjusted = self.estimate(candidate)?.value() - self.estimate(control)?.value();
        Effect::by_student(
            Method::Cuped,
            units(&from_control, &from_candidate)?,
            adjusted / base.abs(),
            parts[0].0 + parts[1].0,
            satterthwaite(&parts),
            alpha,
        )
    }

    /// The lift with Fieller's interval of the ratio of the adjusted difference to the control's
    /// value, which covary; with the p-value of the difference. See
    /// [`lift_by_fieller`](crate::lift_by_fieller).
    pub fn lift_by_fieller(
        &self,
        control: &Moments<K>,
        candidate: &Moments<K>,
        alpha: Alpha,
    ) -> Result<Effect, Refusal> {
        let difference = self.difference(control, candidate, alpha)?;
        self.ratio(control, candidate)?.effect(&difference, alpha)
    }

    /// The adjusted difference over the control's value before adjustment, to be read at any level.
    pub fn ratio(&self, control: &Moments<K>, candidate: &Moments<K>) -> Result<Ratio, Refusal> {
        let plain = Estimate::mean(&control.only(0)?)?;
        let mut outcome = [0.0; K];
        outcome[0] = 1.0;
        let of_outcome = control.variance(0)?;
        let slope = if of_outcome == 0.0 {
            0.0
        } else {
            -finite(control.covariance_along(&self.along, &outcome)? / of_outcome)?
        };
        // What of the control's adjusted value is not the outcome's.
        let mut rest = self.along;
        rest[0] += slope;
        let rest = control.variance_along(&rest)? / control.units() as f64;
        let adjusted = self.estimate(candidate)?;
        Ok(Ratio {
            difference: adjusted.value() - self.estimate(control)?.value(),
            base: baseline(&plain)?,
            base_variance: plain.variance(),
            slope,
            rest: rest + adjusted.variance(),
        })
    }
}

/// Covariances from which the covariates are eliminated, one after the other.
struct Eliminated<const K: usize> {
    rows: [[f64; K]; K],
    /// Which covariates say what those before them do not.
    is_new: [bool; K],
}

/// By Gauss and Jordan's elimination of those that may be used. What they add is measured by the
/// variance of the whole.
fn eliminated<const K: usize>(
    of: &Moments<K>,
    whole: &Moments<K>,
    may_be: [bool; K],
) -> Result<Eliminated<K>, Refusal> {
    let mut rows = [[0.0; K]; K];
    for (i, row) in rows.iter_mut().enumerate() {
        for (j, cell) in row.iter_mut().enumerate() {
            *cell = of.covariance(i, j)?;
        }
    }
    let mut is_new = [false; K];
    for i in 1..K {
        let pivot = rows[i][i];
        is_new[i] = may_be[i] && pivot > NEW_PART_MIN * whole.variance(i)?;
        if !is_new[i] {
            continue;
        }
        rows[i] = rows[i].map(|cell| cell / pivot);
        let own = rows[i];
        for (_, row) in rows.iter_mut().enumerate().filter(|(other, _)| *other != i) {
            let times = row[i];
            for (cell, of_own) in row.iter_mut().zip(&own) {
                *cell -= times * of_own;
            }
        }
    }
    Ok(Eliminated { rows, is_new })
}

impl<const K: usize> Eliminated<K> {
    /// 1 of the outcome and minus the slope of each covariate.
    fn residual(&self) -> Result<[f64; K], Refusal> {
        let mut along = [0.0; K];
        for (i, part) in along.iter_mut().enumerate() {
            *part = match (i, self.is_new[i]) {
                (0, _) => 1.0,
                (_, true) => -finite(self.rows[i][0])?,
                (_, false) => 0.0,
            };
        }
        Ok(along)
    }
}

/// The difference of a covariate itself, which an experiment cannot have made: where there are
/// several, of the one that differs most, corrected for how many vary (Bonferroni 1936).
///
/// A p-value under 0.001 says that the covariate was touched after the exposure, or that users were
/// not split at random: then do not adjust by it. As of [`srm`](crate::srm()), that is for one
/// look. Of `[y, x, whether there is none]` it also says whether as many units of each variant have
/// a past: who comes anew because of the experiment has none.
///
/// ```
/// # use hoist_stats::{Moments, covariate_balance};
/// let covariances = [[4.0, 1.0], [1.0, 1.0]];
/// let variant = |past| Moments::from_covariances(1000, [5.0, past], covariances).unwrap();
/// let p_value = |past| covariate_balance(&variant(2.0), &variant(past)).unwrap().p_value;
/// assert!(p_value(2.05) > 0.001 && p_value(2.2) < 0.001);
/// ```
pub fn covariate_balance<const K: usize>(
    control: &Moments<K>,
    candidate: &Moments<K>,
) -> Result<Effect, Refusal> {
    const { assert!(K > 1, "there is a covariate after the outcome") };
    let mut all = Vec::with_capacity(K);
    for place in 1..K {
        let [one, other] = [control.only(place)?, candidate.only(place)?];
        all.push([Estimate::mean(&one)?, Estimate::mean(&other)?]);
    }
    all.retain(|[one, other]| one.variance() + other.variance() > 0.0);
    let tests = 1.0 / all.len().max(1) as f64;
    let alpha = Alpha::FIVE_PERCENT.part(tests);
    let mut most: Option<Effect> = None;
    for [one, other] in &all {
        let effect = crate::compare::difference(one, other, alpha)?;
        if most.is_none_or(|most| effect.ln_p_value < most.ln_p_value) {
            most = Some(effect);
        }
    }
    let most = most.ok_or(Refusal::ZeroVariance)?;
    let Chance { p_value, ln_p_value } = Chance::of_effect(&most).over(tests);
    Ok(Effect { p_value, ln_p_value, ..most })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTCOMES: [f64; 5] = [9.9, 10.1, 10.0, 9.8, 10.2];

    /// What a covariate says of the variant alone is no past: theta of it is the effect.
    #[test]
    fn a_covariate_that_is_the_variant_takes_no_effect_away() {
        let variant = |place: f64| {
            Moments::of(&OUTCOMES.map(|outcome| [outcome + 10.0 * place, place])).unwrap()
        };
        let (control, candidate) = (variant(0.0), variant(1.0));
        let cuped = Cuped::fit(&[control, candidate]).unwrap();
        let effect = cuped.difference(&control, &candidate, Alpha::FIVE_PERCENT).unwrap();
        assert!((effect.estimate - 10.0).abs() < 1e-12, "{effect:?}");
        assert!(cuped.theta().abs() < f64::MIN_POSITIVE, "{cuped:?}");
    }

    #[test]
    fn nor_does_one_that_with_another_is_the_variant() {
        let variant = |place: f64| {
            let unit = |outcome: f64| {
                let past = (outcome * 7.0).sin();
                [outcome + 10.0 * place, past, 2.0 * past + place]
            };
            Moments::of(&OUTCOMES.map(unit)).unwrap()
        };
        let (control, candidate) = (variant(0.0), variant(1.0));
        let cuped = Cuped::fit(&[control, candidate]).unwrap();
        let effect = cuped.difference(&control, &candidate, Alpha::FIVE_PERCENT).unwrap();
        assert!((effect.estimate - 10.0).abs() < 1e-9, "{effect:?}");
        let thetas = [1, 2].map(|place| cuped.thetas()[place].abs() > 0.0);
        assert_eq!(thetas, [true, false], "{cuped:?}");
    }

    /// The past is zero on average, so that units without one do not move it.
    #[test]
    fn whether_there_is_a_past_is_balanced_too() {
        let variant = |every: u32| {
            let unit = |unit: u32| {
                let past = f64::from(unit % 9) - 4.0;
                if unit % 90 < every { [past, 0.0, 1.0] } else { [past, past, 0.0] }
            };
            Moments::of(&(0..3060).map(unit).collect::<Vec<_>>()).unwrap()
        };
        let p_value =
            |one, other| covariate_balance(&variant(one), &variant(other)).unwrap().p_value;
        assert!(p_value(9, 45) < 1e-100 && p_value(9, 9) > 0.5 && p_value(9, 12) < 0.01);
        // One that nobody lacks does not count.
        let plain =
            |past: f64| Moments::of(&[1.0, 2.0, 4.0, 9.0].map(|y| [y, y + past, 0.0])).unwrap();
        let two = |past: f64| Moments::of(&[1.0, 2.0, 4.0, 9.0].map(|y| [y, y + past])).unwrap();
        let both = [
            covariate_balance(&plain(0.0), &plain(3.0)).unwrap().p_value,
            covariate_balance(&two(0.0), &two(3.0)).unwrap().p_value,
        ];
        assert!((both[0] - both[1]).abs() < 1e-15);
    }
}
