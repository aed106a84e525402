//! Putting a ruleset together: what is stale is compiled, the rest is taken from the one before.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::super::{Before, Ruleset, Segment, Slot, Subject};
use super::names::{self, Names};
use super::{experiment, flag, segment, stale};
use crate::document::Documents;
use crate::key::{ExperimentKey, KeySpace};
use crate::layer;
use crate::state::State;

/// The part of its layer that each experiment has, by key.
pub(super) type Ranges = HashMap<ExperimentKey, Range<u16>, FixedState>;

/// What a ruleset is compiled from.
pub(super) struct Source<'s> {
    pub(super) documents: &'s Documents,
    pub(super) state: &'s State,
    names: Names<'s>,
    ranges: OnceCell<Ranges>,
}

/// Compiles what is stale, and takes the rest from what was compiled before.
pub(in crate::compiled) fn ruleset(
    documents: &Documents,
    state: &State,
    before: &Before<'_>,
) -> Ruleset {
    let (names, ranges) = (Names::of(documents), OnceCell::new());
    let source = Source { documents, state, names, ranges };
    let (kept, kept_segments) = stale::kept(before.documents, documents);
    let stale = stale::stale(before, &source, (kept, kept_segments));
    let mut subjects = before.ruleset.subjects.first(kept);
    let mut segments = before.ruleset.segments.first(kept_segments);
    for &(space, key) in &stale {
        match (space, source.names.slot(space, key).map(Slot::index)) {
            (KeySpace::Subjects, Some(slot)) if slot < kept => {
                source.subject(key).into_iter().for_each(|subject| subjects.set(slot, subject));
            }
            (KeySpace::Segments, Some(slot)) if slot < kept_segments => {
                source.segment(key).into_iter().for_each(|segment| segments.set(slot, segment));
            }
            _ => {}
        }
    }
    let is_stale = |space, key| stale.contains(&(space, key));
    // Keys that follow each other mostly did before.
    let mut next = Slot::at(0);
    subjects.extend(documents.subjects_from(kept).filter_map(|key| {
        let is_next = |slot: &Slot| {
            before.ruleset.nth(slot.0).is_some_and(|slot| *before.ruleset.subject(slot).key == *key)
        };
        let slot = next.filter(is_next).or_else(|| before.ruleset.slot(key));
        next = slot.and_then(|slot| Slot::at(slot.index() + 1)).or(next);
        let compiled = slot.filter(|_| !is_stale(KeySpace::Subjects, key));
        let compiled = compiled.map(|slot| Arc::clone(&before.ruleset.subjects[slot.index()]));
        compiled.or_else(|| source.subject(key))
    }));
    segments.extend(documents.segments.keys_from(kept_segments).filter_map(|key| {
        let key = key.as_str();
        let slot = || names::slot(before.documents, KeySpace::Segments, key);
        let slot = if is_stale(KeySpace::Segments, key) { None } else { slot() };
        let compiled = slot.map(|slot| Arc::clone(&before.ruleset.segments[slot.index()]));
        compiled.or_else(|| source.segment(key))
    }));
    let are_same = kept_segments == before.documents.segments.len()
        && stale.iter().all(|(space, _)| *space != KeySpace::Segments);
    let segments_read_clock = if are_same {
        before.ruleset.segments_read_clock
    } else {
        segments.iter().any(|segment| segment.reads_clock)
    };
    Ruleset {
        subjects,
        flags: documents.flags.places().clone(),
        experiments: documents.experiments.places().clone(),
        segments,
        segments_read_clock,
    }
}

impl Source<'_> {
    pub(super) fn ranges(&self) -> &Ranges {
        self.ranges.get_or_init(|| layer::ranges(self.documents, self.state))
    }

    fn subject(&self, key: &str) -> Option<Arc<Subject>> {
        let subject = if let Some(document) = self.documents.flags.get(key) {
            flag(key, document, self.state.shares.get(key).copied(), &self.names)
        } else {
            let document = self.documents.experiments.get(key)?;
            let range = document.layer.as_ref().and_then(|_| self.ranges().get(key).cloned());
            experiment(key, document, self.state.experiments.get(key), range, &self.names)
        };
        let killed = self.state.killed.contains(key);
        Some(Arc::new(Subject { killed, ..subject }))
    }

    fn segment(&self, key: &str) -> Option<Arc<Segment>> {
        let document = self.documents.segments.get(key)?;
        Some(Arc::new(segment(key, document, &self.names)))
    }
}
