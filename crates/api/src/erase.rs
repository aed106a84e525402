//! Erasing a person: what `POST /api/erase` takes and gives.

use std::net::IpAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whom or what to erase, in every environment that the token holds for. One of the two at least.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EraseRequest {
    /// A user, as events and documents have them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("minLength" = 1, "maxLength" = 1_024))]
    pub user: Option<String>,
    /// An address that changes came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub address: Option<IpAddr>,
    /// Only tell what would go, and what would stay.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
}

/// What was erased, and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Erased {
    /// How many events of theirs there were.
    pub events: u64,
    /// How many documents of the past named them.
    pub documents: u64,
    /// How many requests came from the address.
    pub addresses: u64,
    /// Where the past named them, each key once.
    pub past: Vec<PastOf>,
    /// What still names them.
    pub remaining: Vec<Remaining>,
    /// Whether it is gone from the files. It is not while something that takes long, such as a
    /// verification, still reads what was before; then it goes within minutes after that.
    pub complete: bool,
    /// Whether nothing was erased, as it was asked for.
    pub dry_run: bool,
}

/// A key whose documents of the past named a person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct PastOf {
    /// The environment; none for the instance.
    pub environment: Option<String>,
    /// What it is a key of, such as `segments`.
    pub collection: String,
    /// Its key.
    pub key: String,
}

/// Something that names a person and was not erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Remaining {
    /// The environment; none for the instance.
    pub environment: Option<String>,
    /// What it is a key of, such as `segments`.
    pub collection: String,
    /// Its key.
    pub key: String,
    /// Why it was not erased, and what to do.
    pub detail: String,
}
