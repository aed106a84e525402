//! How far the fold is, for whoever asks.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hoist_api::EventsSummary;
use hoist_store::StoreError;
use jiff::Timestamp;
use tokio::time::Instant;

use super::worker::Step;
use crate::app::App;
use crate::plan::Refusal;
use crate::secret;

/// How far each log is folded.
pub(crate) struct Folds {
    /// Whom leases name.
    holder: Arc<str>,
    started: Instant,
    logs: Mutex<BTreeMap<String, AsOf>>,
}

/// Everything that was stored before this is summed up.
#[derive(Clone, Copy)]
struct AsOf {
    instant: Instant,
    at: Timestamp,
}

/// How far a log is folded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Folded {
    /// Users with something that is not summed up yet.
    pub(crate) waiting: u64,
    /// For how long something may have been waiting.
    pub(crate) lag_seconds: f64,
    /// Everything that was stored before this is summed up; none if that is not known yet.
    pub(crate) as_of: Option<Timestamp>,
}

impl Folds {
    pub(crate) fn new() -> Result<Self, Refusal> {
        let holder = secret::id("srv")?.into();
        Ok(Self { holder, started: Instant::now(), logs: Mutex::default() })
    }

    pub(super) fn holder(&self) -> Arc<str> {
        Arc::clone(&self.holder)
    }

    pub(super) fn note(&self, log: &str, step: &Step) {
        if let Some((instant, at)) = step.as_of {
            self.lock().insert(log.to_owned(), AsOf { instant, at });
        }
    }

    pub(super) fn forget(&self, log: &str) {
        self.lock().remove(log);
    }

    /// How far a log is folded. Blocks.
    pub(crate) fn of(&self, app: &App, log: &str) -> Result<Folded, StoreError> {
        let waiting = app.events.count_marked(log)?;
        let as_of = self.lock().get(log).copied();
        let since = as_of.map_or(self.started, |as_of| as_of.instant);
        let lag_seconds = if waiting == 0 { 0.0 } else { since.elapsed().as_secs_f64() };
        Ok(Folded { waiting, lag_seconds, as_of: as_of.map(|as_of| as_of.at) })
    }

    /// The same for people; none where the events cannot be read. Blocks.
    pub(crate) fn summary(&self, app: &App, log: &str) -> Option<EventsSummary> {
        let Folded { waiting, lag_seconds, as_of } = self.of(app, log).ok()?;
        Some(EventsSummary { waiting_users: waiting, lag_seconds, as_of })
    }

    /// No code that can panic runs under this lock.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, AsOf>> {
        self.logs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
