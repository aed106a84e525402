//! The documents that people write: flags, segments, metrics, experiments and releases.
//!
//! Each type here is valid by construction: its only constructor is [`crate::read()`], which reports
//! every problem of the input. `Serialize` writes the one canonical form, the same for YAML and
//! JSON; reading what was written gives the same document back.

mod cap;
mod catalog;
mod change;
mod check;
mod condition;
mod experiment;
mod files;
mod flag;
mod metric;
pub(crate) mod names;
mod operator;
mod reach;
mod release;
mod rule;
mod segment;
mod span;

pub use cap::MetricCap;
pub use catalog::Catalog;
pub use check::{CheckSource, CheckTest, ReleaseCheck};
pub use condition::{Clause, Conditions, RuleKind, TimeWindow};
pub use experiment::{Experiment, Method, MetricRole, MetricUse, OnConclude};
pub use files::File;
pub use flag::{CurvePoint, Flag, Prerequisite, Required, Schedule, Strategy, Variant, Visibility};
pub use metric::{Direction, Metric, MetricGuess, MetricKind, MetricWindow};
pub use operator::{Operator, Pattern, Scalar};
pub use release::{
    Gate, OnFailure, Release, ReleaseStep, ReleaseStrategy, ReleaseTarget, Router, SmokeTest,
};
pub use rule::{FlagRule, Rule, RuleValue, Split};
pub use segment::Segment;
pub use span::Span;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::key::{ExperimentKey, FlagKey, MetricKey, ReleaseKey, SegmentKey};
use crate::list::Lists;
use crate::read::DocumentKind;
use names::Namers;

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
#[derive(Clone, Debug, Default, Serialize)]
pub struct Documents {
    #[serde(rename = "features", skip_serializing_if = "Catalog::is_empty")]
    pub(crate) flags: Catalog<FlagKey, Flag>,
    #[serde(skip_serializing_if = "Catalog::is_empty", serialize_with = "in_full")]
    pub(crate) segments: Catalog<SegmentKey, Segment>,
    #[serde(skip_serializing_if = "Catalog::is_empty")]
    pub(crate) metrics: Catalog<MetricKey, Metric>,
    #[serde(skip_serializing_if = "Catalog::is_empty")]
    pub(crate) experiments: Catalog<ExperimentKey, Experiment>,
    #[serde(skip_serializing_if = "Catalog::is_empty")]
    pub(crate) releases: Catalog<ReleaseKey, Release>,
    /// Who names whom, which the documents themselves say.
    #[serde(skip)]
    pub(crate) namers: Namers,
}

impl PartialEq for Documents {
    fn eq(&self, other: &Self) -> bool {
        self.flags == other.flags
            && self.segments == other.segments
            && self.metrics == other.metrics
            && self.experiments == other.experiments
            && self.releases == other.releases
    }
}

impl Documents {
    /// The flags.
    pub fn flags(&self) -> &Catalog<FlagKey, Flag> {
        &self.flags
    }

    /// The segments.
    pub fn segments(&self) -> &Catalog<SegmentKey, Segment> {
        &self.segments
    }

    /// The metrics.
    pub fn metrics(&self) -> &Catalog<MetricKey, Metric> {
        &self.metrics
    }

    /// The experiments.
    pub fn experiments(&self) -> &Catalog<ExperimentKey, Experiment> {
        &self.experiments
    }

    /// The releases.
    pub fn releases(&self) -> &Catalog<ReleaseKey, Release> {
        &self.releases
    }

    /// Whether there is a document of a kind and key.
    pub fn contains(&self, kind: DocumentKind, key: &str) -> bool {
        match kind {
            DocumentKind::Flag => self.flags.contains_key(key),
            DocumentKind::Segment => self.segments.contains_key(key),
            DocumentKind::Metric => self.metrics.contains_key(key),
            DocumentKind::Experiment => self.experiments.contains_key(key),
            DocumentKind::Release => self.releases.contains_key(key),
        }
    }

    /// Kind and key of every document.
    pub fn keys(&self) -> impl Iterator<Item = (DocumentKind, &str)> {
        let flags = self.flags.keys().map(|key| (DocumentKind::Flag, key.as_str()));
        let segments = self.segments.keys().map(|key| (DocumentKind::Segment, key.as_str()));
        let metrics = self.metrics.keys().map(|key| (DocumentKind::Metric, key.as_str()));
        let experiments =
            self.experiments.keys().map(|key| (DocumentKind::Experiment, key.as_str()));
        let releases = self.releases.keys().map(|key| (DocumentKind::Release, key.as_str()));
        flags.chain(segments).chain(metrics).chain(experiments).chain(releases)
    }

    /// The canonical form of one document, as it is stored and sent: without its key, long lists
    /// named by their digest.
    ///
    /// # Errors
    ///
    /// None that a document could cause; `serde_json` does not promise so in its types.
    pub fn to_value(
        &self,
        kind: DocumentKind,
        key: &str,
    ) -> Result<Option<serde_json::Value>, serde_json::Error> {
        use serde_json::to_value;
        match kind {
            DocumentKind::Flag => self.flags.get(key).map(to_value).transpose(),
            DocumentKind::Segment => self.segments.get(key).map(to_value).transpose(),
            DocumentKind::Metric => self.metrics.get(key).map(to_value).transpose(),
            DocumentKind::Experiment => self.experiments.get(key).map(to_value).transpose(),
            DocumentKind::Release => self.releases.get(key).map(to_value).transpose(),
        }
    }

    /// The long lists of all segments, which documents may name by their digest.
    pub fn lists(&self) -> Lists {
        let lists = self.segments.values().flat_map(|segment| [&segment.include, &segment.exclude]);
        let long = lists.filter(|list| list.is_referred_to());
        long.map(|list| (list.digest(), list.clone())).collect()
    }

    /// The canonical JSON file of these documents.
    ///
    /// # Errors
    ///
    /// None that a document could cause; `serde_json` does not promise so in its types.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        json(self)
    }

    /// The canonical YAML file of these documents.
    ///
    /// # Errors
    ///
    /// None that a document could cause; `serde-saphyr` does not promise so in its types.
    pub fn to_yaml(&self) -> Result<String, serde_saphyr::ser::Error> {
        yaml(self)
    }
}

fn json(file: &impl Serialize) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(file).map(|text| text + "\n")
}

/// Each text is on one line or on the lines that it has itself, so that an edit changes no other.
fn yaml(file: &impl Serialize) -> Result<String, serde_saphyr::ser::Error> {
    let options = serde_saphyr::ser_options! { folded_wrap_chars: usize::MAX };
    serde_saphyr::to_string_with_options(file, options)
}

/// In a file, lists have all their keys.
fn in_full<S: serde::Serializer>(
    segments: &Catalog<SegmentKey, Segment>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(segments.iter().map(|(key, segment)| (key, segment.in_full())))
}
