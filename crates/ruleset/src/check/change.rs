//! Whether a change of a sound set of documents leaves a sound one, at the cost of what it touches.
//!
//! Only what a change touches can go wrong: the documents that it holds, and those that name them,
//! as far as it makes a difference to them. So a document that nobody names is looked at alone,
//! whatever else there is. What is wrong is not told here: then all documents are checked.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;

use super::references::{Cost, can_be};
use super::{COUNTS, Rooms, release};
use crate::document::names::each_name;
use crate::document::{Documents, Experiment, Release, ReleaseCheck};
use crate::key::{KeySpace, MetricKey};
use crate::layer::{Layer, takes_range};
use crate::limits::REFERENCE_DEPTH_MAX;
use crate::read::{Body, DocumentKind, Draft, Onto};

/// A document of a kind whose problems are others' too.
type Name<'d> = (KeySpace, &'d str);

/// The documents after a change that leaves them sound. `None` where something is wrong, or may be.
pub(super) fn sound(onto: &Onto<'_>, drafts: &[Draft<'_>], rooms: Rooms) -> Option<Documents> {
    let before = onto.documents;
    let mut after = before.clone();
    let mut touched = onto.gone();
    after.remove(&touched);
    let mut new = HashSet::with_hasher(FixedState::default());
    let mut put = Vec::new();
    for draft in drafts {
        let (kind, key) = (draft.entry.kind, draft.entry.key.as_str());
        if !new.insert((kind, key)) {
            return None;
        }
        put.push((key, draft.body.clone()?));
        touched.push((kind, key));
    }
    after.put(put);
    let is_sound = are_few_enough(&after)
        && touched.iter().all(|(kind, key)| has_own_key(&after, *kind, key))
        && have_room(&after, &touched, rooms)
        && Change { before: Costs::of(before), after: Costs::of(&after) }.is_sound(&touched);
    is_sound.then_some(after)
}

fn are_few_enough(documents: &Documents) -> bool {
    COUNTS.iter().all(|(space, _, max)| {
        let count = match space {
            KeySpace::Subjects => documents.flags.len() + documents.experiments.len(),
            KeySpace::Segments => documents.segments.len(),
            KeySpace::Metrics => documents.metrics.len(),
            KeySpace::Releases => documents.releases.len(),
        };
        count <= *max
    })
}

fn has_own_key(documents: &Documents, kind: DocumentKind, key: &str) -> bool {
    KeySpace::from(kind) != KeySpace::Subjects
        || !(documents.flags.contains_key(key) && documents.experiments.contains_key(key))
}

/// Whether the layers that a change touches have room, and their experiments bucket alike.
fn have_room(documents: &Documents, touched: &[(DocumentKind, &str)], rooms: Rooms) -> bool {
    let touched = touched.iter().filter(|(kind, _)| *kind == DocumentKind::Experiment);
    let touched = touched.filter_map(|(_, key)| documents.experiments.get(key)?.layer.as_deref());
    let mut layers: HashMap<&str, (Option<&Experiment>, Layer), FixedState> =
        touched.map(|layer| (layer, Default::default())).collect();
    if layers.is_empty() {
        return true;
    }
    documents.experiments.values().all(|experiment| {
        let layer = experiment.layer.as_deref().and_then(|layer| layers.get_mut(layer));
        let Some((first, layer)) = layer else {
            return true;
        };
        let first = first.get_or_insert(experiment);
        let width = experiment.traffic.threshold();
        first.bucket_by == experiment.bucket_by
            && (rooms == Rooms::State
                || !takes_range(experiment)
                || layer.take_lowest(width).is_some())
    })
}

struct Change<'d> {
    before: Costs<'d>,
    after: Costs<'d>,
}

