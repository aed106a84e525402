//! Events and telemetry: a database of its own beside the logs, so that no kill waits for events.
//!
//! - [`Events::write`] takes batches of events and reports, all in one transaction.
//! - [`Events::of_user`] reads a user's events within some time.
//! - [`Events::erase`] forgets a person.
//! - [`Events::marked`] reads whom there is something new of, and [`Events::fold`] writes what was
//!   summed up of them, as the one that holds the [`Lease`].
//! - [`Events::analytics`] tells how often a flag was evaluated, and to what.
//! - [`Events::result`] and [`Events::series`] have what experiments have found.

mod accept;
mod analytics;
mod assignments;
mod fold;
mod jobs;
pub(crate) mod leases;
mod marked;
mod names;
mod newcomers;
mod person;
mod plans;
mod results;
mod sums;
mod telemetry;
mod upkeep;
mod usage;

use std::fs::File;
use std::io;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use rusqlite::Transaction;

use crate::database::Database;
use crate::error::{OpenError, StoreError};
use accept::{Arriving, accept};
use names::Names;

pub use analytics::{AnalyticsQuery, Part};
pub use assignments::Assignment;
pub use fold::{Change, SummedUser};
pub use jobs::RowOf;
pub use leases::{Held, Lease};
pub use marked::{Marked, MarkedEvent, MarkedUser, Portion};
pub use newcomers::{Newcomers, NewcomersOf};
pub use plans::{PlanChange, StoredPlan, Summed};
pub use results::{Finding, NewFinding, PhaseOf};
pub use sums::{SumOf, Sums};
pub use telemetry::{Count, Report, Sample, Step, Telemetry};
pub use usage::Usage;

/// What the writer keeps of the database in memory, in KiB: the places where known users are
/// looked up are all over it.
const CACHE_KIB: i64 = 64 * 1024;
/// Pages of the log beside the database that are written back at once: what is written often is
/// written back once.
const CHECKPOINT_PAGES: i64 = 8_000;

/// The database of events and telemetry, for any number of threads. All of it blocks.
#[derive(Debug)]
pub struct Events {
    database: Database,
    /// Locked before the writer is.
    names: Mutex<Names>,
    /// The last number that marked somebody: the next is another one.
    last_mark: AtomicI64,
    /// Nobody else has the folder while this is there.
    _lock: Arc<File>,
}

/// One event, as it was judged to be sound.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its UUID.
    pub id: [u8; 16],
    /// Whose it is.
    pub user: String,
    /// When, to the millisecond.
    pub at: Timestamp,
    /// What happened.
    pub what: Happening,
}

/// What happened to a user.
#[derive(Clone, Debug, PartialEq)]
pub enum Happening {
    /// They were shown a variant.
    Exposure {
        /// Of this flag or experiment.
        key: String,
        /// The variant's name.
        variant: String,
        /// What is known of them: a JSON object.
        attributes: Option<String>,
    },
    /// They did something.
    Observation {
        /// Name of the event.
        event: String,
        /// How much.
        value: f64,
        /// The experiment that alone is meant.
        experiment: Option<String>,
    },
}

/// What is written for one log.
#[derive(Clone, Debug, PartialEq)]
pub struct EventBatch {
    /// Id of the log.
    pub log: Arc<str>,
    /// What is written.
    pub content: Content,
}

/// What a batch holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Events.
    Events(Vec<Event>),
    /// Exposures, of which each counts once at whatever time it happened: whoever makes these does
    /// not know of all that there were.
    Exposures(Vec<Event>),
    /// What a user is assigned, unless they have that already.
    Assignment(Box<Assignment>),
    /// Counts and samples of evaluations.
    Telemetry(Telemetry),
}

/// What became of a batch. A report of telemetry counts as one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// How many are new.
    pub accepted: u64,
    /// How many were there already, and were left as they are.
    pub duplicates: u64,
}

