//! Erasing: what may be erased of the past, and doing it.
//!
//! A text that is kept by its digest is erased where it lies: its place is written over with as
//! many blanks. A row that is taken out instead would have SQLite move its neighbours about, and
//! leave copies of them in what is then unused.

mod find;
mod unused;
mod words;

use hoist_ruleset::Digest;
use hoist_ruleset::log::{Collection, Entry};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction};

use crate::error::StoreError;
use crate::row::{self, ENTRY};
use crate::store::Store;

pub use find::{Found, Named, Past, Searched, Wanted};

/// What a batch erases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Erase {
    /// Digests of documents, facts and origins.
    pub bodies: Vec<Digest>,
    /// Digests of nodes of lists.
    pub nodes: Vec<Digest>,
    /// The end of each log when this was found. If anything that came since refers to it, it is
    /// not to be erased.
    pub seen: Vec<(String, u64)>,
}

impl Store {
    /// The entry that says that the document of an entry was erased, if it was.
    ///
    /// # Errors
    ///
    /// There is no such log, or the database cannot be read.
    pub fn erasure_of(&self, entry: &Entry) -> Result<Option<Entry>, StoreError> {
        let Some(digest) = entry.digest else { return Ok(None) };
        let sql = format!(
            "SELECT {ENTRY} FROM entries AS e INDEXED BY facts \
             JOIN bodies ON bodies.digest = e.digest \
             WHERE log = ?1 AND collection = ?2 AND key = ?3 AND aspect = 'erasure' AND seq > ?4 \
             AND instr(body, ?5) ORDER BY seq LIMIT 1"
        );
        let Entry { log, seq, collection, key, .. } = entry;
        self.read_log(log, |connection, number, _| {
            let values = (number, collection.as_ref(), key, row::bound(*seq), digest.to_string());
            let read = |row: &Row<'_>| row::entry(row, log);
            connection.prepare_cached(&sql)?.query_row(values, read).optional()
        })
    }

    /// Why the document of an entry is not there.
    pub(crate) fn missing(&self, entry: &Entry) -> Result<StoreError, StoreError> {
        let Entry { seq, collection, key, .. } = entry;
        let what = format!("{}/{key}", collection.as_ref());
        let digest = entry.digest.unwrap_or_default();
        Ok(match self.erasure_of(entry)? {
            Some(Entry { seq: erased, actor: by, time: at, .. }) => {
                StoreError::Erased { what, seq: *seq, by, at, erased }
            }
            None => {
                let fault = hoist_ruleset::log::Fault::BodyMissing { seq: *seq, digest };
                let file = self.database.file.clone();
                StoreError::Damaged { file, what: format!("{what}: {fault}") }
            }
        })
    }

    /// Writes back the log beside the database and empties it, so that what was erased is in
    /// neither. Gives whether it could be done: not while somebody reads what was before.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub fn empty_journal(&self) -> Result<bool, StoreError> {
        self.database.empty_journal()
    }
}

/// Whether nothing that came since refers to what a batch erases.
pub(crate) fn still_holds(transaction: &Transaction<'_>, erase: &Erase) -> rusqlite::Result<bool> {
    let Erase { bodies, nodes, seen } = erase;
    if bodies.is_empty() && nodes.is_empty() {
        return Ok(true);
    }
    let logs = transaction
        .prepare_cached("SELECT id, number FROM logs")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<Vec<(String, i64)>>>()?;
    for (log, number) in logs {
        let end = seen.iter().find(|(own, _)| *own == log).map_or(0, |(_, seq)| *seq);
        if refers(transaction, (number, end), bodies, !nodes.is_empty())? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether an entry of a log behind a seq refers to bodies, or to any long list.
fn refers(
    connection: &Connection,
    (log, after): (i64, u64),
    bodies: &[Digest],
    lists: bool,
) -> rusqlite::Result<bool> {
    // What says what was erased tells of nothing else; in the midst of a long erasure there is much
    // of that.
    let sql = "SELECT e.digest, e.collection, instr(body, '\"list\"') FROM \
        (SELECT seq FROM entries INDEXED BY filters WHERE log = ?1 AND seq > ?2 \
        AND kind <> 'erased') AS new \
        CROSS JOIN entries AS e ON e.log = ?1 AND e.seq = new.seq \
        JOIN bodies ON bodies.digest = e.digest";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query((log, row::bound(after)))?;
    while let Some(row) = rows.next()? {
        let collection: Collection = row::parsed(row, 1)?;
        let has_list = collection == Collection::Segments && row.get::<_, i64>(2)? > 0;
        if (lists && has_list) || bodies.contains(&row::digest(row, 0)?) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Writes over what a batch erases.
pub(crate) fn blank(transaction: &Transaction<'_>, erase: &Erase) -> rusqlite::Result<()> {
    for (table, digests) in [("bodies", &erase.bodies), ("list_nodes", &erase.nodes)] {
        let length = format!("SELECT octet_length(body) FROM {table} WHERE digest = ?1");
        let over = format!("UPDATE {table} SET body = ?2 WHERE digest = ?1");
        let mut length = transaction.prepare_cached(&length)?;
        let mut over = transaction.prepare_cached(&over)?;
        for digest in digests {
            let bytes =
                length.query_row([digest.as_bytes()], |row| row.get::<_, u32>(0)).optional()?;
            let blanks = " ".repeat(bytes.unwrap_or_default() as usize);
            over.execute((digest.as_bytes(), blanks))?;
        }
    }
    Ok(())
}
