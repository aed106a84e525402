//! What only all documents together can get wrong: keys, references, circles, layers.
//!
//! A document that names a refused one is refused too, so what is accepted always evaluates as
//! written.

mod change;
mod graph;
#[cfg(test)]
mod laws;
mod references;
mod release;
mod standing;

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::diagnostic::{Collector, Problem, STANDING};
use crate::document::{Documents, Experiment};
use crate::key::{KeySpace, is_key};
use crate::layer::{Layer, takes_range};
use crate::limits;
use crate::number::Percentage;
use crate::path::Path;
use crate::read::{Body, Draft, Entry, Onto, shown};
use crate::source::Value;

/// Who says which part of its layer an experiment has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rooms {
    /// The documents alone: those with a start date have to find room, in their order.
    Documents,
    /// The operational state beside them.
    State,
}

/// Checks documents against each other and keeps those that stand.
///
/// A change of a sound set is checked at the cost of what it touches. Where that does not do, all
/// documents are checked, which gives the same and tells what is wrong.
pub(crate) fn check(
    onto: &Onto<'_>,
    drafts: Vec<Draft<'_>>,
    rooms: Rooms,
    collector: &Collector,
) -> (Documents, Vec<Entry>) {
    let is_change = onto.documents.keys().next().is_some();
    if is_change
        && collector.count() == 0
        && let Some(documents) = change::sound(onto, &drafts, rooms)
    {
        let entries = drafts.into_iter().map(|draft| draft.entry).collect();
        return (documents, entries);
    }
    check_all(onto, drafts, rooms, collector)
}

/// Checks all documents, those too that no draft touches.
fn check_all(
    onto: &Onto<'_>,
    drafts: Vec<Draft<'_>>,
    rooms: Rooms,
    collector: &Collector,
) -> (Documents, Vec<Entry>) {
    let (standing, drafts) = standing::with(onto, drafts);
    let mut check = Check { drafts, index: [(); 4].map(|()| HashMap::default()), rooms, collector };
    check.keys();
    check.counts();
    references::check(&mut check);
    check.into_documents(standing)
}

struct Check<'n> {
    drafts: Vec<Draft<'n>>,
    /// The first document of each key, refused ones included, by key space.
    index: [HashMap<String, usize, FixedState>; 4],
    rooms: Rooms,
    collector: &'n Collector,
}

/// How many documents of each key space there may be.
const COUNTS: [(KeySpace, &str, usize); 4] = [
    (KeySpace::Subjects, "flags and experiments", limits::FLAGS_MAX),
    (KeySpace::Segments, "segments", limits::SEGMENTS_MAX),
    (KeySpace::Metrics, "metrics", limits::METRIC_DOCUMENTS_MAX),
    (KeySpace::Releases, "releases", limits::RELEASES_MAX),
];

/// One step into a document, to tell the place of a problem.
#[derive(Clone, Copy)]
enum Step {
    Key(&'static str),
    Index(usize),
}

impl Step {
    fn below(self, path: &Path) -> Path {
        match self {
            Self::Key(key) => path.key(key),
            Self::Index(index) => path.index(index),
        }
    }
}

impl Check<'_> {
    fn find(&self, space: KeySpace, key: &str) -> Option<usize> {
        self.index[space as usize].get(key).copied()
    }

    fn is_accepted(&self, draft: usize) -> bool {
        self.drafts[draft].body.is_some()
    }

    /// Refuses a document for a problem at a place within it.
    fn refuse(&mut self, draft: usize, steps: &[Step], problem: Problem) {
        let draft = &mut self.drafts[draft];
        let (mut node, mut path) = (draft.node, draft.path());
        for step in steps {
            let Some(at) = node else {
                path = step.below(&path);
                continue;
            };
            let (next, next_path) = match (*step, &at.value) {
                (Step::Key(key), _) => (at.get(key), path.key(key)),
                (Step::Index(index), Value::List(items)) => (items.get(index), path.index(index)),
                (Step::Index(_), _) => (None, path.clone()),
            };
            let Some(next) = next else { break };
            (node, path) = (Some(next), next_path);
        }
        let mark = node.map_or(draft.entry.mark, |node| node.mark);
        self.collector.report(&draft.entry.file, mark, &path, problem);
        draft.body = None;
    }

