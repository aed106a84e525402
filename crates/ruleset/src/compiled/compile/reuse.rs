//! Taking over what is still right from a ruleset compiled before.
//!
//! Documents are shared between the sets of documents before and after a change, so one that is
//! the same is the same in memory. What is compiled from it is still right where everything else
//! that it was compiled from is the same too: the slots that names stand for, the variants of
//! prerequisites, and the operational state.

use std::sync::Arc;

use super::super::{Before, Segment, Slots, Subject};
use crate::document::{self, Documents};
use crate::key::{FlagKey, SegmentKey};
use crate::state::State;

pub(super) struct Reuse<'r> {
    before: &'r Before<'r>,
    documents: &'r Documents,
    state: &'r State,
}

impl<'r> Reuse<'r> {
    /// Nothing can be taken over where a name was added, removed or moved: slots are positions.
    pub(super) fn of(
        before: &'r Before<'r>,
        documents: &'r Documents,
        state: &'r State,
    ) -> Option<Self> {
        let old = before.documents;
        let same_names = documents.flags.keys().eq(old.flags.keys())
            && documents.experiments.keys().eq(old.experiments.keys())
            && documents.segments.keys().eq(old.segments.keys());
        same_names.then_some(Self { before, documents, state })
    }

    pub(super) fn index(&self) -> Arc<Slots> {
        Arc::clone(&self.before.ruleset.index)
    }

    pub(super) fn flag(
        &self,
        slot: usize,
        key: &FlagKey,
        document: &Arc<document::Flag>,
    ) -> Option<Arc<Subject>> {
        let (old, state) = (self.before.documents, self.before.state);
        let same = old.flags.get(key).is_some_and(|old| Arc::ptr_eq(old, document))
            && state.shares.get(key) == self.state.shares.get(key)
            && state.killed.contains(key.as_str()) == self.state.killed.contains(key.as_str())
            && document.requires.iter().all(|each| self.is_same_subject(each.flag.as_str()));
        let subject = self.before.ruleset.subjects.get(slot)?;
        same.then(|| Arc::clone(subject))
    }

    pub(super) fn segment(
        &self,
        slot: usize,
        key: &SegmentKey,
        document: &Arc<document::Segment>,
    ) -> Option<Arc<Segment>> {
        let old = self.before.documents.segments.get(key)?;
        let segment = self.before.ruleset.segments.get(slot)?;
        Arc::ptr_eq(old, document).then(|| Arc::clone(segment))
    }

    fn is_same_subject(&self, key: &str) -> bool {
        let (new, old) = (self.documents, self.before.documents);
        match (new.flags.get(key), old.flags.get(key)) {
            (Some(new), Some(old)) => Arc::ptr_eq(new, old),
            _ => match (new.experiments.get(key), old.experiments.get(key)) {
                (Some(new), Some(old)) => Arc::ptr_eq(new, old),
                _ => false,
            },
        }
    }
}
