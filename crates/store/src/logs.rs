//! Logs that begin and end while the server runs: each together with the entry that says so.

use rusqlite::{Error, Transaction};

use hoist_ruleset::log::Head;
use jiff::Timestamp;

use crate::append::{Batch, checked, write};
use crate::error::{AppendError, StoreError};
use crate::row;
use crate::store::Store;

/// What becomes of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogChange {
    /// It begins, without entries.
    Begin {
        /// The name of what it is the log of.
        name: String,
        /// Its id.
        id: String,
        /// When.
        now: Timestamp,
    },
    /// It goes by another name, so that its own is free.
    Rename {
        /// Its id.
        id: String,
        /// The name from now on.
        name: String,
    },
}

impl Store {
    /// Appends a batch, as [`Store::append`] does, and changes another log with it: both or neither.
    ///
    /// # Errors
    ///
    /// Those of [`Store::append`]; also where the name or id is taken, or there is no such log.
    pub fn append_with(&self, batch: &Batch, change: &LogChange) -> Result<(), AppendError> {
        let head = checked(batch)?;
        let mut refused = None;
        let written = self.write(|transaction| {
            let written = write(transaction, batch, &head)?;
            if written.is_ok() && !apply(transaction, change)? {
                refused = Some(why_not(transaction, change)?);
                // An error undoes the whole transaction.
                return Err(Error::StatementChangedRows(0));
            }
            Ok(written)
        });
        match refused {
            Some(error) => Err(error.into()),
            None => written?,
        }
    }
}

/// Changes a log; gives whether it could be changed.
fn apply(transaction: &Transaction<'_>, change: &LogChange) -> rusqlite::Result<bool> {
    let changed = match change {
        LogChange::Begin { name, id, now } => insert(transaction, name, &Head::genesis(id), *now)?,
        LogChange::Rename { id, name } => {
            let sql = "UPDATE OR IGNORE logs SET name = ?2 WHERE id = ?1";
            transaction.execute(sql, (id, name))?
        }
    };
    Ok(changed == 1)
}

/// Why a log could not be changed.
fn why_not(transaction: &Transaction<'_>, change: &LogChange) -> rusqlite::Result<StoreError> {
    let (LogChange::Begin { name, id, .. } | LogChange::Rename { id, name }) = change;
    let is_missing = row::head(transaction, id)?.is_none();
    let (id, name) = (id.clone(), name.clone());
    Ok(match change {
        LogChange::Rename { .. } if is_missing => StoreError::NoLog { id },
        _ => StoreError::Taken { name, id },
    })
}

/// Inserts a log that has a head; gives 0 where its name or id is taken.
pub(crate) fn insert(
    transaction: &Transaction<'_>,
    name: &str,
    head: &Head,
    now: Timestamp,
) -> rusqlite::Result<usize> {
    let sql = "INSERT INTO logs (id, name, created, seq, time, hash) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING";
    let (seq, time, hash) = (row::bound(head.seq), head.time, head.hash.as_bytes());
    let values = (&head.log, name, now.to_string(), seq, time.to_string(), hash);
    transaction.execute(sql, values)
}
