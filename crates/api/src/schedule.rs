//! Scheduled changes and windows of freezes on the wire.

use hoist_ruleset::DocumentKind;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::emergency::FreezeScope;

/// Documents of a kind, by the name that they have in paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentCollection {
    /// Flags.
    Features,
    /// Segments.
    Segments,
    /// Metrics.
    Metrics,
    /// Experiments.
    Experiments,
    /// Releases.
    Releases,
}

impl DocumentCollection {
    /// The kind of its documents.
    pub fn kind(self) -> DocumentKind {
        match self {
            Self::Features => DocumentKind::Flag,
            Self::Segments => DocumentKind::Segment,
            Self::Metrics => DocumentKind::Metric,
            Self::Experiments => DocumentKind::Experiment,
            Self::Releases => DocumentKind::Release,
        }
    }
}

/// What is to become of a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScheduledChange {
    /// It is to have this definition, or to be made.
    Put(#[schemars(with = "std::collections::BTreeMap<String, Value>")] Map<String, Value>),
    /// Some fields are to change (JSON merge patch, RFC 7396), whatever the others are then.
    Patch(#[schemars(with = "std::collections::BTreeMap<String, Value>")] Map<String, Value>),
    /// It is to be there no more.
    Delete(True),
}

/// `true`, and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "bool", into = "bool")]
pub struct True;

impl TryFrom<bool> for True {
    type Error = &'static str;

    fn try_from(value: bool) -> Result<Self, Self::Error> {
        if value { Ok(Self) } else { Err("`delete` is true or left out") }
    }
}

impl From<True> for bool {
    fn from(True: True) -> Self {
        true
    }
}

impl JsonSchema for True {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "True".into()
    }

    fn json_schema(_generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"const": true})
    }
}

/// A change of a document at a time to come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduleRequest {
    /// When: RFC 3339, at most five years ahead.
    #[serde(deserialize_with = "moment")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub at: Timestamp,
    /// Of what kind the document is.
    pub collection: DocumentCollection,
    /// Its key.
    pub key: String,
    /// What is to become of it.
    #[serde(deserialize_with = "one_change")]
    pub change: ScheduledChange,
    /// Only if this is still the document's version then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_version: Option<u64>,
    /// Why, for the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A time, with words of its own for one that is none.
fn moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    let text = String::deserialize(deserializer)?;
    let hint = "this is no time with its offset as RFC 3339 has it, such as 2026-12-01T08:00:00Z";
    text.parse().map_err(|_error| D::Error::custom(hint))
}

/// A change, with words of its own for what is none or several.
fn one_change<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ScheduledChange, D::Error> {
    let fields = Map::deserialize(deserializer)?;
    let is_one = fields.keys().all(|name| matches!(name.as_str(), "put" | "patch" | "delete"));
    if fields.len() != 1 || !is_one {
        return Err(D::Error::custom("this has one of `patch`, `put` and `delete`"));
    }
    ScheduledChange::deserialize(Value::Object(fields)).map_err(D::Error::custom)
}

/// What became of a scheduled change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScheduleState {
    /// Its time is to come.
    Pending,
    /// Its time has come, and a freeze holds it up.
    Held,
    /// It was made.
    Applied,
    /// Somebody cancelled it.
    Cancelled,
    /// It could not be made at its time: `ended.reason` says why.
    Refused,
}

/// A scheduled change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Schedule {
    /// Its id.
    pub id: String,
    /// What became of it.
    pub state: ScheduleState,
    /// When it is to be made.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub at: Timestamp,
    /// Of what kind the document is.
    pub collection: DocumentCollection,
    /// The document's key.
    pub key: String,
    /// What is to become of it.
    pub change: ScheduledChange,
    /// Only if this is still the document's version then.
    pub if_version: Option<u64>,
    /// Who scheduled it.
    pub by: String,
    /// When they did.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub created_at: Timestamp,
    /// Why.
    pub reason: Option<String>,
    /// Seq of the entry of the log that says so.
    pub seq: u64,
    /// The freeze that holds it up.
    pub held_by: Option<FreezeWindow>,
    /// How it ended, where it did.
    pub ended: Option<ScheduleEnd>,
}

/// The end of a scheduled change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScheduleEnd {
    /// When.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub at: Timestamp,
    /// By whom; `server` where its time had come.
    pub by: String,
    /// Why it was cancelled or refused, or how late it was made.
    pub reason: Option<String>,
    /// Seq of the entry of the log that says so.
    pub seq: u64,
}

/// Scheduled changes in short.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SchedulesSummary {
    /// How many are to come, held ones included.
    pub pending: u64,
    /// How many a freeze holds up.
    pub held: u64,
    /// The next one that is not held.
    pub next: Option<NextSchedule>,
    /// The latest ones that could not be made at their time, within the last seven days.
    pub refused: Vec<RefusedSchedule>,
}

/// The scheduled change that comes next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NextSchedule {
    /// Its id.
    pub id: String,
    /// When.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub at: Timestamp,
    /// Of what kind the document is.
    pub collection: DocumentCollection,
    /// The document's key.
    pub key: String,
}

/// A scheduled change that could not be made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RefusedSchedule {
    /// Its id.
    pub id: String,
    /// When it was refused.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// A freeze that holds, or is planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FreezeWindow {
    /// Its id: its scope's name where it began at once and no other one held by that name.
    pub id: String,
    /// Whether it holds now.
    pub holds: bool,
    /// What is frozen.
    pub scope: FreezeScope,
    /// From when.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub from: Timestamp,
    /// Until when; without it, until it is lifted.
    #[schemars(with = "Option<String>")]
    pub until: Option<Timestamp>,
    /// Who froze or planned it.
    pub by: String,
    /// Why.
    pub reason: Option<String>,
    /// Seq of the entry of the log that says so.
    pub seq: u64,
}

/// The freezes that hold or are planned, by their beginning.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FreezeWindows {
    /// The freezes.
    pub items: Vec<FreezeWindow>,
}
