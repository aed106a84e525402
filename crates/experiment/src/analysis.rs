//! What is known of a phase at one moment. `analyse` makes it; here is only its shape.
//!
//! All numbers are finite. What is not known is absent, and beside it stands why.

use std::collections::BTreeMap;

use hoist_ruleset::document::{Direction, Method, MetricKind, MetricRole};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::tested::Tested;

/// What is known of a phase at one moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Analysis {
    /// Key of the experiment or flag.
    pub key: String,
    /// The phase.
    pub phase: u32,
    /// The moment.
    pub as_of: Timestamp,
    /// What follows from it all.
    pub verdict: Verdict,
    /// Why, with the numbers that decide, in a sentence.
    pub reason: String,
    /// The variant to ship, where the verdict is to ship.
    pub winner: Option<String>,
    /// What to do, in a sentence.
    pub recommendation: String,
    /// How the verdict is reached.
    pub method: Method,
    /// Whether effects may be read at any time. Where not, the verdict waits for the planned end.
    pub peek_proof: bool,
    /// How often a difference may be called where there is none.
    pub alpha: f64,
    /// Whether the numbers can be believed.
    pub health: Health,
    /// How far it is.
    pub sample: Sample,
    /// In the order of the plan.
    pub metrics: Vec<MetricAnalysis>,
    /// What has to be written into the log now.
    pub due: Due,
}

/// What follows from an analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// A variant is better by a goal, worse by none, and no guardrail of it is inferior.
    Ship,
    /// A variant is worse by a goal, or a guardrail of it is inferior.
    RollBack,
    /// Nothing is decided yet.
    KeepRunning,
    /// The planned end was reached, all was compared, and nothing was decided.
    NoDifference,
    /// Nothing is to be said: users were not split as planned, or it ended before anything was
    /// known.
    Withheld,
}

/// Whether the numbers can be believed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Health {
    /// Whether few enough users wait to be summed up that what is known says something.
    pub unsummed: Unsummed,
    /// Whether users were split as planned.
    pub srm: SplitCheck,
    /// Whether few enough users were shown several variants.
    pub multiple_exposure: MultipleExposure,
    /// Whether there are too few users to say anything.
    pub too_early: TooEarly,
    /// Users who have more events than are read of one: what they did afterwards is in no number.
    pub cut_users: u64,
    /// Users who were shown nothing but variants that have no weight in the phase: they are
    /// compared with nobody, and are no users of it.
    pub unplanned_users: u64,
    /// Whether variants had the same past, for each metric and variant with one.
    pub covariates: Vec<CovariateCheck>,
}

/// How many users have stored events that are in no sum yet. Who is summed up first is not chance:
/// who did more is heard of earlier.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unsummed {
    /// Whether they are so few that the rest tells what all would.
    pub ok: bool,
    /// How many they are.
    pub users: u64,
}

/// Whether users were split as planned. Not judged, it is `ok`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SplitCheck {
    /// Whether they were, as far as is known.
    pub ok: bool,
    /// How likely a split is this far off by chance, for one look.
    pub p_value: Option<f64>,
    /// The same for any number of looks.
    pub sequential_p_value: Option<f64>,
    /// Whether it is wrong by the test for any number of looks; else, where it is not ok, only by
    /// that for one.
    pub at_any_look: bool,
    /// Where it is not ok, the variant that is furthest off.
    pub variant: Option<String>,
    /// How many users that variant has for each that it should have.
    pub ratio: Option<f64>,
    /// The UTC day since which the split is off.
    pub since: Option<Date>,
    /// Why it is not judged.
    pub refusal: Option<Refusal>,
}

/// How many users were shown several variants. They are compared with nobody.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MultipleExposure {
    /// Whether they are one in a hundred at most.
    pub ok: bool,
    /// How many they are.
    pub users: u64,
    /// Of all users.
    pub share: f64,
}

/// Whether the variant with the fewest users has enough of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TooEarly {
    /// Whether it has.
    pub ok: bool,
    /// The variant.
    pub variant: Option<String>,
    /// How many it has.
    pub users: u64,
    /// How many it needs.
    pub needs: u64,
}

/// Whether a variant's users had the past of the control's, by a metric.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CovariateCheck {
    /// The metric.
    pub metric: String,
    /// The variant.
    pub variant: String,
    /// Whether they had; where not, nothing is adjusted by it.
    pub ok: bool,
    /// How likely pasts are this far apart by chance.
    pub p_value: f64,
}

/// How far a phase is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sample {
    /// Planned users, all variants together.
    pub planned: Option<u64>,
    /// Users so far, without those who were shown several variants.
    pub observed: u64,
    /// Those of them whose windows of all goals and guardrails are closed, by whole days (UTC).
    pub closed: u64,
    /// At most so many had their windows cut off by the end of the phase: all who came on days that
    /// are not closed.
    pub cut_off: u64,
    /// How much of the plan is reached, up to 1, by the users whose windows are closed.
    pub progress: Option<f64>,
    /// When the planned end is expected, at the pace of the last seven days.
    pub expected_end: Option<Timestamp>,
    /// How long that is.
    pub seconds_left: Option<u64>,
    /// The relative effect on the first goal that so many users can show, with a power of 80 %.
    pub detectable_effect: Option<f64>,
    /// How many users it takes to show the smallest effect that is looked for, likewise.
    pub users_for_min_effect: Option<u64>,
}

