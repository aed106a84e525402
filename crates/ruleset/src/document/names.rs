//! What documents name, and who names them.
//!
//! The second is kept beside the documents, so that a change finds whom it concerns without asking
//! all of them.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::{Clause, Conditions, Rule};
use crate::key::KeySpace;
use crate::read::{Body, DocumentKind};

/// A document that names another.
pub(crate) type Namer = (DocumentKind, Arc<str>);

type Set = HashSet<Namer, FixedState>;

type ByName = HashMap<Arc<str>, Arc<Set>, FixedState>;

/// Who names which subject or segment, whether or not that exists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Namers {
    of_subjects: Arc<ByName>,
    of_segments: Arc<ByName>,
}

impl Namers {
    /// The documents that name one, each once, in no order.
    pub(crate) fn of(&self, space: KeySpace, key: &str) -> impl Iterator<Item = &Namer> + use<'_> {
        let namers = match space {
            KeySpace::Subjects => self.of_subjects.get(key),
            KeySpace::Segments => self.of_segments.get(key),
            KeySpace::Metrics | KeySpace::Releases => None,
        };
        namers.into_iter().flat_map(|namers| namers.iter())
    }

    /// Everything that is named.
    pub(crate) fn named(&self) -> impl Iterator<Item = (KeySpace, &str)> {
        let subjects = self.of_subjects.keys().map(|key| (KeySpace::Subjects, &**key));
        subjects.chain(self.of_segments.keys().map(|key| (KeySpace::Segments, &**key)))
    }

    /// Notes that a document is another one now; `None` is none.
    pub(crate) fn note(
        &mut self,
        kind: DocumentKind,
        key: &Arc<str>,
        before: Option<&Body>,
        after: Option<&Body>,
    ) {
        let namer = (kind, Arc::clone(key));
        let [before, after] = [before, after].map(|body| body.map(names).unwrap_or_default());
        for (space, key) in before.difference(&after) {
            self.change(*space, |by_name| {
                let Some(namers) = by_name.get_mut(*key).map(Arc::make_mut) else { return };
                namers.remove(&namer);
                if namers.is_empty() {
                    by_name.remove(*key);
                }
            });
        }
        for (space, key) in after.difference(&before) {
            self.change(*space, |by_name| {
                let namers = by_name.entry(Arc::from(*key)).or_default();
                Arc::make_mut(namers).insert(namer.clone());
            });
        }
    }

    fn change(&mut self, space: KeySpace, change: impl FnOnce(&mut ByName)) {
        match space {
            KeySpace::Subjects => change(Arc::make_mut(&mut self.of_subjects)),
            KeySpace::Segments => change(Arc::make_mut(&mut self.of_segments)),
            KeySpace::Metrics | KeySpace::Releases => {}
        }
    }
}

fn names(body: &Body) -> BTreeSet<(KeySpace, &str)> {
    let mut names = BTreeSet::new();
    each_name(body, &mut |space, key| _ = names.insert((space, key)));
    names
}

/// Calls back with every flag, experiment and segment that a document names, as often as it does.
pub(crate) fn each_name<'b>(body: &'b Body, found: &mut impl FnMut(KeySpace, &'b str)) {
    if let Body::Flag(flag) = body {
        flag.requires.iter().for_each(|each| found(KeySpace::Subjects, each.flag.as_str()));
    }
    if let Body::Release(release) = body {
        found(KeySpace::Subjects, release.flag.as_str());
    }
    for rule in rules(body).1 {
        each_segment(&rule.conditions, &mut |name| found(KeySpace::Segments, name));
    }
}

/// The rules of a document with the field they stand in.
pub(crate) fn rules(body: &Body) -> (&'static str, Vec<&Rule>) {
    match body {
        Body::Flag(flag) => ("rules", flag.rules.iter().map(|rule| &rule.rule).collect()),
        Body::Segment(segment) => ("rules", segment.rules.iter().collect()),
        Body::Experiment(experiment) => {
            ("audience", experiment.audience.iter().flatten().collect())
        }
        Body::Metric(_) | Body::Release(_) => ("rules", Vec::new()),
    }
}

/// Calls back with every segment that conditions name.
pub(crate) fn each_segment<'c>(conditions: &'c Conditions, found: &mut impl FnMut(&'c str)) {
    for clause in &conditions.clauses {
        match clause {
            Clause::Segments(names) => names.iter().for_each(|name| found(name)),
            Clause::All(members) | Clause::Any(members) => {
                members.iter().for_each(|member| each_segment(member, found));
            }
            Clause::Not(member) => each_segment(member, found),
            _ => {}
        }
    }
}
