//! Files of documents in and out.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::AsRefStr;

use crate::{FieldChange, PlanFinding};

/// Some files that are applied together: all of them, or nothing.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportFiles {
    /// The files.
    #[schemars(length(min = 1, max = 10_000))]
    pub files: Vec<ImportFile>,
}

/// A file of documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
    /// Of how many documents `changes` has nothing, since the report would have been too large.
    #[serde(default)]
    pub untold: u64,
    /// What goes on to win over the files: kills of what is on by them; at most 1,000.
    #[serde(default)]
    pub drift: Vec<Drift>,
    /// What begins with it, such as a phase of an experiment that runs, and what is guessed.
    #[serde(default)]
    pub warnings: Vec<PlanFinding>,
    /// Seq of the log after it.
    pub seq: u64,
}

/// A document of an import.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Imported {
    /// `features`, `segments`, `metrics` or `experiments`.
    pub collection: String,
    /// Its key.
    pub key: String,
    /// Where the files have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// What is different, field by field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldChange>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// The file.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
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
    /// Where what holds is not what the files say; at most 1,000.
    #[serde(default)]
    pub drift: Vec<Drift>,
}

/// Something that holds and is not what files say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Drift {
    /// In which way.
    pub what: DriftKind,
    /// `features`, `segments`, `metrics` or `experiments`.
    pub collection: String,
    /// The document's key.
    pub key: String,
    /// The file that has it; null where none has.
    pub file: Option<String>,
    /// The line it is at.
    pub line: Option<u32>,
    /// What is so instead, in words.
    pub detail: String,
}

/// In which way something is not what files say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsRefStr, Serialize, Deserialize, JsonSchema)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum DriftKind {
    /// It is on by its file, and killed.
    Killed,
    /// The file's definition could not be applied yet, as under a freeze.
    Waiting,
    /// No file has it: it was made over the API.
    Unmanaged,
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
