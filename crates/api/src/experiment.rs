//! The life of an experiment on the wire: it is started, assigns, is concluded, is archived.

use std::collections::BTreeMap;

use hoist_ruleset::{ExperimentState, ExperimentStatus};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use strum::AsRefStr;

use crate::document::Warning;

/// Where in its life an experiment is, for those who evaluate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LifeState {
    /// `scheduled` where its dates alone say when it runs; else `draft`, `running`, `concluded` or
    /// `archived`.
    #[schemars(with = "String")]
    pub status: ExperimentStatus,
    /// Number of the phase, from 1; before the start, of the one that comes.
    pub phase: u32,
    /// The variant that everybody gets from now on; without one, the control.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipped: Option<String>,
    /// Its part of its layer, in 1/100 %: the first rank that is in, and the first one behind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer_range: Option<[u16; 2]>,
}

impl From<&ExperimentState> for LifeState {
    fn from(state: &ExperimentState) -> Self {
        let ExperimentState { status, phase, shipped, layer_range } = state.clone();
        let layer_range = layer_range.map(|range| [range.start, range.end]);
        Self { status, phase, shipped, layer_range }
    }
}

impl From<LifeState> for ExperimentState {
    fn from(state: LifeState) -> Self {
        let LifeState { status, phase, shipped, layer_range } = state;
        Self { status, phase, shipped, layer_range: layer_range.map(|[from, to]| from..to) }
    }
}

/// What the log says of an experiment's life.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Life {
    /// Number of the phase, from 1; before the start, of the one that comes.
    pub phase: u32,
    /// When that phase began; null before the start.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub started_at: Option<Timestamp>,
    /// Since when it is so.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub since: Timestamp,
    /// Who made it so.
    pub by: String,
    /// Why, in their words.
    pub reason: Option<String>,
    /// Seq of the entry that says so.
    pub seq: u64,
    /// Its part of its layer, in 1/100 %: the first rank that is in, and the first one behind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer_range: Option<[u16; 2]>,
    /// Why it is over, and what everybody gets from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conclusion: Option<Conclusion>,
}

/// Why an experiment is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsRefStr, Serialize, Deserialize, JsonSchema)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ConcludeReason {
    /// Somebody said so.
    Manual,
    /// As many users as were planned have been measured.
    PlannedSample,
    /// The test allowed to stop early.
    EarlyStop,
    /// Its end date has come.
    EndDate,
}

/// How an experiment ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Conclusion {
    /// What ended it.
    pub because: ConcludeReason,
    /// When.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub at: Timestamp,
    /// The variant that everybody gets from now on.
    pub everybody_gets: String,
    /// A sentence that says both.
    pub detail: String,
    /// Why, in the words of who concluded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The verdict that it was concluded with: `ship`, `roll_back`, `no_difference` and so on. None
    /// where nobody has analysed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
    /// The numbers behind the verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<BTreeMap<String, Value>>")]
    pub evidence: Option<Value>,
}

/// A start. The body may be left out.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartRequest {
    /// What the goal is without the change, to tell the power: the share of users who convert, or
    /// of a mean its standard deviation divided by it. Without one, several are told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<f64>,
    /// Why, for the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// An experiment that runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Started {
    /// The experiment.
    pub key: String,
    /// `running`.
    pub status: String,
    /// Number of the phase, from 1.
    pub phase: u32,
    /// Since when the phase is.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub started_at: Timestamp,
    /// Whether it ran before.
    pub was_running: bool,
    /// Seq of the entry that says so.
    pub seq: u64,
    /// Its part of its layer, in 1/100 %: the first rank that is in, and the first one behind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer_range: Option<[u16; 2]>,
    /// What is frozen for the phase.
    #[schemars(with = "BTreeMap<String, Value>")]
    pub plan: Value,
    /// What the sample is enough for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub power: Vec<PowerRow>,
    /// What is doubtful about the plan.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
}

/// What a sample is enough for, by what the goal is without the change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PowerRow {
    /// The share of users who convert without the change, or of a mean its standard deviation
    /// divided by it.
    pub baseline: f64,
    /// The relative effect that the plan wants to find.
    pub effect: f64,
    /// The chance to find it with the planned sample; null without one.
    pub power: Option<f64>,
    /// Users, all variants together, that find it with a chance of 80 %.
    pub needed: u64,
    /// The alpha of the test that this is of. By the hybrid method it is four fifths of the plan's:
    /// the rest is for reading it before.
    #[serde(default)]
    pub alpha: f64,
}

/// A plan that nobody has written down yet.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PowerRequest {
    /// The experiment that it is to be.
    pub key: String,
    /// Its definition.
    pub definition: serde_json::Map<String, Value>,
    /// What the goal is without the change, as where it is started. Without one, several are told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<f64>,
}

/// What says how a goal is without the change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BaselineKind {
    /// The share of users who convert.
    Share,
    /// The standard deviation of a mean divided by it.
    Spread,
}

/// What a plan is enough for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PowerAnswer {
    /// What a baseline is; null where no metric is a goal.
    pub baseline: Option<BaselineKind>,
    /// For the baseline, or for several; nothing where no metric is a goal.
    pub power: Vec<PowerRow>,
    /// Why it could not be started as it is; null where it could.
    pub obstacle: Option<String>,
    /// What is guessed of its metrics.
    pub warnings: Vec<Warning>,
}

/// A conclusion by hand. The body may be left out.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConcludeRequest {
    /// The variant that everybody gets from now on, or `control`. Without one, `on_conclude` says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ship: Option<String>,
    /// Why, for the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// An experiment that is over, or back among those that are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Concluded {
    /// The experiment.
    pub key: String,
    /// `concluded` or `archived`.
    pub status: String,
    /// Number of its last phase.
    pub phase: u32,
    /// Seq of the entry that says so.
    pub seq: u64,
    /// Why it is over, and what everybody gets from now on.
    pub conclusion: Conclusion,
}

/// Who is to be assigned.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignRequest {
    /// The value that buckets: mostly the user's targeting key.
    #[schemars(length(min = 1, max = 256))]
    pub user: String,
    /// What is known of them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, Value>,
}

/// What a user has for as long as the phase lasts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assigned {
    /// The variant's name.
    pub variant: String,
    /// The variant's value.
    pub config: Value,
    /// Whether they take part: only then is it stored, and are they counted.
    pub in_experiment: bool,
    /// Number of the phase, from 1.
    pub phase: u32,
}

/// What the monitor has found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Monitored {
    /// The experiment.
    pub key: String,
    /// Its status after the look.
    pub status: String,
    /// What was done and why, in a sentence.
    pub detail: String,
    /// Whether nothing could be judged yet, since its users are still being summed up: ask again
    /// soon.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_incomplete: bool,
    /// Why it is over, where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conclusion: Option<Conclusion>,
}
