//! Environments: each has a log, the moment at its end, and one writer at a time.

mod reading;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;
use hoist_api::Code;
use hoist_ruleset::Lists;
use hoist_ruleset::log::{Entry, Head};
use hoist_store::{AppendError, Aside, Batch, Log, Store, StoreError};
use jiff::Timestamp;
use tokio::sync::watch;
use tracing::{error, info};

use crate::author::Author;
use crate::counts::AllCounts;
use crate::feed::Feed;
use crate::instance_log::InstanceLog;
use crate::moment::Moment;
use crate::notify::{self, Channels};
use crate::places::Places;
use crate::plan::{Plan, Planned, Refusal, refusal};
use crate::watchers::Watchers;
pub(crate) use reading::{lists_of, read, read_past};

/// Reads the clock; the composition root has one.
pub type Clock = fn() -> Timestamp;

/// How often a change is planned in all.
const ATTEMPTS_MAX: usize = 6;

/// How long it takes to plan a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Planning {
    /// Milliseconds: where other writers were faster a few times, they wait for it.
    Quick,
    /// Perhaps seconds, as for an import: nobody waits for it, a kill least of all. It is given
    /// up where others were faster each time.
    Long,
}

impl Planning {
    /// How often a change is planned beside other writers before it makes them wait.
    fn attempts_beside(self) -> usize {
        match self {
            Self::Quick => 3,
            Self::Long => ATTEMPTS_MAX,
        }
    }
}

/// What is said of an environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct About {
    pub(crate) description: Option<String>,
    /// Whether changes need a reason and deletions a confirmation.
    pub(crate) protected: bool,
}

/// One environment.
pub(crate) struct Environment {
    pub(crate) name: String,
    pub(crate) created: Timestamp,
    about: ArcSwap<About>,
    /// Whether it is served no more.
    archived: AtomicBool,
    store: Arc<Store>,
    channels: Arc<Channels>,
    clock: Clock,
    moment: ArcSwap<Moment>,
    /// Held while a change is appended and put in force.
    writer: Mutex<()>,
    /// Seq of the moment that is in force.
    seq: watch::Sender<u64>,
    /// How often something was written into the journal of releases since the server started.
    journal: watch::Sender<u64>,
    /// Evaluations by the moments that are or were in force.
    pub(crate) counts: AllCounts,
    /// Who watches its evaluations.
    pub(crate) watchers: Arc<Watchers>,
    /// What its readers are sent.
    pub(crate) feed: Feed,
}

/// What a change left.
pub(crate) struct Changed<T> {
    pub(crate) moment: Arc<Moment>,
    /// What was appended.
    pub(crate) entries: Vec<Entry>,
    /// What the planner found besides.
    pub(crate) found: T,
}

impl Environment {
    /// Opens the environment of a log: reads it to its end.
    pub(crate) fn open(
        instance: &InstanceLog,
        log: Log,
        clock: Clock,
        config_files: Option<Arc<str>>,
        about: About,
    ) -> Result<Self, StoreError> {
        let moment =
            Moment { config_files, ..read(&instance.store, log.head.clone(), &Lists::default())? };
        Ok(Self::at(instance, log, clock, moment, about))
    }

    /// The environment of a log that was just made: there is nothing to be read.
    pub(crate) fn made(instance: &InstanceLog, log: Log, clock: Clock, about: About) -> Self {
        let moment = Moment::genesis(log.head.clone());
        Self::at(instance, log, clock, moment, about)
    }

    fn at(instance: &InstanceLog, log: Log, clock: Clock, moment: Moment, about: About) -> Self {
        let Log { name, created, line, head: _ } = log;
        let moment = Moment { line: line.into(), ..moment };
        let (seq, _) = watch::channel(moment.head.seq);
        let counts = AllCounts::default();
        counts.add(&moment.counts);
        Self {
            name,
            created,
            about: ArcSwap::from_pointee(about),
            archived: AtomicBool::default(),
            store: Arc::clone(&instance.store),
            channels: Arc::clone(&instance.channels),
            clock,
            moment: ArcSwap::from_pointee(moment),
            writer: Mutex::default(),
            seq,
            journal: watch::Sender::default(),
            counts,
            watchers: Arc::default(),
            feed: Feed::default(),
        }
    }

