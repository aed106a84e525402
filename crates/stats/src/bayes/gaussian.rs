//! An effect with a normal likelihood and a normal prior.

use crate::effect::{Alpha, Effect, Interval};
use crate::refusal::{Refusal, finite};
use crate::special::normal;

/// A normal distribution: of an effect before the data or after it, or of a variant's value.
///
/// Where decisions are made by [`chance_to_win`](Self::chance_to_win) at each look, false alarms
/// grow with the looks, whatever the prior: with a flat one, to a half at 50 looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normal {
    mean: f64,
    standard_deviation: f64,
}

impl Normal {
    /// Refuses a standard deviation that is not more than 0.
    pub fn new(mean: f64, standard_deviation: f64) -> Result<Self, Refusal> {
        if standard_deviation > 0.0 {
            Ok(Self { mean: finite(mean)?, standard_deviation: finite(standard_deviation)? })
        } else {
            Err(Refusal::Invalid("a standard deviation is more than 0"))
        }
    }

    /// What an effect says by itself: the posterior under a flat prior, with the standard error that
    /// there is if the estimate is the true effect.
    pub fn of(effect: &Effect) -> Result<Self, Refusal> {
        Self::new(effect.estimate, effect.error_at(effect.estimate)?)
    }

    /// The posterior, with this as the prior: precisions add (Gelman et al. 2013, Bayesian Data
    /// Analysis, equation 2.10).
    ///
    /// Effect and prior have to be on one scale: a prior of lifts is none of differences until it
    /// is [`scaled`](Self::scaled).
    ///
    /// ```
    /// # use hoist_stats::Normal;
    /// let prior = Normal::new(0.0, 0.3).unwrap();
    /// let posterior = prior.updated(&Normal::new(0.1, 0.3).unwrap()).unwrap();
    /// assert!((posterior.mean() - 0.05).abs() < 1e-15);
    /// ```
    pub fn updated(&self, likelihood: &Self) -> Result<Self, Refusal> {
        // By the ratio of the standard deviations, whose squares may be too small to be numbers.
        let ratio = self.standard_deviation / likelihood.standard_deviation;
        let weight = if ratio > 1.0 {
            1.0 / (1.0 + 1.0 / ratio / ratio)
        } else {
            ratio * ratio / (1.0 + ratio * ratio)
        };
        let mean = self.mean + weight * (likelihood.mean - self.mean);
        let narrower = self.standard_deviation.min(likelihood.standard_deviation);
        Self::new(mean, narrower / 1.0_f64.hypot(ratio.min(1.0 / ratio)))
    }

    /// The same of what is that many times as large, such as a belief about lifts as one about
    /// differences: times the control's value.
    ///
    /// ```
    /// # use hoist_stats::Normal;
    /// let lifts = Normal::new(0.01, 0.3).unwrap();
    /// let differences = lifts.scaled(50.0).unwrap();
    /// assert_eq!((differences.mean(), differences.standard_deviation()), (0.5, 15.0));
    /// ```
    pub fn scaled(&self, by: f64) -> Result<Self, Refusal> {
        Self::new(self.mean * by.abs(), self.standard_deviation * by.abs())
    }

    /// The mean.
    #[must_use]
    pub const fn mean(&self) -> f64 {
        self.mean
    }

    /// The standard deviation.
    #[must_use]
    pub const fn standard_deviation(&self) -> f64 {
        self.standard_deviation
    }

    /// How likely the effect is more than zero.
    #[must_use]
    pub fn chance_to_win(&self) -> f64 {
        normal::cdf(self.z())
    }

    /// What is expected to be lost by shipping, where the effect may be below zero:
    /// `E[max(-effect, 0)] = s pdf(m/s) - m Phi(-m/s)`.
    #[must_use]
    pub fn loss_of_shipping(&self) -> f64 {
        self.loss(self.z())
    }

    /// What is expected to be lost by staying: `E[max(effect, 0)] = s pdf(m/s) + m Phi(m/s)`.
    #[must_use]
    pub fn loss_of_keeping(&self) -> f64 {
        self.loss(-self.z())
    }

    /// What it is in with probability 1 - alpha, as much below as above.
    pub fn credible(&self, alpha: Alpha) -> Result<Interval, Refusal> {
        let critical = normal::two_sided_quantile(alpha.get());
        Interval::around(self.mean, critical * self.standard_deviation)
    }

    fn z(&self) -> f64 {
        self.mean / self.standard_deviation
    }

    fn loss(&self, z: f64) -> f64 {
        // Far out nothing is left of the spread, and the product might not be a number.
        if z < -1e8 {
            return self.mean.abs();
        }
        (self.standard_deviation * normal::loss(z)).min(f64::MAX)
    }
}
