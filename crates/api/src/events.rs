//! Exposures and observations: what `POST /api/events` takes.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::problem::Code;

/// Some events. Each is judged by itself: a refused one takes none of the others down.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventsRequest {
    /// The events, in any order; at most 10,000.
    #[schemars(schema_with = "events")]
    pub events: Vec<Event>,
}

/// What is no event is no mistake of the request: it is refused alone, in the answer.
fn events(generator: &mut SchemaGenerator) -> Schema {
    let event = generator.subschema_for::<Event>();
    let other = "Anything else is refused alone, whatever stands beside it.";
    json_schema!({
        "type": "array",
        "maxItems": 10_000,
        "items": {"anyOf": [event, {"description": other}]},
    })
}

/// One event. Sent again with the same user, time and id, it counts once.
///
/// With another time or user it is another event. Exposures by single OFREP requests the server
/// stores by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// A user was shown a variant.
    Exposure(Exposure),
    /// A user did something that a metric may measure.
    Metric(Observed),
}

/// A user was shown a variant of a tracked flag or experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exposure {
    /// A UUID.
    pub id: String,
    /// The flag or experiment.
    pub key: String,
    /// The variant's name.
    pub variant: String,
    /// The value that bucketed: the targeting key, or that of `bucket_by`.
    pub user: String,
    /// When.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub at: Timestamp,
    /// What is known of the user, for breakdowns.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, Value>,
}

/// The name space of the ids of exposures.
const EXPOSURES: Uuid = Uuid::from_u128(0x6c1d_3f0b_52ea_5c4e_9d0a_7f6e_2b90_41d7);

/// The id of an exposure: the same wherever and whenever the same is exposed, by SDKs and servers.
///
/// Of a flag, `phase` is the version of its definition.
pub fn exposure_id(key: &str, phase: u64, user: &str, variant: &str) -> Uuid {
    Uuid::new_v5(&EXPOSURES, format!("{key}\0{phase}\0{user}\0{variant}").as_bytes())
}

/// A user did something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Observed {
    /// A UUID.
    pub id: String,
    /// Name of the event, such as `conversion`.
    pub event: String,
    /// Who.
    pub user: String,
    /// How much.
    #[serde(default = "one")]
    pub value: f64,
    /// When.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub at: Timestamp,
    /// The experiment that alone is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub experiment: Option<String>,
}

fn one() -> f64 {
    1.0
}

/// What became of events. When this is answered, those that were accepted are on the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EventsAnswer {
    /// How many are new.
    pub accepted: u64,
    /// How many were there already.
    pub duplicates: u64,
    /// Those that were not taken. Sending them again gives the same.
    pub refused: Vec<RefusedEvent>,
}

/// An event that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RefusedEvent {
    /// Its place in the request, from 0.
    pub index: u64,
    /// The kind of problem.
    pub code: Code,
    /// What is wrong, and what would be right.
    pub detail: String,
}
