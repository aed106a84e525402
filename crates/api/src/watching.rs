//! Evaluations as they happen, told to whoever watches.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Some evaluations of the last moments, an event of `GET /api/evaluations/stream`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WatchedEvaluations {
    /// In order of time; chosen at random where there were more than are sent.
    pub items: Vec<WatchedEvaluation>,
    /// How many more there were that could have been told.
    pub left_out: u64,
}

/// One evaluation. Who it was for is told by a hash alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WatchedEvaluation {
    /// The flag or experiment.
    pub key: String,
    /// The variant's name; null where there was no value.
    pub variant: Option<String>,
    /// OpenFeature's name for why.
    pub reason: String,
    /// The rule that decided: its place in the document, from 0.
    pub rule: Option<u32>,
    /// Seq of the rules.
    pub seq: u64,
    /// When.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub at: Timestamp,
    /// Name and version of the SDK that has sampled it; null where this server evaluated.
    pub sdk: Option<String>,
    /// `targetingKey` as a hash and, of an SDK, the attributes that its program allows to be told.
    pub context: BTreeMap<String, Value>,
}
