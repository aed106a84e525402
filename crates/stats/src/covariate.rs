//! CUPED: less variance by what was known of a unit before it was exposed.

use crate::compare::{satterthwaite, units};
use crate::effect::{Alpha, Effect, Method};
use crate::estimate::Estimate;
use crate::moments::Moments;
use crate::refusal::{Refusal, at_least, finite};

/// An adjustment by a covariate from before the exposure.
///
/// Deng, Xu, Kohavi and Walker (2013), WSDM, equation 4: `Y' = y - theta x`, with
/// `theta = cov(y, x)/var(x)` over the units of all variants, so that one experiment has one theta.
/// Its variance is `var(y) + theta^2 var(x) - 2 theta cov(y, x)`, about `1 - correlation^2` of the
/// metric's own. The covariate must not be touched by the experiment: not for anything measured
/// after the exposure; [`covariate_balance`] checks it. Units without a past have covariate 0;
/// [`post_stratified`] may serve them better. For ratios, [`linearised`] gives what this takes.
///
/// [`post_stratified`]: crate::post_stratified
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
pub struct Cuped {
    theta: f64,
}

impl Cuped {
    /// From the `[outcome, covariate]` of all variants. A covariate that does not vary adjusts
    /// nothing.
    pub fn fit(variants: &[Moments<2>]) -> Result<Self, Refusal> {
        let all = variants
            .iter()
            .try_fold(Moments::default(), |merged: Moments<2>, one| merged.merge(one))?;
        at_least(2, all.units())?;
        let variance = all.variance(1)?;
        let theta = if variance == 0.0 { 0.0 } else { all.covariance(0, 1)? / variance };
        Ok(Self { theta: finite(theta)? })
    }

    /// How much of the covariate is taken away.
    #[must_use]
    pub const fn theta(&self) -> f64 {
        self.theta
    }

    /// A variant's metric, adjusted.
    pub fn estimate(&self, variant: &Moments<2>) -> Result<Estimate, Refusal> {
        let value = variant.mean(0) - self.theta * variant.mean(1);
        Estimate::new(variant.units(), value, variant.variance_along(&[1.0, -self.theta])?)
    }

    /// The difference of the adjusted values, as in [`difference`](crate::difference).
    pub fn difference(
        &self,
        control: &Moments<2>,
        candidate: &Moments<2>,
        alpha: Alpha,
    ) -> Result<Effect, Refusal> {
        let (control, candidate) = (self.estimate(control)?, self.estimate(candidate)?);
        let effect = crate::compare::difference(&control, &candidate, alpha)?;
        Ok(Effect { method: Method::Cuped, ..effect })
    }

    /// The difference of the adjusted values relative to the control's value before adjustment.
    ///
    /// By the delta method, where the control's value is in both: the variance of a unit of the
    /// control is that of `(y m2/m1 - theta x)/m1`, of the candidate that of `(y - theta x)/m1`.
    pub fn lift(
        &self,
        control: &Moments<2>,
        candidate: &Moments<2>,
        alpha: Alpha,
    ) -> Result<Effect, Refusal> {
        let base = control.mean(0);
        if base == 0.0 {
            return Err(Refusal::ZeroBaseline);
        }
        let ratio = candidate.mean(0) / base;
        let of = |variant: &Moments<2>, along: [f64; 2]| {
            Estimate::new(variant.units(), 0.0, variant.variance_along(&along)?)
        };
        let from_control = of(control, [ratio / base, -self.theta / base])?;
        let from_candidate = of(candidate, [1.0 / base, -self.theta / base])?;
        let parts = [from_control, from_candidate].map(|part| (part.variance(), part.units()));
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
}

/// The difference of the covariate itself, which an experiment cannot have made.
///
/// A p-value under 0.001 says that the covariate was touched after the exposure, or that users were
/// not split at random: then do not adjust by it. As of [`srm`](crate::srm()), that is for one
/// look.
///
/// ```
/// # use hoist_stats::{Moments, covariate_balance};
/// let covariances = [[4.0, 1.0], [1.0, 1.0]];
/// let variant = |past| Moments::from_covariances(1000, [5.0, past], covariances).unwrap();
/// let p_value = |past| covariate_balance(&variant(2.0), &variant(past)).unwrap().p_value;
/// assert!(p_value(2.05) > 0.001 && p_value(2.2) < 0.001);
/// ```
pub fn covariate_balance(control: &Moments<2>, candidate: &Moments<2>) -> Result<Effect, Refusal> {
    let [control, candidate] = [control, candidate].map(|one| Estimate::mean(&one.only(1)));
    crate::compare::difference(&control?, &candidate?, Alpha::FIVE_PERCENT)
}
