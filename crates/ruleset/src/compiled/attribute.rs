//! Names of attributes, prepared for lookup.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;

/// The name under which conditions and `bucket_by` find the targeting key.
pub(super) const TARGETING_KEY: &str = "targetingKey";

/// The hash by which contexts and conditions agree on a text: the name of an attribute, its value.
/// Stable within a process only.
pub fn text_hash(text: &str) -> u64 {
    FixedState::default().hash_one(text)
}

/// An attribute that a condition reads: by its exact name, else along a dotted path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The name as written.
    pub name: Box<str>,
    /// [`text_hash`] of it.
    pub hash: u64,
    /// Whether it is the targeting key.
    pub is_targeting_key: bool,
    /// Where the name has dots: its first part with its hash, and the parts below it.
    pub path: Option<(u64, Box<[Box<str>]>)>,
}

impl Attribute {
    pub(super) fn new(name: &str) -> Self {
        let parts: Box<[Box<str>]> = name.split('.').map(Into::into).collect();
        let path = (parts.len() > 1).then(|| (text_hash(&parts[0]), parts));
        Self {
            name: name.into(),
            hash: text_hash(name),
            is_targeting_key: name == TARGETING_KEY,
            path,
        }
    }
}
