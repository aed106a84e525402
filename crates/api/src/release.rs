//! Releases on the wire: what is asked of them, how far they have come, and what their checks found.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumString};

use crate::exchange::{ImportFile, ImportReport};

/// A start. The body may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseStartRequest {
    /// Revive the flag if it is killed, as it is after a release that was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revive: Option<bool>,
    /// Only write down what checks find: nothing is taken back because of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
    /// Why, for the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A file whose release is to run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseRunRequest {
    /// The file, with the release in it and perhaps what it refers to.
    pub file: ImportFile,
    /// Revive the flag if it is killed, as it is after a release that was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revive: Option<bool>,
    /// Only write down what checks find: nothing is taken back because of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
    /// Why, for the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The run of a file's release.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReleaseOfFile {
    /// What was written when the run began; null where there was one already, by which everybody is
    /// in or will be: then nothing was.
    pub written: Option<ImportReport>,
    /// How the run stands.
    pub release: ReleaseStatus,
}

/// A gate that is to be opened. The body may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveRequest {
    /// The name of the step that may begin; absent, that of the first gate that is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// Why, for the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A release that is to be taken back. The body may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AbortRequest {
    /// It is being taken back, and nobody can have traffic sent any more: its router is gone for
    /// good, or its socket is no longer allowed. It ends, and traffic is left as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leave_traffic: Option<bool>,
    /// Why, for the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Where in its life a run of a release is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, AsRefStr, EnumString, Serialize, Deserialize, JsonSchema,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ReleaseState {
    /// It goes on by itself.
    Running,
    /// It stays where it is until somebody decides.
    Paused,
    /// All steps are done, what belongs to its end is not.
    Finishing,
    /// It is being taken back.
    RollingBack,
    /// Everybody is in.
    Succeeded,
    /// It is taken back: the share is 0 and the flag is killed.
    RolledBack,
    /// Another version of Hoist wrote what this one cannot read. Nothing happens unless an admin
    /// aborts it, or that version runs again.
    Unreadable,
}

impl ReleaseState {
    /// Whether nothing will happen any more.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Succeeded | Self::RolledBack | Self::Unreadable)
    }

    /// Whether it may still go either way.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Running | Self::Paused)
    }
}

/// What a release does at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsRefStr, Serialize, Deserialize, JsonSchema)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ReleasePhase {
    /// What has to be there before the first step.
    Preparing,
    /// Going to the step's share.
    Moving,
    /// Looking at the checks.
    Watching,
}

/// What keeps a release where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReleaseHold {
    /// Whether that is a freeze or a kill.
    pub because: HoldReason,
    /// A sentence that says who and why.
    pub reason: String,
}

/// What can keep a release where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsRefStr, Serialize, Deserialize, JsonSchema)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum HoldReason {
    /// Nothing may move. Checks go on, and it can be taken back.
    Frozen,
    /// Somebody has killed the flag, so there is nothing to look at.
    Killed,
}

/// A run of a release: all that is known of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReleaseStatus {
    /// What stands in lists too.
    #[serde(flatten)]
    pub summary: ReleaseRun,
    /// What it does at this step.
    pub phase: ReleasePhase,
    /// What keeps it where it is.
    pub held: Option<ReleaseHold>,
    /// The place of the step that it is at or goes to, from 0.
    pub step: u32,
    /// The steps.
    pub steps: Vec<ReleaseStepStatus>,
    /// Seconds that are left of the step; null where its time is over or does not count.
    pub step_left_seconds: Option<u64>,
    /// Seconds until it is taken back unless it is done. They stand still while it is held.
    pub deadline_left_seconds: u64,
    /// How the checks stand.
    pub checks: Vec<ReleaseCheckStatus>,
    /// What is to be done and is not done yet.
    pub pending: Vec<PendingEffect>,
    /// What it waits for, in sentences; none where it goes on.
    pub waits_for: Vec<String>,
    /// What was decided so far, the oldest first.
    pub decisions: Vec<ReleaseDecision>,
    /// Whether the document is another one than at the start. What it says now is for the next run.
    pub edited: bool,
}

/// A run of a release, as lists have it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReleaseRun {
    /// The release's key.
    pub key: String,
    /// Which run of the release it is, from 1.
    pub run: u64,
    /// The flag whose share it moves.
    pub flag: String,
    /// Where in its life it is.
    pub status: ReleaseState,
    /// The share that is in force, in percent.
    pub share: f64,
    /// The name of the step that it is at or goes to.
    pub step_name: String,
    /// Whether checks are only written down.
    pub dry_run: bool,
    /// When it was started.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub started_at: Timestamp,
    /// Who started it.
    pub started_by: String,
    /// When it was over.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub ended_at: Option<Timestamp>,
    /// What was decided last.
    pub decision: ReleaseDecision,
}

