//! OFREP 0.3.0, the OpenFeature Remote Evaluation Protocol, as real clients need it.
//!
//! Beyond the protocol: `variant`, `reason` and `errorDetails` are always sent, because clients
//! fail without them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Who asks. Context and targeting key may be left out.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct OfrepRequest {
    /// The evaluation context.
    #[serde(default)]
    #[schemars(with = "Option<BTreeMap<String, Value>>")]
    pub context: Value,
}

/// A flag that was evaluated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ResolvedFlag {
    /// The flag or experiment.
    pub key: String,
    /// Its value; absent, the caller's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// The variant's name.
    pub variant: String,
    /// OpenFeature's name for why.
    pub reason: String,
    /// Facts: strings, numbers and booleans.
    pub metadata: BTreeMap<String, Value>,
}

/// A flag that could not be evaluated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FlagProblem {
    /// The flag that was asked for.
    pub key: String,
    /// OpenFeature's name for what is wrong.
    pub error_code: String,
    /// It in a sentence.
    pub error_details: String,
}

/// A bulk request that could not be evaluated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BulkProblem {
    /// OpenFeature's name for what is wrong.
    pub error_code: String,
    /// It in a sentence.
    pub error_details: String,
}

/// All flags for one context.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BulkAnswer {
    /// The flags.
    pub flags: Vec<BulkFlag>,
    /// Facts about all of them.
    pub metadata: BTreeMap<String, Value>,
    /// Where changes are told.
    #[serde(default)]
    pub event_streams: Vec<OfrepStream>,
}

/// Where changes are told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OfrepStream {
    /// `sse`: server-sent events.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its address.
    pub endpoint: OfrepEndpoint,
    /// Seconds after which a page that nobody looks at should close it.
    pub inactivity_delay_sec: u32,
}

/// The address of a stream of events; its origin is that of the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OfrepEndpoint {
    /// Path and query, with what gives the right to read it for an hour at least.
    pub request_uri: String,
}

/// One flag of many.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum BulkFlag {
    /// It was evaluated.
    Resolved(ResolvedFlag),
    /// It could not be.
    Problem(FlagProblem),
}
