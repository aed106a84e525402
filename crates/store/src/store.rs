//! The store itself: its logs, what is kept by digest, and the way of every read and write.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use hoist_ruleset::log::Head;
use hoist_ruleset::{Digest, KeyList, LoadError};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction};

use crate::database::Database;
use crate::error::StoreError;
use crate::row;

/// A database of change logs, for any number of threads.
///
/// Writes go one after the other; reads go on beside them, a few at a time. All of them block.
#[derive(Debug)]
pub struct Store {
    pub(crate) database: Database,
    /// Held as long as the store and its events live, so that no other server opens them.
    pub(crate) lock: Option<Arc<File>>,
}

/// One log of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// The name of what it is the log of.
    pub name: String,
    /// When it was created.
    pub created: Timestamp,
    /// What those know it by who have seen a part of it: its id and, once it was restored from a
    /// backup, a mark of that. What they saw with another mark may have gone with the restore.
    pub line: String,
    /// Its end, which has its id.
    pub head: Head,
}

impl Store {
    /// The folder that it is in.
    pub fn folder(&self) -> &Path {
        self.database.file.parent().unwrap_or(Path::new(""))
    }

    /// All logs, in the order of their creation.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn logs(&self) -> Result<Vec<Log>, StoreError> {
        let sql = "SELECT id, seq, time, hash, name, created, coalesce(id || '.' || line, id) \
            FROM logs ORDER BY number";
        let log = |row: &Row<'_>| {
            let (log, seq) = (row.get(0)?, row::seq(row, 1)?);
            let head = Head { log, seq, time: row::parsed(row, 2)?, hash: row::digest(row, 3)? };
            let (name, created, line) = (row.get(4)?, row::parsed(row, 5)?, row.get(6)?);
            Ok(Log { name, created, line, head })
        };
        self.read(|connection| connection.prepare_cached(sql)?.query_map([], log)?.collect())
    }

    /// How many entries belong to no log: somebody removed theirs.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn orphans(&self) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM entries WHERE log NOT IN (SELECT number FROM logs)";
        self.read(|connection| connection.query_row(sql, [], |row| row::seq(row, 0)))
    }

    /// Creates a log without entries.
    ///
    /// # Errors
    ///
    /// There is a log with that name or id, or the database cannot be written.
    pub fn create_log(&self, name: &str, id: &str, now: Timestamp) -> Result<Log, StoreError> {
        let head = Head::genesis(id);
        let created = self.write(|transaction| {
            let sql = "INSERT INTO logs (id, name, created, seq, time, hash) \
                VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING";
            let (seq, time, hash) = (row::bound(head.seq), head.time, head.hash.as_bytes());
            let values = (id, name, now.to_string(), seq, time.to_string(), hash);
            transaction.execute(sql, values)
        })?;
        match created {
            0 => Err(StoreError::Taken { name: name.to_owned(), id: id.to_owned() }),
            _ => Ok(Log { name: name.to_owned(), created: now, line: id.to_owned(), head }),
        }
    }

    /// The document or fact with a digest, as the text that was appended.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn body(&self, digest: &Digest) -> Result<Option<String>, StoreError> {
        self.text("SELECT body FROM bodies WHERE digest = ?1", digest)
    }

    /// The node of a list with a digest, as the text that was appended.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn node(&self, digest: &Digest) -> Result<Option<String>, StoreError> {
        self.text("SELECT body FROM list_nodes WHERE digest = ?1", digest)
    }

    /// The long list with a digest.
    ///
    /// # Errors
    ///
    /// A part of it is missing or changed, or the database cannot be read.
    pub fn list(&self, digest: Digest) -> Result<KeyList, StoreError> {
        let damaged = |what: String| StoreError::Damaged { file: self.database.file.clone(), what };
        KeyList::load(digest, &mut |digest| self.node(digest)).map_err(|error| match error {
            LoadError::Fetch(error) => error,
            LoadError::Missing { .. } | LoadError::Changed { .. } => damaged(error.to_string()),
        })
    }

    /// Tells whether the database answers, by one small read. Whether it can be written is known
    /// only when it is, so this does not tell.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn check(&self) -> Result<(), StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM logs)";
        self.read(|connection| connection.prepare_cached(sql)?.query_row([], |_| Ok(())))
    }

    fn text(&self, sql: &str, digest: &Digest) -> Result<Option<String>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            statement.query_row([digest.as_bytes()], |row| row.get(0)).optional()
        })
    }

    /// Reads with one of the readers.
    pub(crate) fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        self.database.read(read)
    }

    /// Reads about a log, given its number and head. What is read is of one moment.
    pub(crate) fn read_log<T>(
        &self,
        log: &str,
        read: impl FnOnce(&Connection, i64, Head) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let result = self.read(|connection| {
            let moment = connection.unchecked_transaction()?;
            let found = row::head(&moment, log)?;
            found.map(|(number, head)| read(&moment, number, head)).transpose()
        })?;
        result.ok_or_else(|| StoreError::NoLog { id: log.to_owned() })
    }

    /// Writes in one transaction. It is undone if anything fails, and the next one starts afresh.
    pub(crate) fn write<T>(
        &self,
        write: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        self.database.write(write)
    }
}
