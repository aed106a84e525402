//! The documents that were accepted before: they take part in the checks beside the new ones.

use std::collections::HashSet;
use std::sync::Arc;

use foldhash::fast::FixedState;

use crate::diagnostic::STANDING;
use crate::document::Documents;
use crate::key::{ExperimentKey, FlagKey, MetricKey, ReleaseKey, SegmentKey};
use crate::read::{Body, DocumentKind, Draft, Onto};

/// The documents without those to be removed, and all drafts: first the documents that the new
/// drafts do not replace.
pub(super) fn with<'n>(onto: &Onto<'_>, new: Vec<Draft<'n>>) -> (Documents, Vec<Draft<'n>>) {
    let mut documents = onto.documents.clone();
    documents.remove(&onto.gone());
    let replaced: HashSet<(DocumentKind, &str), FixedState> =
        new.iter().map(|draft| (draft.entry.kind, draft.entry.key.as_str())).collect();
    let file: Arc<str> = STANDING.into();
    let mut drafts: Vec<Draft<'n>> = bodies(&documents)
        .filter(|(kind, key, _)| !replaced.contains(&(*kind, *key)))
        .map(|(kind, key, body)| Draft::standing(kind, key, Arc::clone(&file), body))
        .collect();
    drafts.extend(new);
    (documents, drafts)
}

fn bodies(documents: &Documents) -> impl Iterator<Item = (DocumentKind, &str, Body)> {
    let flag = |(key, flag): (_, &Arc<_>)| {
        let key: &FlagKey = key;
        (DocumentKind::Flag, key.as_str(), Body::Flag(Arc::clone(flag)))
    };
    let segment = |(key, segment): (_, &Arc<_>)| {
        let key: &SegmentKey = key;
        (DocumentKind::Segment, key.as_str(), Body::Segment(Arc::clone(segment)))
    };
    let metric = |(key, metric): (_, &Arc<_>)| {
        let key: &MetricKey = key;
        (DocumentKind::Metric, key.as_str(), Body::Metric(Arc::clone(metric)))
    };
    let experiment = |(key, experiment): (_, &Arc<_>)| {
        let key: &ExperimentKey = key;
        (DocumentKind::Experiment, key.as_str(), Body::Experiment(Arc::clone(experiment)))
    };
    let release = |(key, release): (_, &Arc<_>)| {
        let key: &ReleaseKey = key;
        (DocumentKind::Release, key.as_str(), Body::Release(Arc::clone(release)))
    };
    let flags = documents.flags.iter().map(flag);
    let segments = documents.segments.iter().map(segment);
    let metrics = documents.metrics.iter().map(metric);
    let experiments = documents.experiments.iter().map(experiment);
    let releases = documents.releases.iter().map(release);
    flags.chain(segments).chain(metrics).chain(experiments).chain(releases)
}
