//! Documents and environments on the wire.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Place;
use crate::experiment::{Life, LifeState};

/// A flag, segment, metric or experiment: its definition and, beside it, what the server knows.
///
/// What stands beside the definition is ignored where a document is written, so what was read can
/// be written back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// Its key.
    pub key: String,
    /// Seq of the last change of its definition; the `ETag` of `GET`, for `If-Match`.
    pub version: u64,
    /// When it was made.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub created_at: Timestamp,
    /// When its definition last changed.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub updated_at: Timestamp,
    /// Whether it is killed, and by whom. Flags and experiments only.
    pub killed: Option<Killed>,
    /// Of a percentage flag: the share that is in force in place of its definition's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force: Option<ShareInForce>,
    /// Of an experiment: `draft`, `running`, `concluded` or `archived`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Of an experiment: what the log says of its life.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub life: Option<Life>,
    /// Where it lives, if not in the server: `config`.
    pub managed_by: Option<String>,
    /// The place in the configuration files that it lives at, within their folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub managed_at: Option<Place>,
    /// What `hoist lint` finds in it, where it was just written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
    /// The definition.
    #[serde(flatten)]
    #[schemars(with = "BTreeMap<String, Value>")]
    pub definition: Map<String, Value>,
}

/// A kill.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Killed {
    /// Why.
    pub reason: Option<String>,
    /// Who did it.
    pub by: String,
    /// When.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub at: Timestamp,
}

/// A share of a flag that is in force in place of its definition's: a release or a rollout of Flagger
/// moves it, or has left it so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShareInForce {
    /// The share, in percent.
    pub percentage: f64,
    /// Why, as a sentence: `the release checkout_v2 moves it`.
    pub reason: String,
}

/// What was found in a document that is valid: a rule that nobody reaches, and the like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Warning {
    /// The stable name of the kind of fault, such as `unreachable_rule`.
    pub code: String,
    /// `warning` where it is proven or moves users, `advice` where it may be meant so.
    pub severity: String,
    /// The place in the document, such as `rules[1].value`; empty for the whole.
    pub path: String,
    /// What is wrong.
    pub detail: String,
    /// What helps.
    pub remedy: String,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// The cursor of the next page; null where there is none.
    pub next: Option<String>,
    /// On the first page of a moment of the past: keys of documents that cannot be shown any more,
    /// since they or what they depend on was erased.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub erased: Vec<String>,
}

impl<T> Page<T> {
    /// A page with nothing left out.
    pub fn new(items: Vec<T>, next: Option<String>) -> Self {
        Self { items, next, erased: Vec::new() }
    }
}

/// A list of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ListName {
    /// Who is in.
    Include,
    /// Who is out, whatever else says.
    Exclude,
}

/// Keys to add to a segment's list and to remove from it; one that is in both is removed.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeysEdit {
    /// Which list.
    pub list: ListName,
    /// Targeting keys that are to be in it.
    #[serde(default)]
    #[schemars(length(max = 10_000))]
    pub add: Vec<String>,
    /// Targeting keys that are to be in it no more.
    #[serde(default)]
    #[schemars(length(max = 10_000))]
    pub remove: Vec<String>,
    /// Why, for the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A segment's list after an edit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KeysEdited {
    /// The segment.
    pub key: String,
    /// Which list.
    pub list: ListName,
    /// How many keys it has.
    pub count: u64,
    /// The digest of the list, for `GET /api/lists/{hash}`.
    pub hash: String,
    /// The segment's version.
    pub version: u64,
}

/// Everything that evaluation needs, as documents and the operational state beside them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Snapshot {
    /// The environment.
    pub environment: String,
    /// Id of its log.
    pub log: String,
    /// Seq of the last entry in it.
    pub seq: u64,
    /// Whether it was asked for by its moment: there may be newer rules.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub past: bool,
    /// Flags by key.
    pub features: BTreeMap<String, Value>,
    /// Experiments by key.
    pub experiments: BTreeMap<String, Value>,
    /// Segments by key; long lists are named by their digest.
    pub segments: BTreeMap<String, Value>,
    /// Keys of the experiments in the order in which they were made: who comes first takes the
    /// lower part of a layer.
    #[serde(default)]
    pub order: Vec<String>,
    /// What stands beside the definitions and wins over them.
    pub state: SnapshotState,
}

/// Operational state.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SnapshotState {
    /// Killed flags and experiments.
    pub killed: BTreeMap<String, Killed>,
    /// Where in their lives experiments are, as far as the log tells.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub experiments: BTreeMap<String, LifeState>,
    /// Shares of flags, in 1/100 %, that are in force in place of their definitions'.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub shares: BTreeMap<String, u16>,
    /// Versions of the flags that are measured: who is shown another one is exposed anew.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub versions: BTreeMap<String, u64>,
}

/// The keys of a long list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ListBody {
    /// Its digest.
    pub hash: String,
    /// All its keys, in order.
    pub keys: Vec<String>,
}
