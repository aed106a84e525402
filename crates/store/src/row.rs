//! Entries and heads as rows.
//!
//! Whatever cannot be read is an error with its column, so that a row which somebody changed is
//! told from a database that fails.

use std::error::Error;
use std::str::FromStr;

use hoist_ruleset::Digest;
use hoist_ruleset::log::{Entry, Head};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

/// The columns that [`entry`] reads, of the table by the name of `e`.
pub(crate) const ENTRY: &str = "e.seq, e.time, e.kind, e.collection, e.key, e.digest, e.restored, \
    e.actor, e.reason, e.request_id, e.touches_ruleset, e.previous, e.hash, e.origin";

/// How many they are, and so the index of the first column behind them.
pub(crate) const ENTRY_COLUMNS: usize = 14;

const INSERT: &str = "INSERT INTO entries (log, seq, time, kind, collection, key, aspect, digest, \
    restored, actor, reason, request_id, touches_ruleset, previous, hash, origin) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";

/// The entry of a row. Its log is not told by the row, which has the log's number only.
pub(crate) fn entry(row: &Row<'_>, log: &str) -> rusqlite::Result<Entry> {
    Ok(Entry {
        log: log.to_owned(),
        seq: seq(row, 0)?,
        time: parsed(row, 1)?,
        kind: parsed(row, 2)?,
        collection: parsed(row, 3)?,
        key: row.get(4)?,
        digest: optional(row, 5, digest)?,
        restored: optional(row, 6, seq)?,
        actor: row.get(7)?,
        reason: row.get(8)?,
        request_id: row.get(9)?,
        touches_ruleset: row.get(10)?,
        previous: digest(row, 11)?,
        hash: digest(row, 12)?,
        origin: optional(row, 13, digest)?,
    })
}

/// Writes an entry to the log with a number.
pub(crate) fn insert(
    transaction: &Transaction<'_>,
    log: i64,
    entry: &Entry,
) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare_cached(INSERT)?;
    statement.execute(params![
        log,
        bound(entry.seq),
        entry.time.to_string(),
        entry.kind.as_ref(),
        entry.collection.as_ref(),
        &entry.key,
        entry.kind.aspect().as_ref(),
        entry.digest.as_ref().map(Digest::as_bytes),
        entry.restored.map(bound),
        &entry.actor,
        &entry.reason,
        &entry.request_id,
        entry.touches_ruleset,
        entry.previous.as_bytes(),
        entry.hash.as_bytes(),
        entry.origin.as_ref().map(Digest::as_bytes),
    ])?;
    Ok(())
}

/// The number and the head of a log, if there is such a log.
pub(crate) fn head(connection: &Connection, log: &str) -> rusqlite::Result<Option<(i64, Head)>> {
    let sql = "SELECT number, seq, time, hash FROM logs WHERE id = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &Row<'_>| {
        let head = Head {
            log: log.to_owned(),
            seq: seq(row, 1)?,
            time: parsed(row, 2)?,
            hash: digest(row, 3)?,
        };
        Ok((row.get(0)?, head))
    };
    statement.query_row([log], read).optional()
}

/// A seq as SQLite's integer. No log reaches the last one, so above it nothing is lost.
pub(crate) fn bound(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

/// The seq in a column.
pub(crate) fn seq(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let number: i64 = row.get(column)?;
    u64::try_from(number).map_err(|error| unreadable(column, Type::Integer, error))
}

/// What the text in a column says: a time, a kind, a collection.
pub(crate) fn parsed<T>(row: &Row<'_>, column: usize) -> rusqlite::Result<T>
where
    T: FromStr<Err: Error + Send + Sync + 'static>,
{
    let text = row.get_ref(column)?.as_str()?;
    text.parse().map_err(|error| unreadable(column, Type::Text, error))
}

/// The digest in a column.
pub(crate) fn digest(row: &Row<'_>, column: usize) -> rusqlite::Result<Digest> {
    let bytes = row.get_ref(column)?.as_blob()?;
    Digest::try_from(bytes).map_err(|error| unreadable(column, Type::Blob, error))
}

/// What a column holds, if it holds anything.
pub(crate) fn optional<T>(
    row: &Row<'_>,
    column: usize,
    read: impl FnOnce(&Row<'_>, usize) -> rusqlite::Result<T>,
) -> rusqlite::Result<Option<T>> {
    match row.get_ref(column)?.data_type() {
        Type::Null => Ok(None),
        _ => read(row, column).map(Some),
    }
}

/// Whether a text that is kept by its digest was erased, as SQL has it: then it is as long as it
/// was, and blank. [`body`] goes by the same.
pub(crate) const IS_BLANK: &str = "trim(body) = ''";

/// The text in a column that is kept by its digest, unless it was erased.
pub(crate) fn body(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<String>> {
    let body: Option<String> = row.get(column)?;
    Ok(body.filter(|body| !body.trim_matches(' ').is_empty()))
}

fn unreadable<E>(column: usize, found: Type, error: E) -> rusqlite::Error
where
    E: Error + Send + Sync + 'static,
{
    rusqlite::Error::FromSqlConversionFailure(column, found, Box::new(error))
}
