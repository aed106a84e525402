//! A database file: its one connection that writes, and those that read.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::connect::Place;
use crate::error::StoreError;
use crate::readers::Readers;

#[derive(Debug)]
pub(crate) struct Database {
    pub(crate) file: PathBuf,
    /// Closed before the writer: the last connection writes everything back into one file, which
    /// a reader cannot.
    readers: Readers,
    pub(crate) writer: Mutex<Connection>,
    place: Place,
}

impl Database {
    pub(crate) fn new(place: Place, writer: Connection) -> Self {
        let file = place.file.clone();
        Self { file, writer: Mutex::new(writer), readers: Readers::new(place.clone()), place }
    }

    /// Reads with one of the readers.
    pub(crate) fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        self.readers.read(read).map_err(|error| StoreError::of_database(&self.file, error))
    }

    /// Writes the log beside the file back and empties it, unless somebody reads what was before.
    pub(crate) fn empty_journal(&self) -> Result<bool, StoreError> {
        let empty = || {
            let connection = self.place.writer()?;
            // Most of it while others write, so that they wait for no more than the end of it.
            for mode in ["PASSIVE", "TRUNCATE"] {
                connection.busy_timeout(Duration::ZERO)?;
                let sql = format!("PRAGMA wal_checkpoint({mode})");
                let is_busy: bool = connection.query_row(&sql, [], |row| row.get(0))?;
                if is_busy {
                    return Ok(false);
                }
            }
            Ok(true)
        };
        empty().map_err(|error| StoreError::of_database(&self.file, error))
    }

    /// Writes in one transaction. It is undone if anything fails, and the next one starts afresh.
    pub(crate) fn write<T>(
        &self,
        write: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        self.write_checked(|transaction| {
            write(transaction).map_err(|error| StoreError::of_database(&self.file, error))
        })
    }

    /// The same where what is read on the way may be found to be damaged.
    pub(crate) fn write_checked<T>(
        &self,
        write: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let failed = |error| StoreError::of_database(&self.file, error);
        // A thread that panicked in here dropped its transaction, which undid it.
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let begin = TransactionBehavior::Immediate;
        let transaction = writer.transaction_with_behavior(begin).map_err(failed)?;
        let value = write(&transaction)?;
        transaction.commit().map_err(failed)?;
        Ok(value)
    }
}