    pub(crate) fn about(&self) -> Arc<About> {
        self.about.load_full()
    }

    pub(crate) fn describe(&self, about: About) {
        self.about.store(Arc::new(about));
    }

    /// Where an environment is protected, who changes it says why.
    pub(crate) fn check_reason(&self, author: &Author) -> Result<(), Refusal> {
        let says_why = author.reason.as_ref().is_some_and(|reason| !reason.trim().is_empty());
        if says_why || !self.about.load().protected {
            return Ok(());
        }
        let detail = format!(
            "The environment {} is protected: say why, in `X-Hoist-Reason` or a body's `reason`, \
             or with `--reason`.",
            self.name
        );
        Err(refusal(Code::Invalid, detail))
    }

    /// Whether it is served no more.
    pub(crate) fn is_archived(&self) -> bool {
        self.archived.load(Ordering::Acquire)
    }

    /// Ends it: does `end` with the end of its log while nobody writes, and if that goes well
    /// nobody ever writes again and its streams end. Blocks.
    pub(crate) fn close(
        &self,
        end: impl FnOnce(&Head) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let _writer = self.lock();
        self.check_open()?;
        end(&self.moment().head)?;
        self.archived.store(true, Ordering::Release);
        // Who waits for a change looks, and sees that it is over.
        self.seq.send_modify(|_seq| ());
        Ok(())
    }

    fn check_open(&self) -> Result<(), Refusal> {
        let detail = || format!("The environment {} was archived.", self.name);
        if self.is_archived() { Err(refusal(Code::NotFound, detail())) } else { Ok(()) }
    }

