//! Which of what was compiled before is not right any more.
//!
//! Documents are shared between the sets of documents before and after a change, so one that is
//! the same is the same in memory. What is compiled from it is still right where everything else
//! that it was compiled from is the same too: the slots that names stand for, the variants of
//! prerequisites, and the operational state.

use std::collections::{BTreeMap, HashSet};

use foldhash::fast::FixedState;

use super::super::{Before, Subject, SubjectKind};
use super::names::slot;
use super::ruleset::{Ranges, Source};
use crate::document::Documents;
use crate::key::KeySpace;
use crate::read::DocumentKind;

/// The names of what has to be compiled anew.
pub(super) type Stale<'s> = HashSet<(KeySpace, &'s str), FixedState>;

/// How many subjects and segments are in the slots that they had, counted from the first.
pub(super) type Kept = (usize, usize);

/// What has to be compiled anew.
pub(super) fn stale<'s>(before: &Before<'s>, source: &Source<'s>, kept: Kept) -> Stale<'s> {
    let mut stale = Stale::default();
    let (old, new) = (before.documents, source.documents);
    let mut experiments_changed = before.state.experiments != source.state.experiments;
    let apart = new.apart_from(old);
    for (kind, key) in &apart {
        experiments_changed |= *kind == DocumentKind::Experiment;
        stale.insert((KeySpace::from(*kind), *key));
    }
    let is_same = |space, key: &str| {
        let results = || old.named(space, key).zip(new.named(space, key));
        slot(old, space, key) == slot(new, space, key)
            && results().is_none_or(|(old, new)| new.has_results_of(&old))
    };
    let mut note_namers = |space, key| {
        if !is_same(space, key) {
            let namers = new.namers.of(space, key);
            stale.extend(namers.map(|(kind, key)| (KeySpace::from(*kind), &**key)));
        }
    };
    if kept == (old.flags.len() + old.experiments.len(), old.segments.len()) {
        apart.iter().for_each(|(kind, key)| note_namers(KeySpace::from(*kind), *key));
    } else {
        // Slots are positions: one that is added or removed moves those behind it.
        new.namers.named().for_each(|(space, key)| note_namers(space, key));
    }
    let mut note = |key| _ = stale.insert((KeySpace::Subjects, key));
    let killed = source.state.killed.symmetric_difference(&before.state.killed);
    killed.for_each(|key| note(key));
    differing(&before.state.shares, &source.state.shares).for_each(|key| note(key.as_str()));
    if experiments_changed {
        let lives = (&before.state.experiments, &source.state.experiments);
        differing(lives.0, lives.1).for_each(|key| note(key.as_str()));
        for key in new.experiments.keys() {
            let subject = before.ruleset.get(key.as_str());
            if subject.is_some_and(|subject| has_moved(subject, source.ranges())) {
                note(key.as_str());
            }
        }
    }
    stale
}

/// What is in its slot still.
pub(super) fn kept(old: &Documents, new: &Documents) -> Kept {
    let flags = new.flags.same_places(&old.flags);
    let is_all = flags == new.flags.len() && flags == old.flags.len();
    let experiments = if is_all { new.experiments.same_places(&old.experiments) } else { 0 };
    (flags + experiments, new.segments.same_places(&old.segments))
}

/// Whether an experiment has another part of its layer now.
fn has_moved(subject: &Subject, ranges: &Ranges) -> bool {
    let SubjectKind::Experiment(experiment) = &subject.kind else {
        return true;
    };
    let range = ranges.get(&*subject.key).cloned().unwrap_or_default();
    experiment.gate.layer.is_some() && (experiment.gate.from..experiment.gate.to) != range
}

/// The keys under which two maps do not have the same.
fn differing<'m, K: Ord, V: PartialEq>(
    one: &'m BTreeMap<K, V>,
    other: &'m BTreeMap<K, V>,
) -> impl Iterator<Item = &'m K> {
    let here = one.iter().filter(|(key, value)| other.get(key) != Some(*value));
    let there = other.keys().filter(|key| !one.contains_key(key));
    here.map(|(key, _)| key).chain(there)
}
