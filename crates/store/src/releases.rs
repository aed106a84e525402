//! The journal of releases: what is known of each run after the last look at it, what its checks
//! found, and what was decided. It is in the database of the logs, so that a look and the entries
//! that it makes are one transaction.
//!
//! Each write names the lease that it is made under, which is compared in its transaction: who was
//! replaced by another worker writes nothing.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction};

use crate::error::{AppendError, StoreError};
use crate::events::{Held, Lease};
use crate::row;
use crate::store::Store;

/// Runs of a release of which it is kept what each run of each check found.
const RUNS_WITH_FINDINGS: u64 = 10;

/// A run of a release, as it was written last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRun {
    /// Its place among all runs of all logs: runs that began later have greater ones.
    pub number: u64,
    /// The release's key.
    pub key: String,
    /// Which run of the release it is, from 1.
    pub run: u64,
    /// The flag that it moves.
    pub flag: String,
    /// Whether nothing will happen any more.
    pub is_over: bool,
    /// What is known of it.
    pub body: String,
}

/// What came of a look at a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunChange {
    /// The release's key.
    pub key: String,
    /// Which run; it may be a new one.
    pub run: u64,
    /// The flag that it moves: one run that is not over has it for itself.
    pub flag: String,
    /// Whether nothing will happen any more.
    pub is_over: bool,
    /// What is known of it.
    pub body: String,
    /// What was decided.
    pub decisions: Vec<String>,
    /// What checks found, each with the check's name.
    pub findings: Vec<(String, String)>,
}

/// Which findings of a run are meant.
#[derive(Clone, Copy, Debug, Default)]
pub struct FindingsOf<'f> {
    /// Those of one check, else of all.
    pub check: Option<&'f str>,
    /// Those before this number, else from the last one on.
    pub before: Option<u64>,
}

const RUN: &str = "SELECT number, key, run, flag, is_over, body FROM releases \
    WHERE log = (SELECT number FROM logs WHERE id = ?1)";

impl Store {
    /// Takes the lease of a name up to a time, as [`Events::lease`](crate::Events::lease) does.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub fn lease(&self, name: &str, holder: &str, now: Timestamp, until: Timestamp) -> Held<Lease> {
        Lease::take(&self.database, name, holder, now, until)
    }

    /// Runs of a log that are not over, in the order in which they began.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn open_runs(&self, log: &str) -> Result<Vec<StoredRun>, StoreError> {
        let sql = format!("{RUN} AND NOT is_over ORDER BY number");
        self.read(|connection| connection.prepare_cached(&sql)?.query_map([log], stored)?.collect())
    }

    /// Runs of a log before a number, the newest first.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn runs(
        &self,
        log: &str,
        only_open: bool,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<StoredRun>, StoreError> {
        let sql =
            format!("{RUN} AND number < ?2 AND NOT (?3 AND is_over) ORDER BY number DESC LIMIT ?4");
        let values = (log, row::bound(before.unwrap_or(u64::MAX)), only_open, limit_of(limit));
        self.read(|connection| {
            connection.prepare_cached(&sql)?.query_map(values, stored)?.collect()
        })
    }

    /// A run of a release, or its last one.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn run(
        &self,
        log: &str,
        key: &str,
        run: Option<u64>,
    ) -> Result<Option<StoredRun>, StoreError> {
        let sql =
            format!("{RUN} AND key = ?2 AND run = coalesce(?3, run) ORDER BY run DESC LIMIT 1");
        let values = (log, key, run.map(row::bound));
        self.read(|connection| {
            connection.prepare_cached(&sql)?.query_row(values, stored).optional()
        })
    }

    /// What was decided in a run, in order.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn run_decisions(&self, number: u64) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT body FROM release_decisions WHERE release = ?1 ORDER BY number";
        self.read(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            statement.query_map([row::bound(number)], |row| row.get(0))?.collect()
        })
    }

    /// What checks of a run found, the newest first, each with its number.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn run_findings(
        &self,
        number: u64,
        of: FindingsOf<'_>,
        limit: usize,
    ) -> Result<Vec<(u64, String)>, StoreError> {
        let sql = "SELECT number, body FROM release_findings WHERE release = ?1 \
            AND number < ?2 AND name = coalesce(?3, name) ORDER BY number DESC LIMIT ?4";
        let before = row::bound(of.before.unwrap_or(u64::MAX));
        let values = (row::bound(number), before, of.check, limit_of(limit));
        let read = |row: &Row<'_>| Ok((row::seq(row, 0)?, row.get(1)?));
        self.read(|connection| connection.prepare_cached(sql)?.query_map(values, read)?.collect())
    }

    /// Whether nobody else has a lease by now: asked before something is done that no transaction
    /// of the store can undo.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn holds(&self, lease: &Lease) -> Result<bool, StoreError> {
        self.read(|connection| lease.holds(connection))
    }

    /// Writes down what came of a look, if the lease still holds.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub fn keep_run(&self, log: &str, lease: &Lease, change: &RunChange) -> Held<()> {
        self.write(|transaction| {
            let Some((number, _)) = row::head(transaction, log)? else { return Ok(None) };
            if !lease.holds(transaction)? {
                return Ok(None);
            }
            write(transaction, number, change).map(Some)
        })
    }
}

/// Whether who writes may do so: nobody else has the lease by now.
pub(crate) fn check(
    transaction: &Transaction<'_>,
    lease: Option<&Lease>,
) -> rusqlite::Result<Result<(), AppendError>> {
    Ok(match lease {
        Some(lease) if !lease.holds(transaction)? => Err(AppendError::Replaced),
        _ => Ok(()),
    })
}

/// Writes what came of a look at a run of the log with a number.
pub(crate) fn write(
    transaction: &Transaction<'_>,
    log: i64,
    change: &RunChange,
) -> rusqlite::Result<()> {
    let sql = "INSERT INTO releases (log, key, run, flag, is_over, body) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (log, key, run) \
        DO UPDATE SET is_over = excluded.is_over, body = excluded.body RETURNING number";
    let RunChange { key, run, flag, is_over, body, decisions, findings } = change;
    let values = (log, key, row::bound(*run), flag, is_over, body);
    let number: i64 = transaction.prepare_cached(sql)?.query_row(values, |row| row.get(0))?;
    let sql = "INSERT INTO release_decisions (release, body) VALUES (?1, ?2)";
    for decision in decisions {
        transaction.prepare_cached(sql)?.execute((number, decision))?;
    }
    let sql = "INSERT INTO release_findings (release, name, body) VALUES (?1, ?2, ?3)";
    for (name, finding) in findings {
        transaction.prepare_cached(sql)?.execute((number, name, finding))?;
    }
    if *is_over {
        forget(transaction, log, key, *run)?;
    }
    Ok(())
}

/// Forgets what checks found in runs that were long ago.
fn forget(connection: &Connection, log: i64, key: &str, run: u64) -> rusqlite::Result<()> {
    let sql = "DELETE FROM release_findings WHERE release IN \
        (SELECT number FROM releases WHERE log = ?1 AND key = ?2 AND run <= ?3)";
    let last = run.saturating_sub(RUNS_WITH_FINDINGS);
    connection.prepare_cached(sql)?.execute((log, key, row::bound(last))).map(drop)
}

fn stored(row: &Row<'_>) -> rusqlite::Result<StoredRun> {
    let (number, run) = (row::seq(row, 0)?, row::seq(row, 2)?);
    let (key, flag, is_over, body) = (row.get(1)?, row.get(3)?, row.get(4)?, row.get(5)?);
    Ok(StoredRun { number, key, run, flag, is_over, body })
}

fn limit_of(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
