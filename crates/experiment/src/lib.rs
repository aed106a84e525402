//! Experiments: what is measured, exactly, and what it says.
//!
//! - [`Plan`] is what a phase measures, fixed when it starts.
//! - [`summarise()`] makes a [`Row`] of all events of a user.
//! - [`Ledger`] has exact [`Sums`] of rows, by metric, variant and day of first exposure.
//! - [`analyse()`] tells what they say: an [`Analysis`]. What it computes once is a [`Tested`].
//! - [`recompute()`] does the same from an export.
//!
//! ```
//! use hoist_experiment::{Happening, Plan, UserEvent, Verdict, recompute, summarise};
//! use hoist_ruleset::{Source, read};
//! use jiff::{SignedDuration, Timestamp};
//!
//! let file = "experiments: {layout: {variants: {control: 0.5, wide: 0.5}, metrics: [bought_rate]}}";
//! let documents = read(&[Source::new("layout.yaml", file)]).documents;
//! let started: Timestamp = "2026-03-01T09:00:00Z".parse()?;
//! let plan = Plan::of_experiment(&documents, "layout", 1, started).ok_or("no such experiment")?;
//!
//! let hours = |hours| started + SignedDuration::from_hours(hours);
//! let bought = Happening::Observation { event: "bought", value: 1.0, experiment: None };
//! let shown = Happening::Exposure { key: "layout", variant: "wide" };
//! let events = [
//!     UserEvent { id: [1; 16], at: hours(2), what: bought },
//!     UserEvent { id: [2; 16], at: hours(1), what: shown },
//! ];
//! let rows: Vec<_> = summarise(&plan, &events).into_iter().collect();
//! let analysis = recompute(&plan, &rows, &[], hours(3));
//! assert_eq!(analysis.metrics[0].variants[1].conversions, Some(1));
//! assert_eq!(analysis.verdict, Verdict::KeepRunning);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The crate is pure: time is a parameter, and equal input gives equal bytes. Nothing here is NaN,
//! and no input panics.

mod against;
mod analyse;
mod analysis;
mod bytes;
mod closed;
mod contrast;
mod due;
mod event;
mod family;
mod fixed;
mod formula;
mod health;
mod input;
mod measure;
mod plan;
mod reading;
mod recompute;
mod refusal;
mod row;
mod sentence;
mod standing;
mod summarise;
mod sums;
mod tested;
mod value;
mod verdict;
mod wording;

#[cfg(test)]
mod ending;
#[cfg(test)]
mod judging;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod simulation;
#[cfg(test)]
mod trial;

pub use analyse::{analyse, is_tested};
pub use analysis::{
    Analysis, Conclusion, CovariateCheck, Due, Effect, Guardrail, GuardrailState, Health, Later,
    MetricAnalysis, MultipleExposure, Outcome, Refusal, Sample, SplitCheck, TooEarly, Unsummed,
    VariantAnalysis, Verdict,
};
pub use contrast::{CONVERSIONS_MIN, USERS_MIN, conversions};
pub use event::{Happening, UserEvent};
pub use fixed::{TOTAL_MAX, UNIT, millionths};
pub use health::users;
pub use input::Input;
pub use measure::{Capped, Measured, Quantile, measure};
pub use plan::{Plan, PlannedMetric, PlannedVariant};
pub use reading::planned_users;
pub use recompute::recompute;
pub use row::{Row, Shown, Totals};
pub use summarise::{USER_EVENTS_MAX, USER_VALUES_MAX, summarise};
pub use sums::{Cell, Ledger, Sums};
pub use tested::{Because, Found, Over, Tested};
pub use wording::{count, duration};

/// Bytes that are no row and no sums, or those of a version that is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are no row and no sums of a version that is known: fold the events again")]
pub struct Malformed;
