//! Changing a set of documents, and telling two sets apart, at the cost of what is different.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::names::each_name;
use super::{Documents, MetricUse, Release, ReleaseCheck, Strategy, Variant};
use crate::key::{ExperimentKey, FlagKey, KeySpace, MetricKey, ReleaseKey, SegmentKey};
use crate::read::{Body, DocumentKind};

impl Documents {
    /// The document of a kind and key.
    pub(crate) fn body(&self, kind: DocumentKind, key: &str) -> Option<Body> {
        match kind {
            DocumentKind::Flag => self.flags.get(key).cloned().map(Body::Flag),
            DocumentKind::Segment => self.segments.get(key).cloned().map(Body::Segment),
            DocumentKind::Metric => self.metrics.get(key).cloned().map(Body::Metric),
            DocumentKind::Experiment => self.experiments.get(key).cloned().map(Body::Experiment),
            DocumentKind::Release => self.releases.get(key).cloned().map(Body::Release),
        }
    }

    /// What a name stands for.
    pub(crate) fn named(&self, space: KeySpace, key: &str) -> Option<Body> {
        let body = |kind| self.body(kind, key);
        match space {
            KeySpace::Subjects => {
                body(DocumentKind::Flag).or_else(|| body(DocumentKind::Experiment))
            }
            KeySpace::Segments => body(DocumentKind::Segment),
            KeySpace::Metrics => body(DocumentKind::Metric),
            KeySpace::Releases => body(DocumentKind::Release),
        }
    }

    /// The keys of flags and then of experiments, from a place on.
    pub(crate) fn subjects_from(&self, place: usize) -> impl Iterator<Item = &str> {
        let flags = self.flags.keys_from(place).map(FlagKey::as_str);
        let experiments = self.experiments.keys_from(place.saturating_sub(self.flags.len()));
        flags.chain(experiments.map(ExperimentKey::as_str))
    }

