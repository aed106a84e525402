//! The statistics that Hoist's answers rest on.
//!
//! Numbers in, `Result<Effect, Refusal>` out: no clock, no randomness, no I/O. What comes out is
//! finite and means what it says, or it is a [`Refusal`] with its reason; nothing is NaN, and no
//! input panics. Each method has its formula, its source, what it assumes, and when not to use it.
//! `crates/stats/vectors.json` has what mpmath, SciPy, statsmodels and R say of all of them.
//!
//! ```
//! use hoist_stats::{Alpha, Estimate, Moments, difference, lift};
//!
//! let control = Moments::of(&[[8.0], [9.0], [10.0], [11.0], [12.0]])?;
//! let candidate = Moments::of(&[[10.0], [11.0], [12.0], [13.0], [14.0]])?;
//! let (control, candidate) = (Estimate::mean(&control)?, Estimate::mean(&candidate)?);
//! let effect = difference(&control, &candidate, Alpha::FIVE_PERCENT)?;
//! assert_eq!(effect.estimate, 2.0);
//! assert!(effect.interval.covers_zero() && effect.p_value >= 0.05);
//! assert_eq!(lift(&control, &candidate, Alpha::FIVE_PERCENT)?.estimate, 0.2);
//! # Ok::<(), hoist_stats::Refusal>(())
//! ```
//!
//! # From data to a decision
//!
//! 1. [`srm()`] or [`srm_sequential`]: were users split as planned? If not, stop here.
//! 2. What a metric is for one variant, an [`Estimate`]: a mean or a ratio of [`Moments`], a
//!    [`Proportion`], a [`quantile()`]; adjusted by [`Cuped`] where the past is known.
//! 3. Two variants compared, an [`Effect`]: [`difference`] or [`lift`]; with few conversions
//!    [`difference_of_proportions`], [`odds_ratio`] or [`fisher_exact`]; by strata [`post_stratified`] or
//!    [`stratified`].
//! 4. Read when? Once, at the end: the effect as it is. At any time: [`Hybrid`], which is the
//!    default, or [`ConfidenceSequence`]; of few values with bounds, [`BoundedMean`]. At a few
//!    planned looks: [`GroupSequential`].
//! 5. Several metrics: [`holm`] for goals, [`benjamini_hochberg`] for the rest, and the effects
//!    again at the level that these give. Several segments: [`cochran_q`].
//! 6. Guardrails: [`non_inferiority`]. Beliefs instead of tests: [`Normal`] and [`Beta`].
//! 7. Before all that: [`Design`], for how many users it takes, and [`Arrivals`], for how long.

mod basis;
mod bayes;
mod chance;
mod compare;
mod covariate;
mod effect;
mod estimate;
mod fisher;
mod interaction;
mod margin;
mod moments;
mod multiplicity;
mod power;
mod proportion;
mod quantile;
mod rank;
mod ratio;
mod refusal;
mod ruling;
mod score;
mod sequential;
mod special;
mod srm;
mod strata;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod oracle;

pub use basis::{Basis, Scored};
pub use bayes::beta::{Beta, BetaComparison};
pub use bayes::gaussian::Normal;
pub use bayes::thompson::{Better, thompson_weights};
pub use compare::{difference, lift, lift_by_delta, lift_by_fieller};
pub use covariate::{Cuped, covariate_balance};
pub use effect::{Alpha, Effect, Interval, Method};
pub use estimate::{Estimate, linearised};
pub use fisher::fisher_exact;
pub use fisher::odds::{OddsRatio, odds_ratio};
pub use interaction::{Interaction, cochran_q};
pub use margin::{Guardrail, NonInferiority, non_inferiority};
pub use moments::Moments;
pub use multiplicity::{Corrected, benjamini_hochberg, holm};
pub use power::arrivals::Arrivals;
pub use power::student::{power_for_means, power_of_t_test};
pub use power::{Design, best_allocation, design_effect, power};
pub use proportion::{Proportion, difference_of_proportions, lift_by_log_ratio, newcombe};
pub use quantile::{Cap, quantile, quantile_of_clusters};
pub use rank::shift::{Shift, hodges_lehmann};
pub use rank::{RankTest, mann_whitney};
pub use ratio::Ratio;
pub use refusal::Refusal;
pub use ruling::Ruling;
pub use score::{lift_of_proportions, lift_score};
pub use sequential::bounded::BoundedMean;
pub use sequential::group::{GroupSequential, Spending};
pub use sequential::hybrid::{Due, Hybrid, Told};
pub use sequential::mixture::MixtureTest;
pub use sequential::sequence::ConfidenceSequence;
pub use srm::{SRM_CONCENTRATION, Srm, srm, srm_sequential};
pub use strata::{PostStratified, post_stratified, stratified};