/// A step of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReleaseStepStatus {
    /// Its name.
    pub name: String,
    /// Its share, in percent.
    pub percentage: f64,
    /// How long it holds at least.
    pub duration_seconds: u64,
    /// Whether somebody has to let it begin, and did; null where nobody has to.
    pub gate: Option<GateState>,
}

/// How a gate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsRefStr, Serialize, Deserialize, JsonSchema)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum GateState {
    /// Somebody has to let the step begin.
    Closed,
    /// The step may begin.
    Open,
}

/// How a check stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReleaseCheckStatus {
    /// Its name.
    pub name: String,
    /// Where its numbers come from: `metric` or `prometheus`.
    pub source: String,
    /// The key of the metric, or the query.
    pub about: String,
    /// Whether it is judged by a sequential test on counts.
    pub sequential: bool,
    /// How often it is made.
    pub interval_seconds: u64,
    /// Until it is made again; null where nothing is looked at.
    pub due_seconds: Option<u64>,
    /// Runs that failed at this step.
    pub failures: u32,
    /// So many of them are allowed.
    pub failures_allowed: u32,
    /// Runs that failed in a row.
    pub failures_in_a_row: u32,
    /// So many in a row make it fail.
    pub consecutive: u32,
    /// What its last run at this step found.
    pub last: Option<CheckRun>,
}

/// One run of a check: what was compared with what, and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CheckRun {
    /// The check's name.
    pub check: String,
    /// The step's name.
    pub step: String,
    /// Which run of the check, from 0 in each step.
    pub run: u64,
    /// When it was judged.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub at: Timestamp,
    /// The value of those who are in.
    pub value: Option<f64>,
    /// The value of those who are not.
    pub baseline: Option<f64>,
    /// The step that the baseline is from, where it is not of the same moment.
    pub baseline_of: Option<String>,
    /// The bound that decided, or the closest one.
    pub threshold: Option<Threshold>,
    /// How many requests or users the value is about.
    pub samples: Option<u64>,
    /// How many the baseline is about.
    pub baseline_samples: Option<u64>,
    /// How likely evidence as strong as this is, at any time, without a difference.
    pub p_value: Option<f64>,
    /// What came of it.
    pub verdict: CheckVerdict,
    /// Why, in a sentence.
    pub reason: String,
}

/// A bound of a value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Threshold {
    /// The value is at most this.
    AtMost(f64),
    /// The value is at least this.
    AtLeast(f64),
}

/// What came of a run of a check.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, AsRefStr, EnumString, Serialize, Deserialize, JsonSchema,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum CheckVerdict {
    /// Within its bounds.
    Pass,
    /// Beyond a bound.
    Fail,
    /// Too few samples to say.
    Inconclusive,
    /// There was nothing to compare.
    NoData,
}

/// Something that is to be done and is not done yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PendingEffect {
    /// Its number within the run.
    pub number: u64,
    /// What, in words.
    pub effect: String,
    /// How often it could not be done.
    pub failures: u32,
    /// Why not, the last time.
    pub problem: Option<String>,
}

/// A decision with its evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReleaseDecision {
    /// What was decided.
    pub kind: DecisionKind,
    /// The share that it goes to, in percent, where it goes to one.
    pub share: Option<f64>,
    /// When.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub at: Timestamp,
    /// Why, in a sentence.
    pub reason: String,
    /// Who asked for it; null where nobody did.
    pub by: Option<String>,
    /// The last finding of each check, or of the one that decided.
    pub evidence: Vec<CheckRun>,
}

/// What can be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsRefStr, Serialize, Deserialize, JsonSchema)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum DecisionKind {
    /// It began.
    Started,
    /// It goes to a share.
    Stepped,
    /// It stays where it is.
    Paused,
    /// It goes on.
    Resumed,
    /// A step may begin.
    Approved,
    /// It is to go on as soon as the checks hold.
    Promoted,
    /// Traffic is not as it was set, so it stays at its step.
    Misrouted,
    /// Traffic is as it was set again.
    Rerouted,
    /// No server looked at it for a while, which speaks neither for it nor against it.
    Unattended,
    /// It is taken back without traffic, which nobody can send any more.
    TrafficLeft,
    /// Everybody is in.
    Succeeded,
    /// It is taken back.
    RolledBack,
}