/// What is known by one metric.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MetricAnalysis {
    /// Key of the metric.
    pub metric: String,
    /// What it is for.
    pub role: MetricRole,
    /// What is made of events.
    #[serde(flatten)]
    pub kind: MetricKind,
    /// Which way is good.
    pub direction: Direction,
    /// A user's total counts at most this much. None without a cap, and while one that is a
    /// percentile is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap: Option<f64>,
    /// The part of all users whose total is above a cap that is a percentile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capped_share: Option<f64>,
    /// Users whose window of this metric is closed, by whole days (UTC).
    pub closed: u64,
    /// At most so many had it cut off by the end of the phase.
    pub cut_off: u64,
    /// Whether it was never tested and never will be, though its method tests: the phase ended, and
    /// what is known is known without a test.
    pub is_untested: bool,
    /// In the order of the plan.
    pub variants: Vec<VariantAnalysis>,
}

/// What is known of one variant by one metric.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VariantAnalysis {
    /// Its name.
    pub variant: String,
    /// Whether the others are compared with it.
    pub is_control: bool,
    /// How many users.
    pub users: u64,
    /// How many of them converted, where the metric is about that.
    pub conversions: Option<u64>,
    /// The sum of their totals; of a ratio, that of what is divided. None of a quantile.
    pub sum: Option<f64>,
    /// The metric's value: a mean, a share, a ratio, a quantile.
    pub mean: Option<f64>,
    /// How much a user varies around it.
    pub std_dev: Option<f64>,
    /// The exact sums of single users' numbers that all this is computed from, those that are not
    /// zero: `y` the outcome, `d` the denominator, `x` and `e` both before the exposure; `yd` the
    /// sum of their products.
    pub sums: BTreeMap<&'static str, String>,
    /// How far it is from the control.
    pub effect: Option<Effect>,
    /// Why there is no effect; none for the control.
    pub refusal: Option<Refusal>,
    /// What is known of it, where the metric is a guardrail.
    pub guardrail: Option<Guardrail>,
}

/// How far a variant is from the control.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Effect {
    /// The best single guess.
    pub estimate: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// Two-sided, and corrected for the other tests of its family. Of the Bayesian method, twice
    /// the smaller tail of the posterior. Of a guardrail one-sided, against its margin.
    pub p_value: f64,
    /// Whether the interval is apart from zero; that of a guardrail, from its margin. So the p-value
    /// is under the plan's alpha.
    pub significant: bool,
    /// That of the interval. Where there are several tests it is more than the plan's.
    pub confidence: f64,
    /// Whether it is relative to the control's value; else it is a difference.
    pub relative: bool,
    /// What it means, by the metric's direction.
    pub outcome: Outcome,
    /// The p-value before it was corrected.
    pub uncorrected_p_value: f64,
    /// Of the estimate.
    pub standard_error: f64,
    /// Users of both variants together.
    pub users: u64,
    /// How it was computed: a name, and then its formula.
    pub method: &'static str,
    /// How the estimate and its standard error are computed from the sums.
    pub formula: &'static str,
    /// Whether it was adjusted by the past (CUPED).
    pub adjusted: bool,
    /// Whether the interval is Fieller's, and so not symmetric around the estimate: the control's
    /// value is uncertain.
    pub by_fieller: bool,
    /// How many logged tests are in it.
    pub tests: u32,
    /// Of the Bayesian method: how likely the variant is better.
    pub chance_to_win: Option<f64>,
    /// Of the Bayesian method: what shipping it is expected to cost, on the effect's scale.
    pub expected_loss: Option<f64>,
    /// Where this is what a logged test found: what is known by now, which decides nothing.
    pub later: Option<Later>,
}

/// What is known by now beside a test that was computed before.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Later {
    /// Users of both variants together.
    pub users: u64,
    /// The best single guess.
    pub estimate: f64,
    /// Whether it is relative to the control's value; else it is a difference.
    pub relative: bool,
}

/// What an effect means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The variant is better than the control.
    Better,
    /// It is worse.
    Worse,
    /// It may be either.
    Undecided,
}

/// What is known of a guardrail.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Guardrail {
    /// Whether it holds.
    pub state: GuardrailState,
    /// How much worse it may get, on the effect's scale.
    pub margin: f64,
}

/// Whether a guardrail holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GuardrailState {
    /// It is not worse than the margin.
    NonInferior,
    /// It is worse than the margin.
    Inferior,
    /// It may be either: that nothing is significant does not make it safe.
    Inconclusive,
}

/// Why something is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// For programs.
    pub code: &'static str,
    /// For people.
    pub reason: String,
}

/// What has to be written into the log now.
///
/// Tests come first: who has logged them analyses again, and only then may there be an end.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Due {
    /// Tests that are computed once, now, and never again.
    pub tests: Vec<Tested>,
    /// Why the experiment ends now, if it does.
    pub conclude: Option<Conclusion>,
}

/// Why an experiment ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// It is decided, before the planned end.
    EarlyStop,
    /// There are as many users as planned, and their windows are closed.
    PlannedSample,
    /// Its end date has come.
    EndDate,
}
