//! The lives of experiments: what the log says of them.
//!
//! The last entry about an experiment's life tells all of it: where it stands, every phase that
//! there was with its plan, and how it ended. So a moment needs no older entry, whose text may be
//! gone.

use std::collections::BTreeMap;
use std::sync::Arc;

use hoist_api::Conclusion;
use hoist_ruleset::log::Entry;
use hoist_ruleset::{ExperimentKey, ExperimentState, ExperimentStatus, State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the log keeps of an experiment's life beside its entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct LifeBody {
    #[serde(flatten)]
    pub(crate) state: hoist_api::LifeState,
    /// All phases that have begun, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) phases: Vec<Phase>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) conclusion: Option<Conclusion>,
}

/// A time in which an experiment ran by one plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Phase {
    pub(crate) phase: u32,
    pub(crate) started: Timestamp,
    /// Excluded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) ended: Option<Timestamp>,
    /// What was frozen when it began.
    pub(crate) plan: Value,
}

/// The life of one experiment, as the log says last.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Life {
    pub(crate) seq: u64,
    pub(crate) at: Timestamp,
    pub(crate) by: String,
    pub(crate) reason: Option<String>,
    pub(crate) body: LifeBody,
}

/// What the fixed tests of a phase gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct TestBody {
    pub(crate) phase: u32,
    pub(crate) tests: Value,
}

/// The lives that the log tells of, by experiment, and their tests.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lives {
    lives: BTreeMap<String, Arc<Life>>,
    tests: BTreeMap<String, Arc<TestBody>>,
}

impl LifeBody {
    /// Before anything happened.
    pub(crate) fn scheduled(phase: u32) -> Self {
        let status = ExperimentStatus::Scheduled;
        let state = hoist_api::LifeState { status, phase, shipped: None, layer_range: None };
        Self { state, phases: Vec::new(), conclusion: None }
    }

    pub(crate) fn status(&self) -> ExperimentStatus {
        self.state.status
    }

    /// The phase that began last.
    pub(crate) fn last_phase(&self) -> Option<&Phase> {
        self.phases.last()
    }
}

impl Life {
    /// The life as it is sent.
    pub(crate) fn shown(&self) -> hoist_api::Life {
        hoist_api::Life {
            phase: self.body.state.phase,
            started_at: self.body.last_phase().map(|phase| phase.started),
            since: self.at,
            by: self.by.clone(),
            reason: self.reason.clone(),
            seq: self.seq,
            layer_range: self.body.state.layer_range,
            conclusion: self.body.conclusion.clone(),
        }
    }
}

impl Lives {
    pub(crate) fn get(&self, key: &str) -> Option<&Arc<Life>> {
        self.lives.get(key)
    }

    /// What the tests of the phase gave that an experiment is in.
    pub(crate) fn tests(&self, key: &str) -> Option<&TestBody> {
        let phase = self.lives.get(key)?.body.state.phase;
        self.tests.get(key).map(|tests| &**tests).filter(|tests| tests.phase == phase)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Arc<Life>)> {
        self.lives.iter().map(|(key, life)| (&**key, life))
    }

    /// Those of which the log says something after a seq.
    pub(crate) fn after(&self, seq: u64) -> impl Iterator<Item = (&str, &Arc<Life>)> {
        self.iter().filter(move |(_, life)| life.seq > seq)
    }

    /// Takes note of an entry about a life, in the state too.
    pub(super) fn note(&mut self, state: &mut State, entry: &Entry, body: Option<&str>) {
        let body = body.and_then(|body| serde_json::from_str::<LifeBody>(body).ok());
        let (Some(body), Some(key)) = (body, ExperimentKey::parse(&entry.key)) else { return };
        state.experiments.insert(key, ExperimentState::from(body.state.clone()));
        let Entry { seq, time, actor, reason, .. } = entry;
        let (by, reason) = (actor.clone(), reason.clone());
        let life = Life { seq: *seq, at: *time, by, reason, body };
        self.lives.insert(entry.key.clone(), Arc::new(life));
    }

    pub(super) fn note_tests(&mut self, entry: &Entry, body: Option<&str>) {
        if let Some(tests) = body.and_then(|body| serde_json::from_str(body).ok()) {
            self.tests.insert(entry.key.clone(), Arc::new(tests));
        }
    }
}
