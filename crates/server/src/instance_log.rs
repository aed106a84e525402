//! The instance's own log: of tokens and of environments, which are readings of it.
//!
//! Whoever appends holds the end of the log until what was appended is in force, so what is
//! checked before cannot have changed since.

use std::sync::{Arc, Mutex, PoisonError};

use hoist_api::Code;
use hoist_ruleset::log::{Collection, Draft, Entry, Head};
use hoist_store::{AppendError, Batch, Fact, Log, LogChange, Query, Store, StoreError};
use jiff::Timestamp;
use tracing::warn;

use crate::environment::unavailable;
use crate::plan::{Plan, Refusal, refusal};

/// The log, and its end.
pub(crate) struct InstanceLog {
    pub(crate) store: Arc<Store>,
    /// Held while it is appended to.
    head: Mutex<Head>,
}

/// What is to be appended.
pub(crate) struct Appending {
    pub(crate) draft: Draft,
    /// The JSON text that the entry tells of.
    pub(crate) body: Option<String>,
    /// What becomes of the log of an environment with it.
    pub(crate) log: Option<LogChange>,
}

impl InstanceLog {
    pub(crate) fn open(store: Arc<Store>, log: Log) -> Self {
        Self { store, head: Mutex::new(log.head) }
    }

    /// The end of the log.
    pub(crate) fn head(&self) -> Head {
        self.head.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Plans an entry, appends it and puts it in force, before anybody else can do so. Without a
    /// plan nothing changes. Blocks.
    pub(crate) fn append<T>(
        &self,
        now: Timestamp,
        plan: impl FnOnce() -> Result<Option<Appending>, Refusal>,
        put_in_force: impl FnOnce(&Entry) -> T,
    ) -> Result<Option<T>, Refusal> {
        // Nothing is left half done by whoever panicked: the end moves in one step.
        let mut head = self.head.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(Appending { draft, body, log }) = plan()? else {
            return Ok(None);
        };
        let Some((entry, body)) = Plan::seal(vec![(draft, body)], &head, now).pop() else {
            return Ok(None);
        };
        let bodies = entry.digest.zip(body).into_iter().collect();
        let entries = vec![entry.clone()];
        let batch = Batch { onto: head.clone(), entries, bodies, nodes: Vec::new() };
        let appended = match &log {
            None => self.store.append(&batch),
            Some(change) => self.store.append_with(&batch, change),
        };
        match appended {
            Ok(()) => {}
            Err(AppendError::Store(error)) => return Err(unavailable(&error)),
            Err(error) => {
                warn!(%error, "the instance's log is not where it was left");
                return Err(refusal(Code::StoreUnavailable, "Somebody else wrote. Try again."));
            }
        }
        let Entry { seq, time, hash, .. } = entry;
        *head = Head { log: head.log.clone(), seq, time, hash };
        Ok(Some(put_in_force(&entry)))
    }

    /// Everything that the log says of environments, the oldest first, with the texts. Blocks.
    pub(crate) fn of_environments(&self) -> Result<Vec<(Entry, Option<String>)>, StoreError> {
        let collection = Some(Collection::Environments);
        let query = Query { collection, limit: usize::MAX, ..Query::default() };
        let entries = self.store.entries(&self.head().log, &query)?;
        let with_body = |entry: Entry| {
            let body = entry.digest.map(|digest| self.store.body(&digest)).transpose()?;
            let fact = Fact { entry, body: body.flatten(), created: None };
            self.store.check_body(&fact)?;
            Ok((fact.entry, fact.body))
        };
        entries.into_iter().map(with_body).collect()
    }
}
