//! Freezes: spans of time in which definitions do not change. Several stand side by side.
//!
//! One that begins at once goes by the name of its scope; a window that is planned, and another one
//! beside it, has an id of its own. Whether one holds is a question of the time.

use std::collections::BTreeMap;

use hoist_api::{FreezeScope, FreezeWindow};
use hoist_ruleset::DocumentKind;
use hoist_ruleset::log::{Entry, Kind};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A freeze that was not lifted. Its time may be to come, or over.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FreezeFact {
    pub(crate) id: String,
    pub(crate) scope: FreezeScope,
    /// Since the entry, or for a planned one its beginning.
    pub(crate) from: Timestamp,
    pub(crate) until: Option<Timestamp>,
    pub(crate) by: String,
    pub(crate) reason: Option<String>,
    pub(crate) seq: u64,
    is_planned: bool,
}

/// What the log keeps of a freeze beside its entry.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct FreezeBody {
    pub(crate) scope: FreezeScope,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) until: Option<Timestamp>,
}

impl FreezeFact {
    /// Whether it holds at a time. One that began at once holds from its entry on, also where the
    /// clock went back behind that.
    pub(crate) fn holds(&self, now: Timestamp) -> bool {
        !self.is_over(now) && (!self.is_planned || self.from <= now)
    }

    fn is_over(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|until| until <= now)
    }

    fn is_of(&self, kind: DocumentKind) -> bool {
        self.scope == FreezeScope::All || kind == DocumentKind::Experiment
    }

    /// The freeze as it is sent.
    pub(crate) fn shown(&self, now: Timestamp) -> FreezeWindow {
        FreezeWindow {
            id: self.id.clone(),
            holds: self.holds(now),
            scope: self.scope,
            from: self.from,
            until: self.until,
            by: self.by.clone(),
            reason: self.reason.clone(),
            seq: self.seq,
        }
    }
}

/// The freezes that were not lifted, by id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Freezes(BTreeMap<String, FreezeFact>);

impl Freezes {
    pub(super) fn note(&mut self, entry: &Entry, body: Option<&str>) {
        let Entry { seq, time, key, actor, reason, .. } = entry;
        // Those that are over would stay for ever: nobody lifts them.
        self.0.retain(|id, freeze| id != key && !freeze.is_over(*time));
        let body = body.and_then(|body| serde_json::from_str::<FreezeBody>(body).ok());
        if let (Kind::Frozen, Some(FreezeBody { scope, from, until })) = (entry.kind, body) {
            let fact = FreezeFact {
                id: key.clone(),
                scope,
                from: from.unwrap_or(*time),
                until,
                by: actor.clone(),
                reason: reason.clone(),
                seq: *seq,
                is_planned: from.is_some(),
            };
            self.0.insert(key.clone(), fact);
        }
    }

    /// Those that hold at a time or are to come, by their beginning.
    pub(crate) fn open(&self, now: Timestamp) -> Vec<&FreezeFact> {
        let mut open: Vec<_> = self.0.values().filter(|freeze| !freeze.is_over(now)).collect();
        open.sort_by_key(|freeze| (freeze.from, freeze.seq));
        open
    }

    /// Those that hold at a time: the widest first, of equals the longest.
    pub(crate) fn at(&self, now: Timestamp) -> Vec<&FreezeFact> {
        let mut held: Vec<_> = self.0.values().filter(|freeze| freeze.holds(now)).collect();
        held.sort_by_key(|freeze| {
            let until = std::cmp::Reverse(freeze.until.unwrap_or(Timestamp::MAX));
            (freeze.scope != FreezeScope::All, until, freeze.seq)
        });
        held
    }

    /// The one that holds at a time for some kind of documents.
    pub(crate) fn of(&self, kind: DocumentKind, now: Timestamp) -> Option<&FreezeFact> {
        self.at(now).into_iter().find(|freeze| freeze.is_of(kind))
    }
}

#[cfg(test)]
mod tests {
    use hoist_ruleset::log::{Collection, Head};

    use super::*;
    use crate::author::Author;

    #[test]
    fn what_is_over_is_gone_with_the_next_one() {
        let time = |second| Timestamp::from_second(second).unwrap();
        let mut freezes = Freezes::default();
        let mut note = |id: &str, at, until| {
            let body = FreezeBody { scope: FreezeScope::All, from: None, until: Some(time(until)) };
            let draft = Author::server().draft(Kind::Frozen, Collection::Environment, id, None);
            let entry = draft.seal(&Head::genesis("log"), time(at));
            freezes.note(&entry, serde_json::to_string(&body).ok().as_deref());
            freezes.0.keys().cloned().collect::<Vec<_>>()
        };
        assert_eq!(note("a", 1, 10), ["a"]);
        assert_eq!(note("b", 9, 20), ["a", "b"]);
        assert_eq!(note("c", 10, 30), ["b", "c"]);
    }
}
