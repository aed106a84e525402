//! Proof that a log is what was appended, from its first entry to its head.
//!
//! [`Audit`] has the rules; here is where it gets the rows from, and the nodes of long lists.

use std::collections::HashSet;

use foldhash::fast::FixedState;
use hoist_ruleset::log::{
    Aspect, Audit, Audited, Beside, Collection, Entry, Fault, Head, body_fault,
};
use hoist_ruleset::{Digest, KeyList, LoadError};
use rusqlite::{Connection, Row};
use serde_json::Value;

use crate::error::StoreError;
use crate::row::{self, ENTRY, ENTRY_COLUMNS};
use crate::store::{self, Store};

impl Store {
    /// Reads a whole log and compares everything in it with what it has to be: each entry with
    /// its hash and the one before it, each document with its digest, each part of the long
    /// lists that segments name, the end with the head. What was erased may be missing.
    ///
    /// It reads the log as it was at one moment; appending goes on meanwhile.
    ///
    /// # Errors
    ///
    /// There is no such log, or the database cannot be read. What is wrong with the log is no
    /// error but a result.
    pub fn verify(&self, log: &str) -> Result<Audited, StoreError> {
        self.read_log(log, |connection, number, head| verify(connection, number, &head))
    }
}

fn verify(connection: &Connection, number: i64, noted: &Head) -> rusqlite::Result<Audited> {
    let sql = format!(
        "SELECT {ENTRY}, bodies.body, aspect, origins.body FROM entries AS e \
         LEFT JOIN bodies ON bodies.digest = e.digest \
         LEFT JOIN bodies AS origins ON origins.digest = e.origin WHERE log = ?1 ORDER BY seq"
    );
    let mut audit = Audit::of(&noted.log);
    let mut sound = HashSet::default();
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([number])?;
    while let Some(row) = rows.next()?
        && !audit.is_full()
    {
        // There is no seq below 1, so whatever is there instead is told as 0.
        let seq = row::seq(row, 0).unwrap_or_default();
        let Some(Whole { entry, body, origin }) = whole(row, &noted.log) else {
            audit.unreadable(seq);
            continue;
        };
        audit.take(&entry, Beside { body: body.as_deref(), origin: origin.as_deref() });
        if let Some(body) = body.filter(|_| entry.collection == Collection::Segments)
            && let Some(fault) = list_fault(connection, seq, &body, &mut sound)?
        {
            audit.fault(fault);
        }
    }
    excuse_archived(connection, number, &mut audit)?;
    Ok(audit.end(noted))
}

/// What was erased from the log of an archived environment after its end. Nothing can be appended
/// to that, so the instance's log says it, of the environment's name.
fn excuse_archived(
    connection: &Connection,
    number: i64,
    audit: &mut Audit,
) -> rusqlite::Result<()> {
    let sql = "SELECT e.digest, body FROM logs AS own \
        JOIN logs AS other ON other.number <> own.number \
        JOIN entries AS e INDEXED BY facts ON e.log = other.number \
        AND e.collection = 'environments' AND e.aspect = 'erasure' \
        JOIN bodies ON bodies.digest = e.digest \
        WHERE own.number = ?1 AND own.name = e.key || '~' || own.id";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([number])?;
    while let Some(row) = rows.next()? {
        let (digest, body) = (row::digest(row, 0)?, row::body(row, 1)?);
        if body_fault(0, digest, body.as_deref()).is_none() {
            audit.excuse(body.as_deref().unwrap_or_default());
        }
    }
    Ok(())
}

/// What is wrong with the long lists that the JSON text of a segment names.
fn list_fault(
    connection: &Connection,
    seq: u64,
    body: &str,
    sound: &mut HashSet<Digest, FixedState>,
) -> rusqlite::Result<Option<Fault>> {
    let mut fetch = |digest: &Digest| store::node(connection, digest);
    for digest in named_lists(body) {
        match KeyList::check(digest, sound, &mut fetch) {
            Ok(()) => {}
            Err(LoadError::Fetch(error)) => return Err(error),
            Err(error) => return Ok(Some(Fault::ListDamaged { seq, what: error.to_string() })),
        }
    }
    Ok(None)
}

/// The long lists that the JSON text of a segment names.
pub fn named_lists(body: &str) -> Vec<Digest> {
    let segment: Value = serde_json::from_str(body).unwrap_or_default();
    let named = |field: &str| segment[field]["list"].as_str()?.parse().ok();
    ["include", "exclude"].into_iter().filter_map(named).collect()
}

/// An entry with what is kept beside it.
struct Whole {
    entry: Entry,
    body: Option<String>,
    origin: Option<String>,
}

/// The entry of a row, if it can be read: SQLite fails between rows only, so what is unreadable in
/// one is what somebody put there. The aspect is no part of the hash, but what readings look for,
/// so it has to be the one of its kind.
fn whole(row: &Row<'_>, log: &str) -> Option<Whole> {
    let entry = row::entry(row, log).ok()?;
    let body = row::body(row, ENTRY_COLUMNS).ok()?;
    let aspect: Aspect = row::parsed(row, ENTRY_COLUMNS + 1).ok()?;
    let origin = row::body(row, ENTRY_COLUMNS + 2).ok()?;
    (aspect == entry.kind.aspect()).then_some(Whole { entry, body, origin })
}
