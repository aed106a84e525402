//! What an experiment, or a flag with metrics, has found.

mod breakdown;
mod effect;
mod export;
mod health;
mod series;

pub use breakdown::{Breakdown, BreakdownMetric, BreakdownPart, BreakdownVariant, Interaction};
pub use effect::{
    AbsoluteEffect, Correction, GuardrailState, LaterEffect, MetricEffect, Outcome, Why, WhyStep,
};
pub use export::{ExportEnd, ExportRow, ExportStart, ExportTotals};
pub use health::{
    CovariateBalance, Health, MultipleExposure, SplitCheck, SplitPart, TooEarly, Unsummed,
};
pub use series::{ResultsSeries, SeriesEffect, SeriesPoint, SeriesStep};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::experiment::Conclusion;

/// What an experiment, or a flag with metrics, has found in one phase, as of some time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Results {
    /// The experiment or flag.
    pub key: String,
    /// Which phase: whatever changes what is compared begins another one.
    pub phase: u32,
    /// When the phase began.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub started_at: Timestamp,
    /// When it ended; null while it goes on.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub ended_at: Option<Timestamp>,
    /// Of an experiment: where in its life it is now, such as `running` or `concluded`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Of an experiment that is over: why, since when, what everybody gets, and the verdict that it
    /// was concluded with. `verdict` is what the numbers of now come to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conclusion: Option<Conclusion>,
    /// What to make of it.
    pub verdict: Verdict,
    /// Why, with the numbers behind it, as a sentence.
    pub reason: String,
    /// The variant that is better; null where none is known to be.
    pub winner: Option<String>,
    /// What to do, as a sentence; of what is over, what everybody gets.
    pub recommendation: String,
    /// When this was computed, from all that was known then.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub as_of: Timestamp,
    /// Whether the numbers can be believed. Look here first.
    pub health: Health,
    /// How far it is.
    pub sample: SampleProgress,
    /// How the numbers are made.
    pub method: ResultsMethod,
    /// The variant that the others are compared with.
    pub control: String,
    /// What was measured, in the order of the document.
    pub metrics: Vec<MetricResults>,
    /// How p-values were corrected for each other, once for each role with several tests.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
}

/// What to make of the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// A goal is better, none is worse, no guardrail is inferior.
    Ship,
    /// A goal is worse, or a guardrail is inferior.
    RollBack,
    /// Nothing is decided yet.
    KeepRunning,
    /// The planned end is reached, and nothing is decided.
    NoDifference,
    /// Users were not split as planned, so the numbers cannot be believed; or it has ended before
    /// anything was known. `reason` says which.
    Withheld,
}

impl Verdict {
    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ship => "ship",
            Self::RollBack => "roll_back",
            Self::KeepRunning => "keep_running",
            Self::NoDifference => "no_difference",
            Self::Withheld => "withheld",
        }
    }
}

/// How far a phase is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SampleProgress {
    /// Planned users, all variants together; null without a plan.
    pub planned: Option<u64>,
    /// Users who were exposed, to one variant each.
    pub observed: u64,
    /// Those of them for whom the windows of all goals and guardrails are closed, by whole days
    /// (UTC): who came on a day counts once the windows of all who came on it are closed.
    pub closed: u64,
    /// At most so many had windows that were still open when it ended: all who came on days that
    /// are not closed. What they did after the end does not count.
    #[serde(default)]
    pub cut_off: u64,
    /// What part of the plan is reached by users whose windows are closed, at most 1; null without
    /// a plan.
    pub progress: Option<f64>,
    /// When the plan is reached, at the pace so far; null where that is not known.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub expected_end: Option<Timestamp>,
    /// In how many seconds that is.
    pub seconds_left: Option<u64>,
    /// When it ends at the latest; null where nothing says so.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub end_date: Option<Timestamp>,
    /// The relative effect on the first goal that so many users can show, with a power of 80 %;
    /// null where that is not known.
    pub detectable_effect: Option<f64>,
    /// How many users it takes to show the smallest effect that the plan looks for.
    pub users_for_min_effect: Option<u64>,
}

/// How the numbers are made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ResultsMethod {
    /// `hybrid`, `group_sequential`, `always_valid`, `fixed` or `bayesian`.
    pub name: String,
    /// Whether the results may be read at any time, and acted on.
    pub peek_proof: bool,
    /// What that means for who reads them, as a sentence.
    pub about: String,
    /// How often it may call a difference where there is none.
    pub alpha: f64,
    /// The smallest relative effect that the plan wants to find; null where it names none.
    pub min_detectable_effect: Option<f64>,
}

/// One metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MetricResults {
    /// Its name.
    pub metric: String,
    /// `goal`, `secondary` or `guardrail`.
    pub role: String,
    /// `conversion`, `mean`, `ratio` or `quantile`.
    pub kind: String,
    /// Which way is good: `increase` or `decrease`.
    pub direction: String,
    /// How long after the exposure events count, such as `7d`; `none` is until the end.
    pub window: String,
    /// Of a guardrail: how much worse it may get, relative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub margin: Option<f64>,
    /// A user's total counts at most this much; then the metric is a mean of capped totals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<f64>,
    /// The percentile that the cap is, such as `p99.9`: of the totals, other than zero, of the users
    /// of all variants. Until they were read `cap` is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap_percentile: Option<String>,
    /// Of all users, the part whose total is above a cap that is a percentile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capped_share: Option<f64>,
    /// Users whose window of it is closed, by whole days (UTC).
    #[serde(default)]
    pub closed: u64,
    /// Of an experiment that is over: at most so many had their window cut off by the end.
    #[serde(default)]
    pub cut_off: u64,
    /// It was over before so many users as planned had their window, so no test of it was made, and
    /// none is to come: what is told is known without it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub untested: bool,
    /// Its variants, the control first.
    pub variants: Vec<VariantResults>,
}

/// A metric of one variant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VariantResults {
    /// Its name.
    pub variant: String,
    /// Users who were exposed to it, and to no other.
    pub users: u64,
    /// Of a conversion: those who converted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversions: Option<u64>,
    /// The sum of all users' totals; of a ratio, that of what is divided. Null of a quantile.
    pub sum: Option<f64>,
    /// Of a ratio: the sum that it is divided by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<f64>,
    /// The metric's value; null where there is none.
    pub mean: Option<f64>,
    /// How much one user varies around it.
    pub std_dev: Option<f64>,
    /// How far it is from the control; null for the control, and where `refusal` says why.
    pub effect: Option<MetricEffect>,
    /// Why there is no effect, such as `insufficient_units`.
    pub refusal: Option<String>,
    /// The same as a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal_detail: Option<String>,
    /// Of a guardrail: whether it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardrail: Option<GuardrailState>,
}
