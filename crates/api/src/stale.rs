//! Flags that may go.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Document;

/// One page of flags that may go: that of the list with `stale=true`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StalePage {
    /// The flags.
    pub items: Vec<StaleFlag>,
    /// The cursor of the next page; null where there is none.
    pub next: Option<String>,
    /// For how many days nothing has to have happened.
    pub days: u32,
    /// Since when evaluations are counted here. Where that is less than `days`, no flag is known to
    /// be unused, or to give one value only.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub counted_since: Timestamp,
}

/// A flag that may go, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StaleFlag {
    /// Why, each with its date.
    pub stale: Vec<Staleness>,
    /// The flag.
    #[serde(flatten)]
    pub flag: Document,
}

/// Why a flag may go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Staleness {
    /// The kind of reason.
    pub why: StaleReason,
    /// Since when.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub since: Timestamp,
    /// The same as a sentence.
    pub detail: String,
}

/// The kinds of reasons for which a flag may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StaleReason {
    /// The day in `expires` is over.
    Expired,
    /// Nobody evaluates it.
    Unused,
    /// Everybody gets the same, and its definition makes nothing else.
    OneValue,
}
