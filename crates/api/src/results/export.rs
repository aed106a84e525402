//! What results are made of, as lines of JSON: enough to compute them again anywhere.
//!
//! The first line is an [`ExportStart`]; then each user is an [`ExportRow`], each test that was
//! logged stands as it is in the log, and the last line is an [`ExportEnd`].

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Results;
use crate::experiment::Conclusion;

/// The first line of an export.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportStart {
    /// The form of the lines: 1.
    pub results_export: u32,
    /// The environment.
    pub environment: String,
    /// What is measured and how, fixed when the phase began.
    pub plan: Map<String, Value>,
}

/// What one user did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportRow {
    /// SHA-256 of the user, in hexadecimal; null where nobody knows any more who it was.
    pub user: Option<String>,
    /// The first exposure in the phase.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub exposed_at: Timestamp,
    /// What they were shown; null for several variants.
    pub variant: Option<String>,
    /// Whether they have more events than are read of one user, and so did more than is told here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cut: bool,
    /// By metric, what they did. Who did nothing is not in it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metrics: BTreeMap<String, ExportTotals>,
}

/// What one user did, by one metric: exact to a millionth.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ExportTotals {
    /// After the exposure and within the window: 1 of a conversion, else the sum, up to a cap that is a
    /// number.
    #[serde(skip_serializing_if = "is_zero")]
    pub outcome: f64,
    /// Of a ratio: what the outcome is divided by.
    #[serde(skip_serializing_if = "is_zero")]
    pub denominator: f64,
    /// The outcome before the first exposure.
    #[serde(skip_serializing_if = "is_zero")]
    pub outcome_before: f64,
    /// The denominator before the first exposure.
    #[serde(skip_serializing_if = "is_zero")]
    pub denominator_before: f64,
    /// Of a quantile: the single values, rising.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<f64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_zero(number: &f64) -> bool {
    *number == 0.0
}

/// The last line of an export, after which nothing is missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportEnd {
    /// How many users there are.
    pub users: u64,
    /// How many tests.
    pub tests: u64,
    /// What the server made of exactly these.
    pub results: Results,
    /// Of an experiment that is over: what it was concluded with, at that time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conclusion: Option<Conclusion>,
}