impl<'d> Change<'d> {
    fn is_sound(&mut self, touched: &[(DocumentKind, &'d str)]) -> bool {
        let touched: HashSet<Name<'d>, FixedState> =
            touched.iter().map(|(kind, key)| (KeySpace::from(*kind), *key)).collect();
        touched.iter().all(|(space, key)| self.has_sound_names(*space, key))
            && self.costs_are_within_limits(touched.into_iter().collect())
    }

    /// Whether the prerequisites of a touched document can be met, and those that name it.
    fn has_sound_names(&self, space: KeySpace, key: &str) -> bool {
        let (before, after) = (self.before.documents, self.after.documents);
        let meets = |body: Option<Body>| body.is_none_or(|body| can_be_met(after, &body));
        let (old, new) = (before.named(space, key), after.named(space, key));
        let is_same_to_others = match (&old, &new) {
            (Some(old), Some(new)) => new.has_results_of(old) && new.has_share() == old.has_share(),
            _ => space != KeySpace::Subjects,
        };
        let mut namers = after.namers.of(space, key);
        let is_counted = || {
            let users = after.referrers(DocumentKind::Metric, key);
            users.into_iter().all(|(kind, key)| meets(after.body(kind, key)))
        };
        meets(new)
            && (is_same_to_others || namers.all(|(kind, key)| meets(after.body(*kind, key))))
            && (space != KeySpace::Metrics || is_counted())
    }

    /// Whether nothing goes in circles, and evaluations stay within the limits: of the documents
    /// that are due, and of those that name one which got dearer.
    fn costs_are_within_limits(&mut self, mut due: Vec<Name<'d>>) -> bool {
        let mut seen: HashSet<Name<'d>, FixedState> = due.iter().copied().collect();
        while let Some((space, key)) = due.pop() {
            let costs = self.after.cost(space, key, 0).zip(self.before.cost(space, key, 0));
            let Some((after, before)) = costs else {
                return false;
            };
            if after.is_some_and(|cost| cost.over_limit().is_some()) {
                return false;
            }
            let got_dearer = after.is_some_and(|after| {
                before.is_none_or(|old| after.depth > old.depth || after.steps > old.steps)
            });
            if got_dearer {
                let namers = self.after.documents.namers.of(space, key);
                let namers = namers.map(|(kind, key)| (KeySpace::from(*kind), &**key));
                due.extend(namers.filter(|name| seen.insert(*name)));
            }
        }
        true
    }
}

fn can_be_met(documents: &Documents, body: &Body) -> bool {
    let flag = match body {
        Body::Flag(flag) => flag,
        Body::Release(release) => return can_run(documents, release),
        _ => return true,
    };
    flag.requires.iter().all(|each| {
        let target = documents.named(KeySpace::Subjects, each.flag.as_str());
        target.is_some_and(|target| can_be(&target, &each.is))
    })
}

/// Whether a release can move the share of its flag, and its checks can count.
fn can_run(documents: &Documents, release: &Release) -> bool {
    let key = release.flag.as_str();
    let flag = documents.named(KeySpace::Subjects, key);
    let is_counted = |each: &ReleaseCheck| {
        let key = each.metric().map(MetricKey::as_str);
        let metric = key.and_then(|key| documents.named(KeySpace::Metrics, key));
        release::never_counts(each, false, metric.as_ref()).is_none()
    };
    flag.is_none_or(|flag| release::never_moves(key, &flag).is_none())
        && release.checks.iter().all(is_counted)
}

/// The costs of documents, each found once.
struct Costs<'d> {
    documents: &'d Documents,
    known: HashMap<(KeySpace, String), Found, FixedState>,
}

/// What is known of a document's cost.
#[derive(Clone, Copy)]
enum Found {
    /// It is being found: who asks for it again goes in circles.
    Open,
    Cost(Option<Cost>),
}

impl<'d> Costs<'d> {
    fn of(documents: &'d Documents) -> Self {
        Self { documents, known: HashMap::default() }
    }

    /// The cost of what has a name, if anything has. `None` where it goes in circles, or so deep
    /// that it is over the limit anyway.
    fn cost(&mut self, space: KeySpace, key: &str, depth: u32) -> Option<Option<Cost>> {
        let name = (space, key.to_owned());
        match self.known.get(&name) {
            Some(Found::Open) => return None,
            Some(Found::Cost(cost)) => return Some(*cost),
            None if depth > REFERENCE_DEPTH_MAX => return None,
            None => {}
        }
        let Some(body) = self.documents.named(space, key) else {
            return Some(None);
        };
        let mut names = Vec::new();
        if matches!(body, Body::Release(_)) {
            return Some(Some(Cost::default()));
        }
        each_name(&body, &mut |space, key| names.push((space, key)));
        let mut named = Vec::new();
        if !names.is_empty() {
            self.known.insert(name.clone(), Found::Open);
            for (space, key) in names {
                named.extend(self.cost(space, key, depth + 1)?);
            }
        }
        let cost = Some(Cost::of(&body, named.into_iter()));
        self.known.insert(name, Found::Cost(cost));
        Some(cost)
    }
}
