//! Releases as the log tells of them: which run, on which flag.

use std::collections::BTreeMap;

use hoist_ruleset::log::{Entry, Kind};
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
    /// Whether something of its end is still to be done: it holds the flag until then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) is_left: bool,
}

/// A release, as the log says last.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Progress {
    pub(crate) flag: String,
    pub(crate) run: u64,
    /// Announcements up to the effect with this number are in the log.
    pub(crate) told: u64,
    pub(crate) is_over: bool,
    /// Whether it is known to be on its way back.
    pub(crate) is_ending: bool,
}

/// Releases by key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Progresses(BTreeMap<String, Progress>);

impl Progresses {
    pub(crate) fn get(&self, release: &str) -> Option<&Progress> {
        self.0.get(release)
    }

    /// The release that moves the share of a flag, with its key.
    pub(crate) fn of_flag(&self, flag: &str) -> Option<(&str, &Progress)> {
        let mut open = self.0.iter().filter(|(_, progress)| !progress.is_over);
        open.find(|(_, progress)| progress.flag == flag).map(|(key, one)| (key.as_str(), one))
    }

    /// Whether some release is not over.
    pub(crate) fn is_any_open(&self) -> bool {
        self.0.values().any(|progress| !progress.is_over)
    }

    /// Takes note of how far a release has come.
    pub(super) fn note(&mut self, entry: &Entry, body: Option<&str>) {
        let body = body.and_then(|body| serde_json::from_str::<ProgressBody>(body).ok());
        let Some(ProgressBody { flag, run, told, is_left, .. }) = body else { return };
        let is_over = matches!(entry.kind, Kind::Succeeded | Kind::TakenBack) && !is_left;
        let is_ending = !is_over && matches!(entry.kind, Kind::Aborted | Kind::TakenBack);
        let progress = Progress { flag, run, told, is_over, is_ending };
        self.0.insert(entry.key.clone(), progress);
    }
}
