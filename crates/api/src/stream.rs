//! The stream of an environment's rules, `GET /api/stream`: server-sent events with JSON in them.
//!
//! | event | `id:` | data |
//! |---|---|---|
//! | `snapshot` | `LOG.SEQ` | [`crate::Snapshot`]: everything, for who has nothing that can be built on |
//! | `change` | `LOG.SEQ` | [`Difference`]: what is different since the reader's last id |
//! | `kill` | none | [`KillNotice`]: goes before everything that the reader still misses |
//! | `heartbeat` | none | [`Heartbeat`]: the reader has everything up to this seq |
//!
//! A reader never applies a smaller seq of the same log. It keeps the notices of kills over every
//! snapshot and difference whose seq is smaller than theirs. A snapshot of another log replaces
//! everything, whatever its seq.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::document::Killed;
use crate::experiment::LifeState;

/// Names of the events of the stream.
pub mod event {
    /// Everything.
    pub const SNAPSHOT: &str = "snapshot";
    /// What is different.
    pub const CHANGE: &str = "change";
    /// A kill or a revival, before everything else.
    pub const KILL: &str = "kill";
    /// The reader has everything.
    pub const HEARTBEAT: &str = "heartbeat";
}

/// The header by which an instance of an SDK says who it is, on the stream and elsewhere: the same
/// id as in its reports of telemetry.
pub const INSTANCE_HEADER: &str = "x-hoist-instance";

/// What is different between two seqs of a log. What is `null` is gone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Difference {
    /// Id of the log.
    pub log: String,
    /// The seq that the reader has.
    pub from: u64,
    /// The seq that it has with this.
    pub seq: u64,
    /// Flags by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub features: BTreeMap<String, Option<Value>>,
    /// Experiments by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub experiments: BTreeMap<String, Option<Value>>,
    /// Segments by key; long lists are named by their digest.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub segments: BTreeMap<String, Option<Value>>,
    /// What stands beside the definitions.
    #[serde(default)]
    pub state: StateDifference,
}

/// What is different of the operational state. What is `null` holds no more.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StateDifference {
    /// Kills by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub killed: BTreeMap<String, Option<Killed>>,
    /// Where in their lives experiments are that were not there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub experiments: BTreeMap<String, LifeState>,
    /// Shares of flags, in 1/100 %, that are in force in place of their definitions'.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub shares: BTreeMap<String, Option<u16>>,
    /// Versions of the flags that are measured and were not as they are.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub versions: BTreeMap<String, u64>,
}

/// A kill or a revival.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KillNotice {
    /// Id of the log.
    pub log: String,
    /// Seq of the entry that says so.
    pub seq: u64,
    /// The flag or experiment.
    pub key: String,
    /// The kill; null where it was revived.
    pub killed: Option<Killed>,
}

/// Sent to a reader that has everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Heartbeat {
    /// Id of the log.
    pub log: String,
    /// Seq of its last entry; what lies between this and the reader's last id is not about rules.
    pub seq: u64,
}
