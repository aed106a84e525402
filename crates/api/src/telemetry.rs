//! What SDKs tell of their evaluations, and what the server makes of it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A report of one instance of an SDK, `POST /api/telemetry`. Sent again with the same batch, it
/// counts once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TelemetryReport {
    /// Id of the instance: a UUID that it makes up when it starts.
    pub instance: String,
    /// Number of the report, from 1; each report of an instance has the next one.
    pub batch: u64,
    /// Name and version of the SDK, such as `hoist-rust/0.1.0`.
    pub sdk: String,
    /// Id of the log that the seqs are of; absent, the environment's log of now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
    /// The instance evaluates by the rules after this seq.
    #[serde(default)]
    pub seq_applied: u64,
    /// It obeys kills and revivals up to this seq, which may be ahead of its rules.
    #[serde(default)]
    pub kill_seq_applied: u64,
    /// Evaluations since the report before.
    #[serde(default)]
    pub counts: Vec<Count>,
    /// Some evaluations, chosen at random.
    #[serde(default)]
    pub samples: Vec<Sample>,
    /// Whether the instance ends: nobody waits for what it has not applied.
    #[serde(default)]
    pub closing: bool,
}

/// Evaluations that went alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// The flag or experiment.
    pub flag: String,
    /// `enabled`, `disabled`, or a variant's name; the error's code where there was no value.
    pub result: String,
    /// OpenFeature's name for why.
    pub reason: String,
    /// The rule that decided: its place in the document, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<u32>,
    /// How many.
    pub n: u64,
    /// How many of them gave no value.
    #[serde(default)]
    pub errors: u64,
}

/// One evaluation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// The flag or experiment.
    pub flag: String,
    /// The variant's name; absent where there was no value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// OpenFeature's name for why.
    pub reason: String,
    /// The rule that decided: its place in the document, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<u32>,
    /// Seq of the rules.
    pub seq: u64,
    /// When.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub at: Timestamp,
    /// The context: attributes that may be told, and `targetingKey` as a hash.
    #[schemars(with = "BTreeMap<String, Value>")]
    pub context: Value,
}

/// What became of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TelemetryAnswer {
    /// Whether it was known already, and so changed nothing.
    pub duplicate: bool,
    /// Seq of the environment's log.
    pub seq: u64,
}

/// Who evaluates in their own process, `GET /api/instances`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Instances {
    /// Seq of the environment's log.
    pub seq: u64,
    /// Seq of the last entry that concerns those who evaluate: who is there has everything.
    pub ruleset_seq: u64,
    /// In numbers.
    pub summary: InstancesSummary,
    /// Those that tell what they have applied, who lags most first; at most 1,000.
    pub items: Vec<Instance>,
}

/// Instances in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InstancesSummary {
    /// How many have applied everything.
    pub applied: u64,
    /// How many have not yet: those too that read the stream under a name and have not told.
    pub lagging: u64,
    /// How many read streams, such as OFREP's, without a name, so that nothing is known of them.
    pub not_tracked: u64,
}

/// One instance of an SDK.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Instance {
    /// Its id.
    pub id: String,
    /// Name and version of the SDK.
    pub sdk: String,
    /// It evaluates by the rules after this seq.
    pub seq_applied: u64,
    /// It obeys kills up to this seq.
    pub kill_seq_applied: u64,
    /// For how long it has missed something, in seconds; null where it misses nothing.
    pub lag_seconds: Option<f64>,
    /// Whether it reads the stream at the moment.
    pub streaming: bool,
    /// When it was last heard of.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub seen_at: Timestamp,
}

/// How long the parts of a flag's analytics are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnalyticsStep {
    /// A minute each; kept for two days.
    Minute,
    /// An hour each; kept for sixty days.
    #[default]
    Hour,
    /// A day (UTC) each; kept for two years.
    Day,
}

/// How often a flag or experiment was evaluated, and to what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Analytics {
    /// The flag or experiment.
    pub key: String,
    /// From when on.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub from: Timestamp,
    /// Until when, excluded.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub to: Timestamp,
    /// How long the parts are.
    pub step: AnalyticsStep,
    /// All evaluations in that time.
    pub total: u64,
    /// How many of them gave no value.
    pub errors: u64,
    /// By result.
    pub results: BTreeMap<String, u64>,
    /// By reason.
    pub reasons: BTreeMap<String, u64>,
    /// By the rule that decided: its place in the document.
    pub rules: BTreeMap<u32, u64>,
    /// When it was last evaluated, to about a minute; null where that is not known.
    #[schemars(with = "Option<String>")]
    pub last_evaluated_at: Option<Timestamp>,
    /// The parts in which it was evaluated, in order of time.
    pub parts: Vec<AnalyticsPart>,
}

/// How often everything of an environment was evaluated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AnalyticsOverview {
    /// From when on.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub from: Timestamp,
    /// Until when, excluded.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub to: Timestamp,
    /// How long the parts are.
    pub step: AnalyticsStep,
    /// All evaluations in that time.
    pub total: u64,
    /// How many of them gave no value.
    pub errors: u64,
    /// Evaluations in each part, in order of time.
    pub parts: Vec<u64>,
    /// The same of each flag and experiment that was evaluated, by key.
    pub items: BTreeMap<String, Vec<u64>>,
}

/// One part of the time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AnalyticsPart {
    /// Its beginning.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub at: Timestamp,
    /// Evaluations by result.
    pub results: BTreeMap<String, u64>,
    /// How many gave no value.
    pub errors: u64,
}
