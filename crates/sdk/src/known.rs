//! What an instance knows of its environment: a value, made from the one before it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hoist_api::{KillNotice, Killed, LifeState, Snapshot, SnapshotState};
use hoist_ruleset::compiled::Before;
use hoist_ruleset::{DocumentKind, Documents, ExperimentKey, FlagKey, Percentage, Ruleset, State};
use serde_json::Value;

/// The rules, where they are from, and the kills that are ahead of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    pub(crate) environment: Arc<str>,
    /// Id of the log; empty for rules from a file, and before there are any.
    pub(crate) log: Arc<str>,
    /// The rules are those after this seq.
    pub(crate) rules_seq: u64,
    /// Between the rules' seq and this one, nothing is about rules.
    pub(crate) head_seq: u64,
    /// Whether there are rules at all.
    pub(crate) has_rules: bool,
    /// Whether a document was left out: who asks the server the next time asks for everything, as
    /// another version may read what this one could not.
    pub(crate) is_incomplete: bool,
    /// Whether the server was seen behind these rules in their own log: it was restored, and what
    /// it says builds on other rules. Nothing but all of its rules is taken then.
    pub(crate) is_behind: bool,
    pub(crate) documents: Arc<Documents>,
    /// What is killed after the rules' seq.
    pub(crate) killed: Arc<BTreeMap<String, Killed>>,
    /// Where in their lives experiments are after the rules' seq.
    pub(crate) lives: Arc<BTreeMap<String, LifeState>>,
    /// Shares of flags, in 1/100 %, in place of their definitions' after the rules' seq.
    pub(crate) shares: Arc<BTreeMap<String, u16>>,
    /// Versions of the flags that are measured.
    pub(crate) versions: Arc<BTreeMap<String, u64>>,
    /// Kills and revivals that are ahead of the rules: the latest of each key.
    pub(crate) overlay: BTreeMap<String, KillNotice>,
    pub(crate) state: Arc<State>,
    pub(crate) ruleset: Arc<Ruleset>,
}

impl Known {
    /// Rules from a file.
    pub(crate) fn of_documents(documents: Documents) -> Self {
        let known = Self { documents: Arc::new(documents), has_rules: true, ..Self::default() };
        known.compiled(&Self::default())
    }

    /// The seq that it is at; it never becomes smaller within a log.
    pub(crate) fn seq(&self) -> u64 {
        self.rules_seq.max(self.head_seq)
    }

    /// Kills and revivals are obeyed up to this seq.
    pub(crate) fn kill_seq(&self) -> u64 {
        self.overlay.values().map(|notice| notice.seq).fold(self.seq(), u64::max)
    }

    /// The version of a flag under which users are exposed to it; a file has but one.
    pub(crate) fn flag_version(&self, key: &str) -> u64 {
        self.versions.get(key).copied().unwrap_or(1)
    }

    /// Drops the kills that the rules have caught up with and compiles the rest onto the rules,
    /// taking over what is compiled already.
    pub(crate) fn compiled(mut self, before: &Self) -> Self {
        let rules_seq = self.rules_seq;
        self.overlay.retain(|_, notice| notice.seq > rules_seq);
        let is_same = Arc::ptr_eq(&self.killed, &before.killed)
            && Arc::ptr_eq(&self.lives, &before.lives)
            && Arc::ptr_eq(&self.shares, &before.shares);
        if self.overlay != before.overlay || !is_same {
            let mut killed: BTreeSet<String> = self.killed.keys().cloned().collect();
            for (key, notice) in &self.overlay {
                if notice.killed.is_some() {
                    killed.insert(key.clone());
                } else {
                    killed.remove(key);
                }
            }
            let life = |(key, life): (&String, &LifeState)| {
                Some((ExperimentKey::parse(key)?, life.clone().into()))
            };
            let experiments = self.lives.iter().filter_map(life).collect();
            let share = |(key, share): (&String, &u16)| {
                Some((FlagKey::parse(key)?, Percentage::from_threshold(*share)))
            };
            let shares = self.shares.iter().filter_map(share).collect();
            self.state = Arc::new(State { killed, shares, experiments });
        }
        let before =
            Before { ruleset: &before.ruleset, documents: &before.documents, state: &before.state };
        self.ruleset = Arc::new(Ruleset::recompile(&before, &self.documents, &self.state));
        self
    }

    /// The same as the server sends it, without the kills that are ahead.
    pub(crate) fn snapshot(&self) -> Snapshot {
        let section = |wanted| -> BTreeMap<String, Value> {
            let keys = self.documents.keys().filter(|(kind, _)| *kind == wanted);
            let value = |key: &str| self.documents.to_value(wanted, key).ok().flatten();
            keys.filter_map(|(_, key)| Some((key.to_owned(), value(key)?))).collect()
        };
        Snapshot {
            environment: self.environment.to_string(),
            log: self.log.to_string(),
            seq: self.rules_seq,
            past: false,
            features: section(DocumentKind::Flag),
            experiments: section(DocumentKind::Experiment),
            segments: section(DocumentKind::Segment),
            order: self.documents.experiments().keys().map(|key| key.to_string()).collect(),
            state: SnapshotState {
                killed: (*self.killed).clone(),
                experiments: (*self.lives).clone(),
                shares: (*self.shares).clone(),
                versions: (*self.versions).clone(),
            },
        }
    }

    /// The keys of flags and experiments, and of segments, that are not as they were.
    pub(crate) fn differences(&self, before: &Self) -> (Vec<String>, Vec<String>) {
        let killed = (&self.state.killed, &before.state.killed);
        let mut keys: BTreeSet<&str> =
            killed.0.symmetric_difference(killed.1).map(|key| &**key).collect();
        let (lives, were) = (&self.state.experiments, &before.state.experiments);
        let changed = lives.iter().filter(|(key, life)| were.get(*key) != Some(*life));
        keys.extend(changed.map(|(key, _)| key.as_str()));
        let gone = were.keys().filter(|key| !lives.contains_key(*key));
        keys.extend(gone.map(|key| key.as_str()));
        let (shares, had) = (&self.state.shares, &before.state.shares);
        let moved = shares.keys().chain(had.keys());
        keys.extend(moved.filter(|key| shares.get(*key) != had.get(*key)).map(|key| key.as_str()));
        let mut segments = BTreeSet::new();
        for (kind, key) in self.documents.differing(&before.documents) {
            match kind {
                DocumentKind::Flag | DocumentKind::Experiment => keys.insert(key),
                DocumentKind::Segment => segments.insert(key),
                DocumentKind::Metric | DocumentKind::Release => false,
            };
        }
        let owned = |keys: BTreeSet<&str>| keys.into_iter().map(str::to_owned).collect();
        (owned(keys), owned(segments))
    }
}
