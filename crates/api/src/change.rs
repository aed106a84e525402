//! The change log on the wire.

use std::fmt;

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
    /// SHA-256 of where it came from; none where nobody asked for it, as for what configuration files
    /// and retention do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// The address that it came from; none where that is not known, or was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// What keeps the address from being guessed by its digest; in exports only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// Whether the document after it was erased; in a document's history, and with `diff`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
    /// The document after it; in a document's history and in exports only.
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
            origin: entry.origin.map(|origin| origin.to_string()),
            address: None,
            nonce: None,
            erased: false,
            document: None,
            diff: None,
        }
    }
}

impl TryFrom<&Change> for Entry {
    type Error = NotAnEntry;

    /// The entry that was sent, for those who check its hash.
    fn try_from(change: &Change) -> Result<Self, NotAnEntry> {
        let kind = change.kind.parse().map_err(|_error| NotAnEntry("kind"))?;
        let collection = change.collection.parse().map_err(|_error| NotAnEntry("collection"))?;
        let digest = |name, text: &str| text.parse().map_err(|_error| NotAnEntry(name));
        let optional = |name, text: &Option<String>| {
            text.as_deref().map(|text| digest(name, text)).transpose()
        };
        Ok(Self {
            log: change.log.clone(),
            seq: change.seq,
            time: change.time,
            kind,
            collection,
            key: change.key.clone(),
            digest: optional("digest", &change.digest)?,
            restored: change.restored,
            actor: change.actor.clone(),
            reason: change.reason.clone(),
            request_id: change.request_id.clone(),
            origin: optional("origin", &change.origin)?,
            touches_ruleset: change.touches_ruleset,
            previous: digest("previous", &change.previous)?,
            hash: digest("hash", &change.hash)?,
        })
    }
}

/// A field of a change that no entry can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnEntry(&'static str);

impl fmt::Display for NotAnEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "its `{}` is none that an entry can have", self.0)
    }
}

impl std::error::Error for NotAnEntry {}

/// The first line of an export of a change log. Each line behind it is a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogExport {
    /// Id of the log.
    pub log: String,
    /// The environment that it is the log of; none for that of tokens and environments.
    pub environment: Option<String>,
    /// Seq of its last entry.
    pub head: u64,
    /// Hash of its last entry.
    pub hash: String,
    /// When it was written.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub exported_at: Timestamp,
    /// Whether only some of the entries follow.
    pub filtered: bool,
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