impl Events {
    pub(crate) fn new(database: Database, lock: Arc<File>) -> Result<Self, OpenError> {
        let writer = database.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let set_up = || {
            writer.pragma_update(None, "cache_size", -CACHE_KIB)?;
            writer.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
            // Whoever is erased is not to be found in unused pages either.
            writer.pragma_update(None, "secure_delete", true)?;
            leases::end_all(&writer)?;
            let sql = "SELECT coalesce(max(mark), 0) FROM pending";
            writer.query_row(sql, [], |row| row.get(0))
        };
        let set_up = set_up();
        drop(writer);
        let last_mark: i64 =
            set_up.map_err(|error| OpenError::of_database(&database.file, error))?;
        let (names, last_mark) = (Mutex::default(), AtomicI64::new(last_mark));
        Ok(Self { database, names, last_mark, _lock: lock })
    }

    /// A number that marks users, which none was marked with before.
    fn next_mark(&self) -> i64 {
        self.last_mark.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Tells whether the database answers, by one small read.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn check(&self) -> Result<(), StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM events)";
        self.database.read(|connection| connection.prepare_cached(sql)?.query_row([], |_| Ok(())))
    }

    /// Bytes that are free on the disk that the database is on.
    ///
    /// # Errors
    ///
    /// The system does not say.
    pub fn free_bytes(&self) -> io::Result<u64> {
        let disk = rustix::fs::statvfs(&self.database.file)?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
    }

    /// How much of its own file the database can use again before it takes more of the disk, in
    /// bytes.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn reusable_bytes(&self) -> Result<u64, StoreError> {
        let bytes: i64 = self.database.read(|connection| {
            let number = |name| connection.pragma_query_value(None, name, |row| row.get(0));
            let (pages, size): (i64, i64) = (number("freelist_count")?, number("page_size")?);
            Ok(pages * size)
        })?;
        Ok(bytes.unsigned_abs())
    }

    /// Writes batches in one transaction, and tells what became of each. When this returns, all of
    /// it is on the disk.
    ///
    /// An event is one that is there already if user, time and id are the same: whoever sends an
    /// event again sends the same. A report is known if it is none later than the instance's last.
    ///
    /// # Errors
    ///
    /// The database cannot be written. Nothing of the batches is left behind.
    pub fn write(&self, batches: &[EventBatch]) -> Result<Vec<Written>, StoreError> {
        let mark = self.next_mark();
        self.write_with(|transaction, names| {
            let write = |EventBatch { log, content }: &EventBatch| {
                let log = names.number(transaction, log)?;
                match content {
                    Content::Events(events) => {
                        let is_once = false;
                        accept(transaction, names, log, Arriving { events, mark, is_once })
                    }
                    Content::Exposures(events) => {
                        let is_once = true;
                        accept(transaction, names, log, Arriving { events, mark, is_once })
                    }
                    Content::Assignment(one) => {
                        assignments::write(transaction, names, log, mark, one)
                    }
                    Content::Telemetry(report) => telemetry::write(transaction, names, log, report),
                }
            };
            batches.iter().map(write).collect()
        })
    }

    /// Writes in one transaction with the names that are known by heart.
    fn write_with<T>(
        &self,
        write: impl FnOnce(&Transaction<'_>, &mut Names) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let mut kept = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        // Where this fails or panics, the numbers of what was new are given to others: whatever is
        // known is looked up anew then.
        let mut names = std::mem::take(&mut *kept);
        let written = self.database.write(|transaction| write(transaction, &mut names))?;
        *kept = names;
        Ok(written)
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use crate::Store;

    #[test]
    fn names_of_a_write_that_panicked_are_not_known() {
        let folder = tempfile::tempdir().unwrap();
        let events = Store::open(folder.path()).unwrap().events().unwrap();
        let number = |name: &str| events.write_with(|writing, names| names.number(writing, name));
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            events.write_with(|transaction, names| -> rusqlite::Result<()> {
                names.number(transaction, "lost")?;
                panic!("a mistake")
            })
        }));
        assert!(panicked.is_err());
        assert_ne!(number("other").unwrap(), number("lost").unwrap());
        assert_eq!(number("lost").unwrap(), number("lost").unwrap());
    }
}
