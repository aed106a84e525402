//! Environments: made, described, protected, compared, promoted, archived.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{FieldChange, Page};

/// An environment: flags, segments, metrics and experiments with a change log of their own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Environment {
    /// Its name.
    pub key: String,
    /// Id of its log.
    pub log: String,
    /// Seq of the last entry.
    pub seq: u64,
    /// What it is for.
    #[schemars(with = "Option<String>")]
    pub description: Option<String>,
    /// Whether changes need a reason and deletions a confirmation.
    #[serde(default)]
    pub protected: bool,
    /// When it was made.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub created_at: Timestamp,
    /// Since when it is served no more, and only its log is kept.
    #[schemars(with = "Option<String>")]
    pub archived_at: Option<Timestamp>,
}

/// Environments.
pub type Environments = Page<Environment>;

/// An environment to be made.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEnvironment {
    /// What it is called: lower-case letters, digits and dashes.
    #[schemars(regex(pattern = "^[a-z][a-z0-9-]{0,62}$"))]
    pub key: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 4_096))]
    pub description: Option<String>,
    /// Whether changes need a reason and deletions a confirmation.
    #[serde(default)]
    pub protected: bool,
    /// Why, for the instance's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What is to change of an environment; what is absent stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnvironmentPatch {
    /// What it is for; an empty text takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 4_096))]
    pub description: Option<String>,
    /// Whether changes need a reason and deletions a confirmation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protected: Option<bool>,
    /// Why, for the instance's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// How an environment differs from another: what a promotion of all of it would do there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// The environment that was asked for.
    pub environment: String,
    /// Seq of its last entry.
    pub seq: u64,
    /// The one that it was compared with.
    pub with: String,
    /// Seq of the other's last entry.
    pub with_seq: u64,
    /// The documents that differ, by collection and key.
    pub items: Vec<Compared>,
    /// How many documents are the same in both.
    pub unchanged: u64,
    /// The cursor of the next page; null where there is none.
    pub next: Option<String>,
}

/// A document that differs between two environments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Compared {
    /// `features`, `segments`, `metrics` or `experiments`.
    pub collection: String,
    /// Its key.
    pub key: String,
    /// Where it is.
    pub standing: Standing,
    /// From what it is in the other environment to what it is in this one, field by field. Empty
    /// where it is in one of them alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldChange>,
}

/// Where a document is of which two environments are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// In this one alone.
    Created,
    /// In both, and not the same.
    Changed,
    /// In the other one alone.
    Missing,
}

/// What is to be promoted from one environment to another.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PromoteRequest {
    /// The environment that it goes to.
    pub to: String,
    /// Which documents, such as `features/checkout`. Either these or `all`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<String>,
    /// All documents.
    #[serde(default)]
    pub all: bool,
    /// Also the prerequisites, segments and metrics that these documents name, and those that they
    /// name.
    #[serde(default)]
    pub with_references: bool,
    /// With `all`: also delete what is there and not here, save what configuration files manage.
    #[serde(default)]
    pub prune: bool,
    /// Whether it may delete more than a fifth of the documents that are there.
    #[serde(default)]
    pub allow_deletes: bool,
    /// Change nothing, and tell what would change.
    #[serde(default)]
    pub dry_run: bool,
    /// Why, for the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What a promotion changed, or would change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Promotion {
    /// Where it comes from.
    pub from: String,
    /// Seq of the last entry there: what was promoted is what was so then.
    pub from_seq: u64,
    /// Where it goes to.
    pub to: String,
    /// Seq of the last entry there, after it.
    pub seq: u64,
    /// Whether nothing was changed, because only a report was asked for.
    pub dry_run: bool,
    /// What is new or other there, and what was deleted there (`missing`), by collection and key.
    /// Where all fields would be too much, only the first documents have theirs.
    pub items: Vec<Compared>,
    /// How many of the documents were the same there already.
    pub unchanged: u64,
}
