//! The instance's own log: of tokens and of environments, which are readings of it.
//!
//! Whoever appends holds the end of the log until what was appended is in force, so what is
//! checked before cannot have changed since.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use hoist_api::Code;
use hoist_ruleset::log::{Aspect, Collection, Draft, Entry, Head, Kind};
use hoist_store::{AppendError, Aside, Batch, Fact, Log, LogChange, Query, Store, StoreError};
use jiff::Timestamp;
use tracing::warn;

use crate::author::Author;
use crate::environment::unavailable;
use crate::notify::Channels;
use crate::plan::{Plan, Refusal, refusal};

/// The log, and its end.
pub(crate) struct InstanceLog {
    pub(crate) store: Arc<Store>,
    /// Who is told of entries, of this log and of all others.
    pub(crate) channels: Arc<Channels>,
    /// Held while it is appended to.
    head: Mutex<Head>,
}

/// What is to be appended.
pub(crate) struct Appending {
    pub(crate) plan: Plan,
    /// What becomes of the log of an environment with it.
    pub(crate) log: Option<LogChange>,
    /// What channels keep to themselves from now on.
    pub(crate) secrets: Vec<(String, Option<Vec<u8>>)>,
}

impl Appending {
    /// One entry of an author's, with the JSON text that it tells of.
    pub(crate) fn one(
        author: &Author,
        (draft, body): (Draft, Option<String>),
        log: Option<LogChange>,
    ) -> Self {
        let plan = Plan { drafts: vec![(draft, body)], ..Plan::default() };
        Self { plan: plan.from(author), log, secrets: Vec::new() }
    }
}

impl InstanceLog {
    pub(crate) fn open(store: Arc<Store>, log: Log, channels: Arc<Channels>) -> Self {
        Self { store, channels, head: Mutex::new(log.head) }
    }

    /// The end of the log.
    pub(crate) fn head(&self) -> Head {
        self.head.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Plans entries, appends them and puts them in force, the last of them told, before anybody
    /// else can do so. Without a plan nothing changes. Blocks.
    pub(crate) fn append<T>(
        &self,
        now: Timestamp,
        plan: impl FnOnce() -> Result<Option<Appending>, Refusal>,
        put_in_force: impl FnOnce(&Entry) -> T,
    ) -> Result<Option<T>, Refusal> {
        // Nothing is left half done by whoever panicked: the end moves in one step.
        let mut head = self.head.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(Appending { plan, log, secrets }) = plan()? else {
            return Ok(None);
        };
        let Plan { drafts, origin, erase, .. } = plan;
        let sealed = Plan::seal(drafts, &head, now);
        let bodies = sealed.iter().filter_map(|(entry, body)| entry.digest.zip(body.clone()));
        let bodies = bodies.chain(origin).collect();
        let entries: Vec<Entry> = sealed.into_iter().map(|(entry, _)| entry).collect();
        let Some(last) = entries.last().cloned() else {
            return Ok(None);
        };
        let messages = self.channels.messages(&entries, true, &|_| Vec::new(), now);
        let aside = Aside { secrets, ..messages };
        let batch = Batch { onto: head.clone(), entries, bodies, nodes: Vec::new(), erase, aside };
        let appended = match &log {
            None => self.store.append(&batch),
            Some(change) => self.store.append_with(&batch, change),
        };
        match appended {
            Ok(()) => {}
            Err(AppendError::Store(error)) => return Err(unavailable(&error)),
            Err(error @ AppendError::WrittenAgain) => {
                return Err(refusal(Code::Conflict, error.to_string()));
            }
            Err(error) => {
                warn!(%error, "the instance's log is not where it was left");
                return Err(refusal(Code::StoreUnavailable, "Somebody else wrote. Try again."));
            }
        }
        let Entry { seq, time, hash, .. } = last;
        *head = Head { log: head.log.clone(), seq, time, hash };
        let in_force = put_in_force(&last);
        self.channels.ring(&batch.aside);
        Ok(Some(in_force))
    }

    /// Everything that the log says of environments, the oldest first, with the texts. One that
    /// was erased is none: that goes for what another entry has superseded alone. Blocks.
    pub(crate) fn of_environments(&self) -> Result<Vec<(Entry, Option<String>)>, StoreError> {
        let collection = Some(Collection::Environments);
        let query = Query { collection, limit: usize::MAX, ..Query::default() };
        let mut entries = self.store.entries(&self.head().log, &query)?;
        entries.retain(|entry| entry.kind.aspect() == Aspect::Definition);
        let last: HashMap<String, u64> =
            entries.iter().map(|entry| (entry.key.clone(), entry.seq)).collect();
        let with_body = |entry: Entry| {
            let body = entry.digest.map(|digest| self.store.body(&digest)).transpose()?;
            let fact = Fact { entry, body: body.flatten(), created: None };
            let is_superseded = last.get(&fact.entry.key).is_some_and(|seq| *seq > fact.entry.seq);
            match self.store.check_body(&fact) {
                // The end of an environment is in use for ever.
                Err(StoreError::Erased { .. })
                    if is_superseded && fact.entry.kind != Kind::Deleted => {}
                checked => checked?,
            }
            Ok((fact.entry, fact.body))
        };
        entries.into_iter().map(with_body).collect()
    }
}
