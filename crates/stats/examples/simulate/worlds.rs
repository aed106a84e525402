//! Kinds of metrics, and what is said of two variants of them.

use hoist_stats::{
    Alpha, Cuped, Effect, Estimate, Moments, Proportion, Refusal, difference_of_proportions, lift,
    lift_by_delta,
};

use crate::random::Random;

/// A metric whose users can be made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum World {
    /// A tenth converts; the difference.
    Conversion,
    /// One in a hundred converts; the difference. At early looks nobody may have.
    Rare,
    /// Normal with a mean of 10 and a deviation of 5; the lift.
    Mean,
    /// A fifth buys, for lognormal prices; the lift, which at early looks is over a control that is
    /// not yet known.
    Revenue,
    /// Clicks per view, where users differ; the lift.
    Ratio,
    /// The mean, adjusted by a past with a correlation of 0.8; the lift.
    Cuped,
}

impl World {
    pub(crate) const ALL: [Self; 5] =
        [Self::Conversion, Self::Mean, Self::Revenue, Self::Ratio, Self::Cuped];

    /// Two numbers of a user; the lift moves the metric's mean.
    pub(crate) fn user(self, random: &mut Random, lift: f64) -> [f64; 2] {
        match self {
            Self::Conversion => [random.one_with(0.1 * (1.0 + lift)), 0.0],
            Self::Rare => [random.one_with(0.01 * (1.0 + lift)), 0.0],
            Self::Mean => [10.0 * (1.0 + lift) + 5.0 * random.normal(), 0.0],
            Self::Revenue => {
                let price = (random.normal() * 1.2 + 3.0).exp() * (1.0 + lift);
                [random.one_with(0.2) * price, 0.0]
            }
            Self::Ratio => {
                let views = 1.0 + (9.0 * random.uniform()).floor();
                let keenness = (0.3 + 0.2 * random.normal()).clamp(0.01, 0.9) * (1.0 + lift);
                let clicks = (0..10).map(f64::from).filter(|view| *view < views);
                [clicks.map(|_| random.one_with(keenness)).sum(), views]
            }
            Self::Cuped => {
                let past = random.normal();
                let now = 0.8 * past + 0.6 * random.normal();
                [10.0 * (1.0 + lift) + 5.0 * now, 20.0 + 3.0 * past]
            }
        }
    }

    /// Of so many users.
    pub(crate) fn users(self, random: &mut Random, lift: f64, count: u32) -> Moments<2> {
        let rows: Vec<_> = (0..count).map(|_| self.user(random, lift)).collect();
        Moments::of(&rows).unwrap_or_default()
    }

    /// What the method for this metric says.
    pub(crate) fn effect(
        self,
        control: &Moments<2>,
        candidate: &Moments<2>,
        alpha: Alpha,
    ) -> Result<Effect, Refusal> {
        let mean = |variant: &Moments<2>| Estimate::mean(&variant.only(0)?);
        match self {
            Self::Conversion | Self::Rare => {
                difference_of_proportions(converted(control)?, converted(candidate)?, alpha)
            }
            Self::Revenue => lift(&mean(control)?, &mean(candidate)?, alpha),
            Self::Mean => lift_by_delta(&mean(control)?, &mean(candidate)?, alpha),
            Self::Ratio => {
                lift_by_delta(&Estimate::ratio(control)?, &Estimate::ratio(candidate)?, alpha)
            }
            Self::Cuped => Cuped::fit(&[*control, *candidate])?.lift(control, candidate, alpha),
        }
    }
}

/// How many of users who are 0 or 1 are 1.
fn converted(users: &Moments<2>) -> Result<Proportion, Refusal> {
    let share = users.means()[0];
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is a count")]
    let successes = (share * users.units() as f64).round() as u64;
    Proportion::new(successes, users.units())
}
