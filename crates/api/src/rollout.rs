//! Rollouts of Flagger that shares of flags follow: what it says, and what is made of that.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What Flagger posts to each of its webhooks. What a newer one says besides is passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FlaggerCall {
    /// The Canary's name.
    #[serde(default)]
    pub name: String,
    /// Its namespace.
    #[serde(default)]
    pub namespace: String,
    /// Where it is: `Progressing`, `Succeeded`, `Failed` and so on.
    #[serde(default)]
    pub phase: String,
    /// Which revision it rolls out; Flagger has sent it since 1.34.
    #[serde(default)]
    pub checksum: String,
    /// What the Canary's manifest says of the webhook, and of an event its message.
    #[serde(default)]
    pub metadata: BTreeMap<String, String>,
}

/// What was made of a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FlaggerAnswer {
    /// The flag whose share follows.
    pub flag: String,
    /// Its share now, in percent.
    pub percentage: f64,
    /// What the call meant, as a sentence.
    pub heard: String,
    /// Why the share stays where it is although the rollout is elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<String>,
}

/// What is known of the rollout that a flag follows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rollout {
    /// The run that was heard of last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<RolloutRun>,
    /// Gates that somebody has opened or closed, by name. The others are closed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub gates: BTreeMap<String, RolloutGate>,
    /// Who has asked for the run to be taken back; null once it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollback: Option<RolloutGate>,
}

/// One revision on its way to everybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RolloutRun {
    /// The Canary's namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The revision.
    pub checksum: String,
    /// When it was first heard of.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub began: Timestamp,
    /// The largest weight of the canary that was told, in 1/100 %.
    pub weight: u16,
    /// Where it is.
    pub state: RolloutState,
    /// Whether the share of the flag is where the run ended.
    #[serde(default)]
    pub settled: bool,
    /// Why Flagger halted last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub halted: Option<String>,
    /// The time of its newest event by Flagger's clock, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newest_ms: Option<i64>,
}

/// Where a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RolloutState {
    /// Flagger moves traffic.
    Running,
    /// The revision is everybody's.
    Succeeded,
    /// It was taken back.
    Failed,
    /// Flagger looks after it no more.
    Ended,
}

/// What somebody has said of a gate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RolloutGate {
    /// Whether it is open.
    pub open: bool,
    /// Who has said so.
    pub by: String,
    /// When.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub at: Timestamp,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The rollout that a flag follows, and what keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FollowedRollout {
    /// The flag.
    pub flag: String,
    /// Its share now, in percent.
    pub percentage: f64,
    /// What is known of the rollout.
    #[serde(flatten)]
    pub rollout: Rollout,
    /// Why the share and all gates stay as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<String>,
}

/// What a gate answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GateAnswer {
    /// The flag.
    pub flag: String,
    /// The gate's name; `rollback` for the wish to be taken back.
    pub gate: String,
    /// Whether it is open.
    pub open: bool,
}

/// The answer to an instant query, as Prometheus gives it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QueryAnswer {
    /// `success`, or `error`.
    pub status: String,
    /// What was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<QueryData>,
    /// `bad_data` where the query is none that is answered here.
    #[serde(default, rename = "errorType", skip_serializing_if = "Option::is_none")]
    pub error_type: Option<String>,
    /// What is wrong with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// A vector of values at one instant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QueryData {
    /// Always `vector`.
    #[serde(rename = "resultType")]
    pub result_type: String,
    /// The values; none where there are no data.
    pub result: Vec<QueryValue>,
}

/// One value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QueryValue {
    /// Its labels.
    pub metric: BTreeMap<String, String>,
    /// Seconds since 1970, and the value as text.
    pub value: (f64, String),
}