    /// Puts documents in their places, or behind the others where they have none yet.
    ///
    /// What has no key was refused when it was read, so there always is one.
    pub(crate) fn put<'k>(&mut self, documents: impl IntoIterator<Item = (&'k str, Body)>) {
        let (mut flags, mut segments) = (Vec::new(), Vec::new());
        let (mut metrics, mut experiments, mut releases) = (Vec::new(), Vec::new(), Vec::new());
        for (key, body) in documents {
            let before = self.body(body.kind(), key);
            let key: Arc<str> = key.into();
            self.namers.note(body.kind(), &key, before.as_ref(), Some(&body));
            match body {
                Body::Flag(flag) => flags.extend(FlagKey::of(key).zip(Some(flag))),
                Body::Segment(segment) => segments.extend(SegmentKey::of(key).zip(Some(segment))),
                Body::Metric(metric) => metrics.extend(MetricKey::of(key).zip(Some(metric))),
                Body::Experiment(experiment) => {
                    experiments.extend(ExperimentKey::of(key).zip(Some(experiment)));
                }
                Body::Release(release) => releases.extend(ReleaseKey::of(key).zip(Some(release))),
            }
        }
        self.flags.put(flags);
        self.segments.put(segments);
        self.metrics.put(metrics);
        self.experiments.put(experiments);
        self.releases.put(releases);
    }

    /// Takes documents out; the others keep their order.
    pub(crate) fn remove(&mut self, gone: &[(DocumentKind, &str)]) {
        for (kind, key) in gone {
            if let Some(before) = self.body(*kind, key) {
                self.namers.note(*kind, &Arc::from(*key), Some(&before), None);
            }
        }
        let keys =
            |wanted| gone.iter().filter(move |(kind, _)| *kind == wanted).map(|(_, key)| *key);
        self.flags.remove(keys(DocumentKind::Flag));
        self.segments.remove(keys(DocumentKind::Segment));
        self.metrics.remove(keys(DocumentKind::Metric));
        self.experiments.remove(keys(DocumentKind::Experiment));
        self.releases.remove(keys(DocumentKind::Release));
    }

    /// Kind and key of the documents that are not the same in memory here and there, found without
    /// a look at those that both sets share.
    pub(crate) fn apart_from<'d>(&'d self, other: &'d Self) -> Vec<(DocumentKind, &'d str)> {
        let flags = self.flags.differing(&other.flags);
        let segments = self.segments.differing(&other.segments);
        let metrics = self.metrics.differing(&other.metrics);
        let experiments = self.experiments.differing(&other.experiments);
        let releases = self.releases.differing(&other.releases);
        let flags = flags.map(|key| (DocumentKind::Flag, key.as_str()));
        let segments = segments.map(|key| (DocumentKind::Segment, key.as_str()));
        let metrics = metrics.map(|key| (DocumentKind::Metric, key.as_str()));
        let experiments = experiments.map(|key| (DocumentKind::Experiment, key.as_str()));
        let releases = releases.map(|key| (DocumentKind::Release, key.as_str()));
        flags.chain(segments).chain(metrics).chain(experiments).chain(releases).collect()
    }

    /// Kind and key of the documents that do not say the same here and there.
    pub fn differing<'d>(&'d self, other: &'d Self) -> Vec<(DocumentKind, &'d str)> {
        let mut differing = self.apart_from(other);
        differing.retain(|(kind, key)| !self.agrees(other, *kind, key));
        differing
    }

    /// Whether a document is the same here and there; absent in both is the same too.
    pub fn agrees(&self, other: &Self, kind: DocumentKind, key: &str) -> bool {
        match kind {
            DocumentKind::Flag => self.flags.get(key) == other.flags.get(key),
            DocumentKind::Segment => self.segments.get(key) == other.segments.get(key),
            DocumentKind::Metric => self.metrics.get(key) == other.metrics.get(key),
            DocumentKind::Experiment => self.experiments.get(key) == other.experiments.get(key),
            DocumentKind::Release => self.releases.get(key) == other.releases.get(key),
        }
    }

    /// The documents that name one, as kind and key.
    pub fn referrers(&self, kind: DocumentKind, key: &str) -> Vec<(DocumentKind, &str)> {
        let mut namers: Vec<(DocumentKind, &str)> = match KeySpace::from(kind) {
            KeySpace::Metrics => self.users_of_metric(key).collect(),
            space => self.namers.of(space, key).map(|(kind, key)| (*kind, &**key)).collect(),
        };
        namers.sort_by_key(|(kind, key)| match kind {
            DocumentKind::Flag => (0, self.flags.place(key)),
            DocumentKind::Segment => (1, self.segments.place(key)),
            DocumentKind::Metric => (2, self.metrics.place(key)),
            DocumentKind::Experiment => (3, self.experiments.place(key)),
            DocumentKind::Release => (4, self.releases.place(key)),
        });
        namers
    }

    /// The documents that one names and that there are, each once: prerequisites, segments and
    /// metrics.
    pub fn references(&self, kind: DocumentKind, key: &str) -> Vec<(DocumentKind, String)> {
        let Some(body) = self.body(kind, key) else {
            return Vec::new();
        };
        let mut named = BTreeSet::new();
        each_name(&body, &mut |space, key| _ = named.insert((space, key)));
        let metrics = body.metrics().map(|key| (KeySpace::Metrics, key));
        named.extend(metrics);
        let found = named.into_iter().filter_map(|(space, key)| {
            let kind = self.named(space, key)?.kind();
            Some((kind, key.to_owned()))
        });
        found.collect()
    }

    fn users_of_metric(&self, metric: &str) -> impl Iterator<Item = (DocumentKind, &str)> {
        let uses = move |mut used: Used<'_>| used.any(|key| key == metric);
        let flags = self.flags.iter().filter(move |(_, flag)| uses(used(&flag.metrics)));
        let experiments = self.experiments.iter();
        let experiments = experiments.filter(move |(_, one)| uses(used(&one.metrics)));
        let releases = self.releases.iter().filter(move |(_, one)| uses(compared(one)));
        let flags = flags.map(|(key, _)| (DocumentKind::Flag, key.as_str()));
        let experiments = experiments.map(|(key, _)| (DocumentKind::Experiment, key.as_str()));
        let releases = releases.map(|(key, _)| (DocumentKind::Release, key.as_str()));
        flags.chain(experiments).chain(releases)
    }
}

