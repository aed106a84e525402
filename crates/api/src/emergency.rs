//! Emergency controls on the wire.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::{Killed, ShareInForce};
use crate::exchange::ConfigStatus;
use crate::schedule::{FreezeWindow, SchedulesSummary};
use crate::telemetry::InstancesSummary;

/// Why something is done. The body may be left out.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonRequest {
    /// Why, for the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A kill. The body may be left out.
pub type KillRequest = ReasonRequest;

/// Which flags to kill: those with a tag, or all.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KillAllRequest {
    /// All flags with this tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// All flags, where it is `true`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all: Option<bool>,
    /// Why, for the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A kill or revival.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KilledFlag {
    /// The flag or experiment.
    pub key: String,
    /// The kill that holds; null where it was revived.
    pub killed: Option<Killed>,
    /// The share that is in force in place of the definition's, where it was revived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force: Option<ShareInForce>,
    /// Seq of the entry that says so.
    pub seq: u64,
}

/// Kills of many flags.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KilledAll {
    /// The flags that are killed now, those included that were before.
    pub keys: Vec<String>,
    /// Seq of the log after it.
    pub seq: u64,
}

/// Which definition to go back to. The body may be left out: then the one before the last change.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RollbackRequest {
    /// The definition that held after this seq.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    /// Why, for the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A document whose earlier definition holds again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RolledBack {
    /// The flag, segment, metric or experiment.
    pub key: String,
    /// Seq of the entry that says so.
    pub seq: u64,
    /// Seq of the entry whose definition was restored.
    pub restored: u64,
}

/// What a freeze is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FreezeScope {
    /// Every definition.
    #[default]
    All,
    /// Experiments alone.
    Experiments,
}

/// A freeze. The body may be left out.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FreezeRequest {
    /// What is frozen; `all` where it is left out.
    #[serde(default)]
    pub scope: FreezeScope,
    /// Why, for the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// From when; absent, from now on. With it a window is planned, beside whatever is frozen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub from: Option<Timestamp>,
    /// Until when; absent, until it is lifted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub until: Option<Timestamp>,
}

/// The freeze that holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Freeze {
    /// Whether one does.
    pub frozen: bool,
    /// What is frozen.
    pub scope: Option<FreezeScope>,
    /// Who froze it.
    pub by: Option<String>,
    /// When.
    #[schemars(with = "Option<String>")]
    pub at: Option<Timestamp>,
    /// Why.
    pub reason: Option<String>,
    /// Until when.
    #[schemars(with = "Option<String>")]
    pub until: Option<Timestamp>,
    /// Seq of the log.
    pub seq: u64,
    /// All that hold or are planned, by their beginning.
    #[serde(default)]
    pub windows: Vec<FreezeWindow>,
}

/// How an environment is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Status {
    /// The environment.
    pub environment: String,
    /// Seq of the last entry of its log.
    pub seq: u64,
    /// Its flags.
    pub flags: Flags,
    /// Its experiments.
    pub experiments: Experiments,
    /// For how long this server has not known whether its ruleset is the newest, in seconds.
    pub ruleset_age_seconds: f64,
    /// The freeze that holds.
    pub freeze: Freeze,
    /// What is to change at a time to come.
    #[serde(default)]
    pub schedules: SchedulesSummary,
    /// Who evaluates in their own process, and whether they have everything.
    #[serde(default)]
    pub instances: InstancesSummary,
    /// How far events are summed up for experiments; absent where that cannot be told right now.
    #[serde(default)]
    pub events: Option<EventsSummary>,
    /// What became of the configuration files, where the server has some.
    pub config: Option<ConfigStatus>,
    /// The server's version.
    pub version: String,
}

/// How far events are summed up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EventsSummary {
    /// Users with events that are not summed up yet.
    pub waiting_users: u64,
    /// For how long events may have been waiting, in seconds.
    pub lag_seconds: f64,
    /// All events that were stored before this are summed up; absent until that is known.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub as_of: Option<Timestamp>,
}

/// Flags in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Flags {
    /// How many there are.
    pub total: u64,
    /// How many are enabled, killed ones included.
    pub enabled: u64,
    /// Keys of those that are killed.
    pub killed: Vec<String>,
    /// Keys of gradual flags whose share still changes by itself, under a freeze too.
    #[serde(default)]
    pub moving: Vec<String>,
}

/// Experiments in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Experiments {
    /// How many are within their window.
    pub running: u64,
    /// Whether they are frozen.
    pub frozen: bool,
}
