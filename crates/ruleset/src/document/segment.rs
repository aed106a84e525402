//! Segments: named groups of users.

use serde::Serialize;

use super::{About, Rule};

/// A group of users. `exclude` beats `include`, `include` beats `rules`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Segment {
    /// Targeting keys that are in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// Targeting keys that are out, whatever else says.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<String>,
    /// Whoever matches one of these is in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// For people.
    #[serde(flatten)]
    pub about: About,
}