/// Keys of metrics that a document uses.
type Used<'d> = Box<dyn Iterator<Item = &'d str> + 'd>;

fn used(metrics: &[MetricUse]) -> Used<'_> {
    Box::new(metrics.iter().map(|each| each.metric.as_str()))
}

fn compared(release: &Release) -> Used<'_> {
    Box::new(release.checks.iter().filter_map(ReleaseCheck::metric).map(MetricKey::as_str))
}

impl Body {
    pub(crate) fn kind(&self) -> DocumentKind {
        match self {
            Self::Flag(_) => DocumentKind::Flag,
            Self::Segment(_) => DocumentKind::Segment,
            Self::Metric(_) => DocumentKind::Metric,
            Self::Experiment(_) => DocumentKind::Experiment,
            Self::Release(_) => DocumentKind::Release,
        }
    }

    /// The metrics that it names.
    fn metrics(&self) -> Used<'_> {
        match self {
            Self::Flag(flag) => used(&flag.metrics),
            Self::Experiment(experiment) => used(&experiment.metrics),
            Self::Release(release) => compared(release),
            Self::Segment(_) | Self::Metric(_) => used(&[]),
        }
    }

    /// The variants that it has of its own; none where its results are on and off.
    pub(crate) fn variants(&self) -> &[Variant] {
        match self {
            Self::Flag(flag) => flag.variants(),
            Self::Experiment(experiment) => &experiment.variants,
            Self::Segment(_) | Self::Metric(_) | Self::Release(_) => &[],
        }
    }

    /// Whether it is a flag whose share a release can move.
    pub(crate) fn has_share(&self) -> bool {
        matches!(self, Self::Flag(flag) if matches!(flag.strategy, Strategy::Percentage { .. }))
    }

    /// Whether it can have the same results as another, in the same order: to who requires one of
    /// them it makes no difference then which of the two is there.
    pub(crate) fn has_results_of(&self, other: &Self) -> bool {
        let (own, others) = (self.variants(), other.variants());
        own.len() == others.len() && own.iter().zip(others).all(|(one, two)| one.name == two.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::read;
    use crate::source::Source;

    #[test]
    fn a_document_names_those_whose_referrer_it_is() {
        let yaml = "
features:
  base: {type: boolean}
  checkout:
    type: boolean
    requires: [{flag: base, is: true}, {flag: homepage, is: control}]
    metrics: [sales, conversion_rate]
    rules:
      - {type: segment, value: true, conditions: {segment: staff}}
      - {type: property, value: true, conditions: {any: [{type: segment, conditions: {segment: [ring, none]}}]}}
segments:
  staff: {include: [ana]}
  ring: {rules: [{type: segment, conditions: {segment: staff}}]}
metrics: {sales: {event: buy, kind: mean}}
experiments:
  homepage: {variants: {control: 50, new: 50}, metrics: [sales]}
";
        let reading = read(&[Source::new("f.yaml", yaml)]);
        let told: Vec<String> = reading.diagnostics.iter().map(ToString::to_string).collect();
        assert_eq!(reading.problems, 0, "{told:?}");
        let documents = reading.documents;
        let references = |kind, key: &str| -> String {
            let named = documents.references(kind, key).into_iter();
            named.map(|(kind, key)| format!("{} {key} ", kind.name())).collect()
        };
        let expected = "flag base experiment homepage segment ring segment staff metric sales ";
        assert_eq!(references(DocumentKind::Flag, "checkout"), expected);
        assert_eq!(references(DocumentKind::Segment, "ring"), "segment staff ");
        assert_eq!(references(DocumentKind::Experiment, "homepage"), "metric sales ");
        assert_eq!(references(DocumentKind::Flag, "nobody"), "");
        for (kind, key) in documents.keys() {
            for (named_kind, named) in documents.references(kind, key) {
                assert!(documents.referrers(named_kind, &named).contains(&(kind, key)), "{named}");
            }
        }
    }
}
