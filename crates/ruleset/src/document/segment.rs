//! Segments: named groups of users.

use serde::Serialize;

use super::{About, Rule};
use crate::list::KeyList;

/// A group of users. `exclude` beats `include`, `include` beats `rules`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Segment {
    /// For people.
    #[serde(flatten)]
    pub about: About,
    /// Targeting keys that are in.
    #[serde(skip_serializing_if = "KeyList::is_empty")]
    pub include: KeyList,
    /// Targeting keys that are out, whatever else says.
    #[serde(skip_serializing_if = "KeyList::is_empty")]
    pub exclude: KeyList,
    /// Whoever matches one of these is in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
}

/// A segment with all keys of its lists spelt out, as a file has it.
#[derive(Serialize)]
pub(super) struct InFull<'s> {
    #[serde(flatten)]
    about: &'s About,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    include: Vec<&'s str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exclude: Vec<&'s str>,
    #[serde(skip_serializing_if = "<[Rule]>::is_empty")]
    rules: &'s [Rule],
}

impl Segment {
    pub(super) fn in_full(&self) -> InFull<'_> {
        InFull {
            about: &self.about,
            include: self.include.keys(),
            exclude: self.exclude.keys(),
            rules: &self.rules,
        }
    }
}