    /// Who panicked while holding it has changed nothing.
    fn lock(&self) -> MutexGuard<'_, ()> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells whenever another moment is in force; it is in force before it is told.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.seq.subscribe()
    }

    /// Tells whenever more is known of a release than the log says.
    pub(crate) fn journal(&self) -> watch::Receiver<u64> {
        self.journal.subscribe()
    }

    /// Has those told who wait for the journal of releases.
    pub(crate) fn note_journal(&self) {
        self.journal.send_modify(|written| *written = written.wrapping_add(1));
    }

    fn put_in_force(&self, moment: Arc<Moment>) {
        let (seq, counts) = (moment.head.seq, Arc::clone(&moment.counts));
        self.moment.store(moment);
        // What is counted until then is kept with the moment.
        self.counts.add(&counts);
        self.seq.send_replace(seq);
    }

    /// What is so now.
    pub(crate) fn moment(&self) -> Arc<Moment> {
        self.moment.load_full()
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// Plans a change against what is so, appends it and puts it in force. Blocks.
    ///
    /// It is planned beside other writers, and again where one of them was faster. A plan without
    /// entries changes nothing. Once this returns, every evaluation that starts sees the change.
    pub(crate) fn change<T>(
        &self,
        planning: Planning,
        mut plan: impl FnMut(&Moment, Timestamp) -> Planned<T>,
    ) -> Result<Changed<T>, Refusal> {
        for attempt in 0..ATTEMPTS_MAX {
            let held = (attempt >= planning.attempts_beside()).then(|| self.lock());
            let before = self.moment();
            let now = self.now();
            let (plan, found) = plan(&before, now)?;
            if plan.is_empty() {
                return Ok(Changed { moment: before, entries: Vec::new(), found });
            }
            let _writer = held.unwrap_or_else(|| self.lock());
            self.check_open()?;
            // What is noted beside the log may be newer than what was planned against.
            let (planned_for, before) = (before.head.clone(), self.moment());
            if planned_for != before.head {
                continue;
            }
            let sealed = Plan::seal(plan.drafts, &before.head, now);
            let batch = Batch {
                onto: before.head.clone(),
                bodies: sealed.iter().filter_map(body).chain(plan.origin).collect(),
                entries: sealed.iter().map(|(entry, _)| entry.clone()).collect(),
                nodes: plan.nodes,
                erase: plan.erase,
                aside: Aside::default(),
            };
            let after = plan.documents.as_ref().unwrap_or(&before.documents);
            let tags = |entry: &Entry| notify::tags([&before.documents, after], entry);
            let aside = self.channels.messages(&batch.entries, false, &tags, now);
            let Plan { rollout, run, lease, .. } = plan;
            let aside = Aside { rollout, run, lease, ..aside };
            let batch = Batch { aside, ..batch };
            match self.store.append(&batch) {
                Ok(()) => {
                    let documents = plan.documents;
                    let documents = documents.unwrap_or_else(|| (*before.documents).clone());
                    let moment = Arc::new(before.after(&sealed, documents));
                    self.put_in_force(Arc::clone(&moment));
                    self.tell(&batch.entries);
                    self.channels.ring(&batch.aside);
                    return Ok(Changed { moment, entries: batch.entries, found });
                }
                Err(AppendError::Behind) => self.catch_up()?,
                Err(error @ AppendError::WrittenAgain) => {
                    return Err(refusal(Code::Conflict, error.to_string()));
                }
                Err(error @ AppendError::Replaced) => {
                    return Err(refusal(Code::NotNow, error.to_string()));
                }
                Err(AppendError::Store(error)) => return Err(unavailable(&error)),
                Err(error @ AppendError::Unsound(_)) => {
                    error!(%error, "a mistake in the server");
                    return Err(refusal(Code::Internal, "The change could not be appended."));
                }
            }
        }
        Err(refusal(Code::StoreUnavailable, "Too many others write at the moment. Try again."))
    }

    fn catch_up(&self) -> Result<(), Refusal> {
        let logs = self.store.logs().map_err(|error| unavailable(&error))?;
        if let Some(log) = logs.into_iter().find(|log| log.name == self.name) {
            let before = self.moment();
            let (config_files, line) = (before.config_files.clone(), log.line.into());
            let places = Arc::clone(&before.places);
            let moment = read(&self.store, log.head, &before.documents.lists());
            let moment = moment.map_err(|error| unavailable(&error))?;
            self.put_in_force(Arc::new(Moment { config_files, places, line, ..moment }));
        }
        Ok(())
    }

    /// Takes note of where documents stand in the configuration files, which changes nothing else.
    pub(crate) fn place(&self, places: Arc<Places>) {
        let _writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let moment = self.moment();
        if moment.places != places {
            self.moment.store(Arc::new(Moment { places, ..(*moment).clone() }));
        }
    }

    fn tell(&self, entries: &[Entry]) {
        const TOLD_MAX: usize = 20;
        for entry in entries.iter().take(TOLD_MAX) {
            let Entry { seq, kind, collection, key, actor, .. } = entry;
            let (kind, collection) = (kind.as_ref(), collection.as_ref());
            info!(environment = self.name, seq, kind, collection, key, actor, "changed");
        }
        if let Some(more) = entries.len().checked_sub(TOLD_MAX).filter(|more| *more > 0) {
            info!(environment = self.name, more, "and more changes of the same request");
        }
    }
}

fn body((entry, body): &(Entry, Option<String>)) -> Option<(hoist_ruleset::Digest, String)> {
    Some((entry.digest?, body.clone()?))
}

/// An error as a sentence.
fn told(error: &StoreError) -> String {
    let told = error.to_string();
    let (first, rest) = told.split_at(told.chars().next().map_or(0, char::len_utf8));
    format!("{}{rest}.", first.to_uppercase())
}

/// The refusal where the store does not do its work; the server's log has the cause.
pub(crate) fn unavailable(error: &StoreError) -> Refusal {
    // That nothing tells of it any more is no failure.
    if let StoreError::Erased { .. } = error {
        return refusal(Code::Erased, told(error));
    }
    error!(%error, cause = ?std::error::Error::source(error), "the store failed");
    let why = match error {
        StoreError::Full { .. } => "the server's disk is full",
        StoreError::Corrupt { .. } | StoreError::Damaged { .. } => {
            "the server's database is damaged"
        }
        _ => "the server's database cannot be read or written right now",
    };
    let detail = format!("Nothing was changed: {why}. What is in force goes on being evaluated.");
    refusal(Code::StoreUnavailable, detail)
}
