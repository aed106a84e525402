//! What is true at a seq. The present is the last one: there is no other way to read it.

use hoist_ruleset::log::{Collection, Entry, Fault, body_fault};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row};

use crate::error::StoreError;
use crate::row::{self, ENTRY, ENTRY_COLUMNS};
use crate::store::Store;

/// What a log says last about one aspect of one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The last entry about it.
    pub entry: Entry,
    /// The document or fact that the entry tells of, as it was appended.
    pub body: Option<String>,
    /// For a definition: since when the document exists.
    pub created: Option<Timestamp>,
}

impl Store {
    /// The last entry of each aspect of each key at or before a seq, or of all. What was deleted
    /// is told too, by its deletion.
    ///
    /// Documents come in the order in which they were created, other facts by their own seq.
    ///
    /// # Errors
    ///
    /// There is no such log, or the database cannot be read.
    pub fn current(&self, log: &str, at: Option<u64>) -> Result<Vec<Fact>, StoreError> {
        let sql = include_str!("current.sql").replace("{entry}", ENTRY);
        let fact = |row: &Row<'_>| {
            let created = row::optional(row, ENTRY_COLUMNS + 1, row::parsed)?;
            let fact = Fact {
                entry: row::entry(row, log)?,
                body: row::body(row, ENTRY_COLUMNS)?,
                created,
            };
            Ok((row::seq(row, ENTRY_COLUMNS + 2)?, fact))
        };
        self.read_log(log, |connection, number, head| {
            let mut statement = connection.prepare_cached(&sql)?;
            let rows = statement.query_map((number, row::bound(at.unwrap_or(head.seq))), fact)?;
            let mut facts = rows.collect::<rusqlite::Result<Vec<_>>>()?;
            facts.sort_by_key(|(order, _)| *order);
            Ok(facts.into_iter().map(|(_, fact)| fact).collect())
        })
    }

    /// Checks that the body of a fact is the one that was appended: nobody evaluates by another.
    ///
    /// # Errors
    ///
    /// The body is missing, or another one.
    pub fn check_body(&self, fact: &Fact) -> Result<(), StoreError> {
        let Fact { entry, body, .. } = fact;
        let Some(digest) = entry.digest else { return Ok(()) };
        match body_fault(entry.seq, digest, body.as_deref()) {
            None => Ok(()),
            Some(Fault::BodyMissing { .. }) => Err(self.missing(entry)?),
            Some(fault) => Err(StoreError::Damaged {
                file: self.database.file.clone(),
                what: format!("{}/{}: {fault}", entry.collection.as_ref(), entry.key),
            }),
        }
    }

    /// The last entry about the definition of a key at or before a seq, with the document that it
    /// tells of. None if there is none, or it was not there yet.
    ///
    /// # Errors
    ///
    /// There is no such log, the document is gone, or the database cannot be read.
    pub fn definition(
        &self,
        log: &str,
        collection: Collection,
        key: &str,
        at: u64,
    ) -> Result<Option<(Entry, Option<String>)>, StoreError> {
        let sql = format!(
            "SELECT {ENTRY}, body FROM entries AS e INDEXED BY facts \
             LEFT JOIN bodies ON bodies.digest = e.digest \
             WHERE log = ?1 AND collection = ?2 AND key = ?3 AND aspect = 'definition' \
             AND seq <= ?4 ORDER BY seq DESC LIMIT 1"
        );
        let found = self.read_log(log, |connection, number, _| {
            let mut statement = connection.prepare_cached(&sql)?;
            let values = (number, collection.as_ref(), key, row::bound(at));
            let read = |row: &Row<'_>| Ok((row::entry(row, log)?, row::body(row, ENTRY_COLUMNS)?));
            statement.query_row(values, read).optional()
        })?;
        match &found {
            Some((entry, None)) if entry.digest.is_some() => Err(self.missing(entry)?),
            _ => Ok(found),
        }
    }

    /// The seq of the last entry at or before a time; 0 if there is none.
    ///
    /// # Errors
    ///
    /// There is no such log, or the database cannot be read.
    pub fn seq_at(&self, log: &str, time: Timestamp) -> Result<u64, StoreError> {
        self.read_log(log, |connection, number, head| {
            if head.time <= time {
                return Ok(head.seq);
            }
            // Times never go back, so halving finds it without an index of times.
            let (mut before, mut after) = (0, head.seq);
            while after - before > 1 {
                let middle = before.midpoint(after);
                match time_of(connection, number, middle)? <= time {
                    true => before = middle,
                    false => after = middle,
                }
            }
            Ok(before)
        })
    }
}

fn time_of(connection: &Connection, log: i64, seq: u64) -> rusqlite::Result<Timestamp> {
    let sql = "SELECT time FROM entries WHERE log = ?1 AND seq = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_row((log, row::bound(seq)), |row| row::parsed(row, 0))
}
