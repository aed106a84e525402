//! What an application is told when the rules change.

use crate::known::Known;

/// A change of the rules, which is in force when this is told.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// The seq that the rules are at now.
    pub seq: u64,
    /// The flags and experiments whose definition or kill changed, in order.
    pub keys: Vec<String>,
    /// The segments that changed: flags that ask for them may give other results.
    pub segments: Vec<String>,
}

impl Change {
    /// `None` where nothing is different for who evaluates.
    pub(crate) fn between(before: &Known, after: &Known) -> Option<Self> {
        let (keys, segments) = after.differences(before);
        let differs = !keys.is_empty() || !segments.is_empty();
        differs.then(|| Self { seq: after.kill_seq(), keys, segments })
    }
}
