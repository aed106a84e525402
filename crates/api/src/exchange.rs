//! Files of documents in and out.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Some files that are applied together: all of them, or nothing.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportFiles {
    /// The files.
    #[schemars(length(min = 1, max = 10_000))]
    pub files: Vec<ImportFile>,
}

/// A file of documents.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportFile {
    /// What people call it in messages. Its ending (`.json`, `.yaml`, `.yml`) tells its syntax.
    #[schemars(length(min = 1, max = 1_024))]
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// What an import changed, or would change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImportReport {
    /// Whether nothing was changed, because only a report was asked for.
    pub dry_run: bool,
    /// Documents that were not there.
    pub created: Vec<Imported>,
    /// Documents that were different.
    pub updated: Vec<Imported>,
    /// Documents that were there and not in the file, where it was asked to delete those.
    pub deleted: Vec<Imported>,
    /// How many documents were the same.
    pub unchanged: u64,
    /// Seq of the log after it.
    pub seq: u64,
}

/// A document of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Imported {
    /// `features`, `segments`, `metrics` or `experiments`.
    pub collection: String,
    /// Its key.
    pub key: String,
}

/// What became of the configuration files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ConfigStatus {
    /// The file or folder.
    pub path: String,
    /// Whether what is in it is what holds.
    pub applied: bool,
    /// When it was last applied.
    #[schemars(with = "Option<String>")]
    pub applied_at: Option<Timestamp>,
    /// Why not, with everything that is wrong.
    pub problems: Vec<String>,
}

/// Whether everything works. A server that is `degraded` goes on evaluating.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Ready {
    /// `ready` or `degraded`.
    pub status: String,
    /// Whether the store answers.
    pub store: bool,
    /// Whether the configuration files are in force, where there are some.
    pub config: Option<bool>,
}
