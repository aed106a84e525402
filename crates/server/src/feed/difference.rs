//! The values of messages: everything at a moment, and what is different since a seq.

use std::collections::BTreeMap;

use hoist_api::stream::{Difference, KillNotice, StateDifference};
use hoist_api::{LifeState, Snapshot, SnapshotState};
use hoist_ruleset::DocumentKind;
use serde_json::Value;

use crate::moment::Moment;
use crate::moment::gone::Lost;

/// Everything that evaluation needs.
pub(super) fn snapshot(moment: &Moment, environment: &str) -> Snapshot {
    let section = |wanted| -> BTreeMap<String, Value> {
        let keys = moment.documents.keys().filter(|(kind, _)| *kind == wanted);
        keys.filter_map(|(_, key)| Some((key.to_owned(), value(moment, wanted, key)?))).collect()
    };
    let killed = moment.kills.iter().map(|(key, kill)| (key.clone(), kill.killed.clone()));
    Snapshot {
        environment: environment.to_owned(),
        log: moment.line.to_string(),
        seq: moment.head.seq,
        past: false,
        features: section(DocumentKind::Flag),
        experiments: section(DocumentKind::Experiment),
        segments: section(DocumentKind::Segment),
        order: moment.documents.experiments().keys().map(|key| key.to_string()).collect(),
        state: SnapshotState {
            killed: killed.collect(),
            experiments: lives(moment, 0),
            versions: versions(moment, moment.documents.flags().keys().map(|key| key.as_str())),
            shares: moment.shares.in_force().collect(),
        },
    }
}

/// What is different since a seq, which is not below the floor of what is gone.
pub(super) fn difference(moment: &Moment, from: u64) -> Difference {
    let changed = moment.definitions.after(from);
    let there = changed
        .map(|(kind, key)| (kind, key.to_owned(), value(moment, kind, key)))
        .filter(|(_, _, value)| value.is_some());
    let gone = moment.gone.after(from).filter_map(|(lost, _)| match lost {
        Lost::Document(kind, key) => Some((*kind, key.to_string(), None)),
        Lost::Kill(_) => None,
    });
    let (log, seq) = (moment.line.to_string(), moment.head.seq);
    let mut difference = Difference { log, from, seq, ..Difference::default() };
    for (kind, key, value) in there.chain(gone) {
        match kind {
            DocumentKind::Flag => difference.features.insert(key, value),
            DocumentKind::Experiment => difference.experiments.insert(key, value),
            DocumentKind::Segment => difference.segments.insert(key, value),
            // Nobody evaluates by these.
            DocumentKind::Metric | DocumentKind::Release => None,
        };
    }
    let killed = kills(moment, from).into_iter().map(|notice| (notice.key, notice.killed));
    difference.state = StateDifference {
        killed: killed.collect(),
        experiments: lives(moment, from),
        versions: versions(moment, difference.features.keys().map(String::as_str)),
        shares: moment.shares.after(from).collect(),
    };
    difference
}

/// The last kill or revival of each key after a seq, in their order.
pub(super) fn kills(moment: &Moment, after: u64) -> Vec<KillNotice> {
    let log = &moment.line;
    let notice = |seq, key: &str, killed| {
        let (log, key) = (log.to_string(), key.to_owned());
        KillNotice { log, seq, key, killed }
    };
    let killed = moment.kills.iter().filter(|(_, kill)| kill.seq > after);
    let killed = killed.map(|(key, kill)| notice(kill.seq, key, Some(kill.killed.clone())));
    let revived = moment.gone.after(after).filter_map(|(lost, seq)| match lost {
        Lost::Kill(key) => Some(notice(seq, key, None)),
        Lost::Document(..) => None,
    });
    let mut notices: Vec<KillNotice> = killed.chain(revived).collect();
    notices.sort_by_key(|notice| notice.seq);
    notices
}

/// The lives of experiments that the log says something of after a seq.
fn lives(moment: &Moment, after: u64) -> BTreeMap<String, LifeState> {
    let lives = moment.lives.after(after);
    lives.map(|(key, life)| (key.to_owned(), life.body.state.clone())).collect()
}

/// The versions of those flags that are measured.
fn versions<'k>(moment: &Moment, keys: impl Iterator<Item = &'k str>) -> BTreeMap<String, u64> {
    let flags = moment.documents.flags();
    let measured = keys.filter(|key| flags.get(key).is_some_and(|flag| !flag.metrics.is_empty()));
    measured.map(|key| (key.to_owned(), moment.flag_version(key))).collect()
}

fn value(moment: &Moment, kind: DocumentKind, key: &str) -> Option<Value> {
    moment.documents.to_value(kind, key).ok().flatten()
}
