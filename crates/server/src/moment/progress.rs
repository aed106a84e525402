//! Releases as the log tells of them: which run, on which flag; and the shares that they left.

use std::collections::BTreeMap;

use hoist_ruleset::log::{Entry, Kind};
use hoist_ruleset::{FlagKey, Percentage, State};
use serde::{Deserialize, Serialize};

/// What the log keeps beside an entry about a release.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ProgressBody {
    /// The flag that it moves.
    pub(crate) flag: String,
    /// Which run of the release it is, from 1.
    pub(crate) run: u64,
    /// Announcements of the run up to the effect with this number are in the log.
    pub(crate) told: u64,
    /// What was decided, with its evidence.
    pub(crate) decision: hoist_api::ReleaseDecision,
}

/// What the log keeps beside an entry about the share of a flag.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ShareBody {
    /// In 1/100 %.
    pub(crate) share: u16,
    /// The release that moved it there.
    pub(crate) release: String,
    /// Which run of it.
    pub(crate) run: u64,
    /// Why, with its evidence.
    pub(crate) decision: hoist_api::ReleaseDecision,
}

/// A release, as the log says last.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Progress {
    pub(crate) flag: String,
    pub(crate) run: u64,
    /// Announcements up to the effect with this number are in the log.
    pub(crate) told: u64,
    pub(crate) is_over: bool,
}

/// A share that is or was in force in place of a definition's.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ShareFact {
    /// None where the definition's is in force again.
    pub(crate) share: Option<u16>,
    pub(crate) seq: u64,
}

/// Releases by key, and shares by flag.
#[derive(Clone, Debug, Default)]
pub(crate) struct Progresses {
    releases: BTreeMap<String, Progress>,
    shares: BTreeMap<String, ShareFact>,
}

impl Progresses {
    pub(crate) fn get(&self, release: &str) -> Option<&Progress> {
        self.releases.get(release)
    }

    /// The release that moves the share of a flag, with its key.
    pub(crate) fn of_flag(&self, flag: &str) -> Option<(&str, &Progress)> {
        let mut open = self.releases.iter().filter(|(_, progress)| !progress.is_over);
        open.find(|(_, progress)| progress.flag == flag).map(|(key, one)| (key.as_str(), one))
    }

    /// Whether some release is not over.
    pub(crate) fn is_any_open(&self) -> bool {
        self.releases.values().any(|progress| !progress.is_over)
    }

    /// The shares that changed after a seq.
    pub(crate) fn shares_after(&self, seq: u64) -> BTreeMap<String, Option<u16>> {
        let changed = self.shares.iter().filter(|(_, fact)| fact.seq > seq);
        changed.map(|(key, fact)| (key.clone(), fact.share)).collect()
    }

    /// Takes note of how far a release has come.
    pub(super) fn note(&mut self, entry: &Entry, body: Option<&str>) {
        let body = body.and_then(|body| serde_json::from_str::<ProgressBody>(body).ok());
        let Some(ProgressBody { flag, run, told, .. }) = body else { return };
        let is_over = matches!(entry.kind, Kind::Succeeded | Kind::TakenBack);
        let progress = Progress { flag, run, told, is_over };
        self.releases.insert(entry.key.clone(), progress);
    }

    /// Takes note of a share, in the state too.
    pub(super) fn note_share(&mut self, state: &mut State, entry: &Entry, body: Option<&str>) {
        let share = body.and_then(|body| serde_json::from_str::<ShareBody>(body).ok());
        let (share, seq) = (share.map(|body| body.share), entry.seq);
        self.shares.insert(entry.key.clone(), ShareFact { share, seq });
        let Some(key) = FlagKey::parse(&entry.key) else { return };
        state.shares.retain(|own, _| *own != key);
        state.shares.extend(share.map(|share| (key, Percentage::from_threshold(share))));
    }
}
