//! What only all documents together can get wrong: keys, references, circles, layers.
//!
//! A document that names a refused one is refused too, so what is accepted always evaluates as
//! written.

mod graph;
mod references;

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::diagnostic::{Diagnostic, Problem};
use crate::document::{Documents, Experiment};
use crate::key::{ExperimentKey, FlagKey, MetricKey, SegmentKey};
use crate::layer::{Layer, takes_range};
use crate::limits;
use crate::number::Percentage;
use crate::read::{Body, DocumentKind, Draft, Drafts, Reading};
use crate::source::{Node, Value};

/// Checks all documents against each other and keeps those that stand.
pub(crate) fn check(drafts: Drafts, diagnostics: Vec<Diagnostic>) -> Reading {
    let mut check = Check { drafts: drafts.0, index: HashMap::default(), diagnostics };
    check.keys();
    check.counts();
    references::check(&mut check);
    check.layers();
    check.into_reading()
}

/// Flags and experiments share their keys; the other kinds have their own.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum KeySpace {
    Subjects,
    Segments,
    Metrics,
}

impl From<DocumentKind> for KeySpace {
    fn from(kind: DocumentKind) -> Self {
        match kind {
            DocumentKind::Flag | DocumentKind::Experiment => Self::Subjects,
            DocumentKind::Segment => Self::Segments,
            DocumentKind::Metric => Self::Metrics,
        }
    }
}

struct Check {
    drafts: Vec<Draft>,
    /// The document of each key, refused ones included.
    index: HashMap<(KeySpace, String), usize, FixedState>,
    diagnostics: Vec<Diagnostic>,
}

/// One step into a document, to tell the place of a problem.
#[derive(Clone, Copy)]
enum Step {
    Key(&'static str),
    Index(usize),
}

impl Check {
    fn find(&self, space: KeySpace, key: &str) -> Option<usize> {
        self.index.get(&(space, key.to_owned())).copied()
    }

    fn is_accepted(&self, draft: usize) -> bool {
        self.drafts[draft].body.is_some()
    }

    /// Refuses a document for a problem at a place within it.
    fn refuse(&mut self, draft: usize, steps: &[Step], problem: Problem) {
        let draft = &mut self.drafts[draft];
        let (mut node, mut path): (&Node, _) = (&draft.node, draft.path.clone());
        for step in steps {
            let (next, next_path) = match (*step, &node.value) {
                (Step::Key(key), _) => (node.get(key), path.key(key)),
                (Step::Index(index), Value::List(items)) => (items.get(index), path.index(index)),
                (Step::Index(_), _) => (None, path.clone()),
            };
            let Some(next) = next else { break };
            (node, path) = (next, next_path);
        }
        self.diagnostics.push(Diagnostic::new(&draft.entry.file, node.mark, &path, problem));
        draft.body = None;
    }

    /// No two documents of a key space have the same key. Where they do, neither stands.
    fn keys(&mut self) {
        for draft in 0..self.drafts.len() {
            let entry = self.drafts[draft].entry.clone();
            let slot = (KeySpace::from(entry.kind), entry.key.clone());
            let Some(&first) = self.index.get(&slot) else {
                self.index.insert(slot, draft);
                continue;
            };
            let holder = self.drafts[first].entry.clone();
            let key = crate::read::shown(&entry.key);
            let problem = if holder.kind == entry.kind && holder.file == entry.file {
                Problem::DuplicateKey { key, first_line: holder.mark.line }
            } else {
                let place = format!("{}:{}", holder.file, holder.mark.line);
                Problem::KeyTaken { key, holder: holder.kind.name(), place }
            };
            let (file, mark) = (&entry.file, entry.mark);
            let path = self.drafts[draft].path.clone();
            self.diagnostics.push(Diagnostic::new(file, mark, &path, problem));
            self.drafts[draft].body = None;
            self.drafts[first].body = None;
        }
    }

    /// No more documents than an environment may have.
    fn counts(&mut self) {
        let limits = [
            (KeySpace::Subjects, "flags and experiments", limits::FLAGS_MAX),
            (KeySpace::Segments, "segments", limits::SEGMENTS_MAX),
            (KeySpace::Metrics, "metrics", limits::FLAGS_MAX),
        ];
        for (space, what, max) in limits {
            let of_space = |draft: &Draft| KeySpace::from(draft.entry.kind) == space;
            let count = self.drafts.iter().filter(|draft| of_space(draft)).count();
            let over = self.drafts.iter().enumerate().filter(|(_, draft)| of_space(draft));
            let over: Vec<usize> = over.skip(max).map(|(index, _)| index).collect();
            for draft in over {
                self.refuse(draft, &[], Problem::TooMany { what, count, max });
            }
        }
    }

    fn experiments(&self) -> impl Iterator<Item = (usize, &Experiment)> {
        self.drafts.iter().enumerate().filter_map(|(index, draft)| match &draft.body {
            Some(Body::Experiment(experiment)) => Some((index, experiment)),
            _ => None,
        })
    }

    /// Experiments of a layer bucket alike, and those that run by themselves find room.
    fn layers(&mut self) {
        let mut layers: HashMap<String, (usize, Layer), FixedState> = HashMap::default();
        let mut problems = Vec::new();
        for (draft, experiment) in self.experiments() {
            let Some(name) = experiment.layer.clone() else {
                continue;
            };
            let (first, layer) =
                layers.entry(name.clone()).or_insert_with(|| (draft, Layer::default()));
            if let Some(Body::Experiment(other)) = &self.drafts[*first].body
                && other.bucket_by != experiment.bucket_by
            {
                let own = self.drafts[draft].entry.key.clone();
                let other = self.drafts[*first].entry.key.clone();
                let problem = Problem::LayerBucketBy { layer: name, own, other };
                problems.push((draft, "layer", problem));
                continue;
            }
            let width = experiment.traffic.threshold();
            if takes_range(experiment) && layer.take_lowest(width).is_none() {
                let free = Percentage::from_threshold(layer.widest_gap()).to_string();
                let needed = experiment.traffic.to_string();
                problems.push((draft, "layer", Problem::LayerFull { layer: name, free, needed }));
            }
        }
        for (draft, field, problem) in problems {
            self.refuse(draft, &[Step::Key(field)], problem);
        }
    }

    fn into_reading(self) -> Reading {
        let mut documents = Documents::default();
        let mut entries = Vec::with_capacity(self.drafts.len());
        for mut draft in self.drafts {
            draft.entry.accepted = draft.body.is_some();
            let key = &draft.entry.key;
            match draft.body {
                Some(Body::Flag(flag)) => insert(&mut documents.flags, FlagKey::parse(key), flag),
                Some(Body::Segment(segment)) => {
                    insert(&mut documents.segments, SegmentKey::parse(key), segment);
                }
                Some(Body::Metric(metric)) => {
                    insert(&mut documents.metrics, MetricKey::parse(key), metric);
                }
                Some(Body::Experiment(experiment)) => {
                    insert(&mut documents.experiments, ExperimentKey::parse(key), experiment);
                }
                None => {}
            }
            entries.push(draft.entry);
        }
        Reading { documents, diagnostics: self.diagnostics, entries }
    }
}

/// A draft whose key is none was refused when it was read, so there always is one.
fn insert<K, V>(map: &mut indexmap::IndexMap<K, V>, key: Option<K>, value: V)
where
    K: std::hash::Hash + Eq,
{
    if let Some(key) = key {
        map.insert(key, value);
    }
}
