//! The change log on the wire.

use hoist_ruleset::log::Entry;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// One entry of the change log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// Id of the log.
    pub log: String,
    /// Number within the log, from 1, without gaps.
    pub seq: u64,
    /// When.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub time: Timestamp,
    /// What was done, such as `created` or `killed`.
    pub kind: String,
    /// To a key of what, such as `features`.
    pub collection: String,
    /// To which key.
    pub key: String,
    /// Who did it, such as `token:ops` or `config`.
    pub actor: String,
    /// Why.
    pub reason: Option<String>,
    /// The request that asked for it.
    pub request_id: Option<String>,
    /// The seq whose definition was restored.
    pub restored: Option<u64>,
    /// SHA-256 of the document after it.
    pub digest: Option<String>,
    /// Whether it concerns those who evaluate.
    pub touches_ruleset: bool,
    /// Hash of the entry before it.
    pub previous: String,
    /// Its own hash.
    pub hash: String,
    /// The document after it; in a document's history only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<std::collections::BTreeMap<String, Value>>")]
    pub document: Option<Value>,
    /// What is different in the definition, in histories and where it is asked for. What was made or
    /// deleted is told whole, under an empty path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diff: Option<Vec<FieldChange>>,
}

impl From<&Entry> for Change {
    fn from(entry: &Entry) -> Self {
        Self {
            log: entry.log.clone(),
            seq: entry.seq,
            time: entry.time,
            kind: entry.kind.as_ref().to_owned(),
            collection: entry.collection.as_ref().to_owned(),
            key: entry.key.clone(),
            actor: entry.actor.clone(),
            reason: entry.reason.clone(),
            request_id: entry.request_id.clone(),
            restored: entry.restored,
            digest: entry.digest.map(|digest| digest.to_string()),
            touches_ruleset: entry.touches_ruleset,
            previous: entry.previous.to_string(),
            hash: entry.hash.to_string(),
            document: None,
            diff: None,
        }
    }
}

/// One field of a document that is different.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FieldChange {
    /// Where in the document, such as `rules["beta"].value` or `when_on.ttl`.
    pub path: String,
    /// What stood there; absent where nothing did.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    #[schemars(with = "Value")]
    pub before: Option<Value>,
    /// What stands there; absent where nothing does.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    #[schemars(with = "Value")]
    pub after: Option<Value>,
}

/// A null that is there is a value, not nothing.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl From<hoist_ruleset::FieldChange> for FieldChange {
    fn from(change: hoist_ruleset::FieldChange) -> Self {
        let hoist_ruleset::FieldChange { path, before, after } = change;
        Self { path, before, after }
    }
}

/// Some entries, and where to go on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Changes {
    /// The entries.
    pub items: Vec<Change>,
    /// The cursor of the next page; null where there is none.
    pub next: Option<String>,
}

/// Whether the log is what was appended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Verification {
    /// Id of the log.
    pub log: String,
    /// How many entries were looked at.
    pub entries: u64,
    /// Hash of the last entry. Who keeps it elsewhere can tell that the log was not written anew.
    pub hash: String,
    /// What is wrong, each with the seq of the entry; nothing where the log is sound.
    pub faults: Vec<String>,
}