    /// No two documents of a key space have the same key. Where they do, neither stands.
    fn keys(&mut self) {
        for draft in 0..self.drafts.len() {
            let entry = &self.drafts[draft].entry;
            if !is_key(&entry.key) {
                continue;
            }
            let index = &mut self.index[KeySpace::from(entry.kind) as usize];
            let Some(&first) = index.get(&entry.key) else {
                index.insert(entry.key.clone(), draft);
                continue;
            };
            let (key, holder) = (entry.key.clone(), &self.drafts[first].entry);
            let problem = if holder.kind == entry.kind && holder.file == entry.file {
                Problem::DuplicateKey { key, first_line: holder.mark.line }
            } else {
                let place = match &*holder.file {
                    STANDING => "that is there already".to_owned(),
                    file => format!("in {file}:{}", holder.mark.line),
                };
                Problem::KeyTaken { key, holder: holder.kind.name(), place }
            };
            let path = self.drafts[draft].path();
            self.collector.report(&entry.file, entry.mark, &path, problem);
            self.drafts[draft].body = None;
            self.drafts[first].body = None;
        }
    }

    /// No more documents than an environment may have; those beyond are refused.
    fn counts(&mut self) {
        for (space, what, max) in COUNTS {
            let of_space = |index: &usize| KeySpace::from(self.drafts[*index].entry.kind) == space;
            let all: Vec<usize> = (0..self.drafts.len()).filter(of_space).collect();
            let Some((first, others)) = all.get(max..).and_then(<[usize]>::split_first) else {
                continue;
            };
            self.refuse(*first, &[], Problem::TooMany { what, count: all.len(), max });
            for draft in others {
                self.drafts[*draft].body = None;
            }
        }
    }

    fn experiments(&self) -> impl Iterator<Item = (usize, &Experiment)> {
        self.drafts.iter().enumerate().filter_map(|(index, draft)| match &draft.body {
            Some(Body::Experiment(experiment)) => Some((index, &**experiment)),
            _ => None,
        })
    }

    /// Experiments of a layer bucket alike, and those that run by themselves find room.
    fn layers(&mut self) {
        let mut layers: HashMap<&str, (usize, Layer), FixedState> = HashMap::default();
        let mut problems = Vec::new();
        for (draft, experiment) in self.experiments() {
            let Some(name) = experiment.layer.as_deref() else {
                continue;
            };
            let (first, layer) = layers.entry(name).or_insert_with(|| (draft, Layer::default()));
            if let Some(Body::Experiment(other)) = &self.drafts[*first].body
                && other.bucket_by != experiment.bucket_by
            {
                let own = self.drafts[draft].entry.key.clone();
                let other = self.drafts[*first].entry.key.clone();
                let problem = Problem::LayerBucketBy { layer: shown(name), own, other };
                problems.push((draft, problem));
                continue;
            }
            let width = experiment.traffic.threshold();
            let has_to_fit = self.rooms == Rooms::Documents && takes_range(experiment);
            if has_to_fit && layer.take_lowest(width).is_none() {
                let free = Percentage::from_threshold(layer.widest_gap()).to_string();
                let needed = experiment.traffic.to_string();
                let problem = Problem::LayerFull { layer: shown(name), free, needed };
                problems.push((draft, problem));
            }
        }
        for (draft, problem) in problems {
            self.refuse(draft, &[Step::Key("layer")], problem);
        }
    }

    /// The documents that stand, those that did before in their places. One that was refused is in
    /// them in no form: what it was before may name what is not so any more.
    fn into_documents(self, mut documents: Documents) -> (Documents, Vec<Entry>) {
        let refused = self.drafts.iter().filter(|draft| draft.body.is_none());
        let refused: Vec<_> =
            refused.map(|draft| (draft.entry.kind, draft.entry.key.as_str())).collect();
        documents.remove(&refused);
        let is_new = |draft: &Draft<'_>| draft.node.is_some();
        let new: Vec<_> = self.drafts.into_iter().filter(is_new).collect();
        let entries = accept(&mut documents, new);
        (documents, entries)
    }
}

/// Puts the new documents that were not refused among the others.
fn accept(documents: &mut Documents, mut drafts: Vec<Draft<'_>>) -> Vec<Entry> {
    documents.put(drafts.iter_mut().filter_map(|Draft { entry, body, .. }| {
        entry.accepted = body.is_some();
        Some((entry.key.as_str(), body.take()?))
    }));
    drafts.into_iter().map(|draft| draft.entry).collect()
}
