//! The documents that people write: flags, segments, metrics and experiments.
//!
//! Each type here is valid by construction: its only constructor is [`crate::read()`], which reports
//! every problem of the input. `Serialize` writes the one canonical form, the same for YAML and
//! JSON; reading what was written gives the same document back.

mod condition;
mod experiment;
mod flag;
mod metric;
mod operator;
mod rule;
mod segment;

pub use condition::{Clause, Conditions, RuleKind, TimeWindow};
pub use experiment::{Experiment, Method, MetricRole, MetricUse, OnConclude};
pub use flag::{CurvePoint, Flag, Prerequisite, Required, Schedule, Strategy, Variant, Visibility};
pub use metric::{Direction, Metric, MetricGuess, MetricKind, MetricWindow};
pub use operator::{Operator, Pattern, Scalar};
pub use rule::{FlagRule, Rule, RuleValue, Split};
pub use segment::Segment;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Serialize;

use crate::key::{ExperimentKey, FlagKey, MetricKey, SegmentKey};

/// What every document has besides its meaning: for people and tools, never read by the engine.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct About {
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Who answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Words to find it by.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Free strings.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
}

/// All documents of one environment that were accepted, each kind in the order of its file.
///
/// References are sound: prerequisites exist and fit, nothing goes in circles, no key is used by
/// both a flag and an experiment.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Documents {
    #[serde(rename = "features", skip_serializing_if = "IndexMap::is_empty")]
    pub(crate) flags: IndexMap<FlagKey, Flag>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub(crate) segments: IndexMap<SegmentKey, Segment>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub(crate) metrics: IndexMap<MetricKey, Metric>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub(crate) experiments: IndexMap<ExperimentKey, Experiment>,
}

impl Documents {
    /// The flags.
    pub fn flags(&self) -> &IndexMap<FlagKey, Flag> {
        &self.flags
    }

    /// The segments.
    pub fn segments(&self) -> &IndexMap<SegmentKey, Segment> {
        &self.segments
    }

    /// The metrics.
    pub fn metrics(&self) -> &IndexMap<MetricKey, Metric> {
        &self.metrics
    }

    /// The experiments.
    pub fn experiments(&self) -> &IndexMap<ExperimentKey, Experiment> {
        &self.experiments
    }

    /// The canonical JSON file of these documents.
    ///
    /// # Errors
    ///
    /// None that a document could cause; `serde_json` does not promise so in its types.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self)
    }

    /// The canonical YAML file of these documents.
    ///
    /// # Errors
    ///
    /// None that a document could cause; `serde-saphyr` does not promise so in its types.
    pub fn to_yaml(&self) -> Result<String, serde_saphyr::ser::Error> {
        serde_saphyr::to_string(self)
    }
}
