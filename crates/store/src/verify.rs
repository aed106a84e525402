//! Proof that a log is what was appended, from its first entry to its head.
//!
//! The walk goes on after a fault, so that one report names what is wrong in several places. It
//! takes each entry for what it says it follows, so that one fault is told once and not again by
//! every entry behind it.

use std::collections::HashSet;

use foldhash::fast::FixedState;
use hoist_ruleset::log::{Aspect, Collection, Entry, Fault, Head};
use hoist_ruleset::{Digest, KeyList, LoadError};
use rusqlite::{Connection, OptionalExtension as _, Row};
use serde_json::Value;

use crate::error::StoreError;
use crate::row::{self, ENTRY, ENTRY_COLUMNS};
use crate::store::Store;

/// Who sees so many knows enough.
const FAULTS_MAX: usize = 20;

/// What was found when a log was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// How many entries were read.
    pub entries: u64,
    /// The end of the log as it was read.
    pub head: Head,
    /// What is wrong, in the order of the log: the first 20 faults. None if the log is sound.
    pub faults: Vec<Fault>,
}

impl Store {
    /// Reads a whole log and compares everything in it with what it has to be: each entry with
    /// its hash and the one before it, each document with its digest, each part of the long
    /// lists that segments name, the end with the head.
    ///
    /// It reads the log as it was at one moment; appending goes on meanwhile.
    ///
    /// # Errors
    ///
    /// There is no such log, or the database cannot be read. What is wrong with the log is no
    /// error but a result.
    pub fn verify(&self, log: &str) -> Result<Verification, StoreError> {
        self.read_log(log, |connection, number, head| verify(connection, number, &head))
    }
}

fn verify(connection: &Connection, number: i64, noted: &Head) -> rusqlite::Result<Verification> {
    let sql = format!(
        "SELECT {ENTRY}, body, aspect FROM entries AS e \
         LEFT JOIN bodies ON bodies.digest = e.digest WHERE log = ?1 ORDER BY seq"
    );
    let mut walk =
        Walk { head: Head::genesis(&noted.log), lost: false, entries: 0, faults: Vec::new() };
    let mut sound = HashSet::default();
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([number])?;
    while let Some(row) = rows.next()?
        && walk.faults.len() < FAULTS_MAX
    {
        let segment = walk.step(row);
        if let Some((seq, body)) = segment {
            let fault = list_fault(connection, seq, &body, &mut sound)?;
            walk.faults.extend(fault);
        }
    }
    walk.end(noted);
    walk.faults.truncate(FAULTS_MAX);
    Ok(Verification { entries: walk.entries, head: walk.head, faults: walk.faults })
}

/// What is wrong with the long lists that the JSON text of a segment names.
fn list_fault(
    connection: &Connection,
    seq: u64,
    body: &str,
    sound: &mut HashSet<Digest, FixedState>,
) -> rusqlite::Result<Option<Fault>> {
    let sql = "SELECT body FROM list_nodes WHERE digest = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut fetch =
        |digest: &Digest| statement.query_row([digest.as_bytes()], |row| row.get(0)).optional();
    let segment: Value = serde_json::from_str(body).unwrap_or_default();
    for field in ["include", "exclude"] {
        let named = segment[field]["list"].as_str().and_then(|text| text.parse().ok());
        let Some(digest) = named else { continue };
        match KeyList::check(digest, sound, &mut fetch) {
            Ok(()) => {}
            Err(LoadError::Fetch(error)) => return Err(error),
            Err(error) => return Ok(Some(Fault::ListDamaged { seq, what: error.to_string() })),
        }
    }
    Ok(None)
}

struct Walk {
    head: Head,
    /// Whether the hash of the head is not known: what has it is missing or unreadable.
    lost: bool,
    entries: u64,
    faults: Vec<Fault>,
}

impl Walk {
    /// Takes the next row. Gives the seq and the text of a segment.
    fn step(&mut self, row: &Row<'_>) -> Option<(u64, String)> {
        self.entries += 1;
        // There is no seq below 1, so whatever is there instead is told as 0.
        let seq = row::seq(row, 0).unwrap_or_default();
        self.expect(seq);
        if let Some((entry, body)) = entry(row, &self.head.log) {
            let is_segment = entry.collection == Collection::Segments;
            let segment = body.clone().filter(|_| is_segment);
            self.take(entry, body);
            return segment.map(|body| (seq, body));
        }
        self.faults.push(Fault::Changed { seq });
        self.head.seq = seq;
        self.lost = true;
        None
    }

    /// Goes on at a seq, over what is missing before it.
    fn expect(&mut self, seq: u64) {
        let expected = self.head.seq + 1;
        if seq != expected {
            self.faults.push(Fault::Gap { expected, found: seq });
            self.head.seq = seq.saturating_sub(1);
            self.lost = true;
        }
    }

    fn take(&mut self, entry: Entry, body: Option<String>) {
        if std::mem::take(&mut self.lost) {
            self.head.hash = entry.previous;
        }
        if let Err(fault) = self.head.check(&entry) {
            self.faults.push(fault);
        }
        let fault = |digest| body_fault(entry.seq, digest, body.as_deref());
        self.faults.extend(entry.digest.and_then(fault));
        let Entry { log, seq, time, hash, .. } = entry;
        self.head = Head { log, seq, time, hash };
    }

    /// Compares where the walk came to with the head that was noted.
    fn end(&mut self, noted: &Head) {
        let seq = self.head.seq;
        if self.faults.len() >= FAULTS_MAX {
            return;
        }
        if seq < noted.seq {
            self.faults.push(Fault::Truncated { expected: noted.seq, found: seq + 1 });
        } else if seq > noted.seq || (!self.lost && self.head != *noted) {
            self.faults.push(Fault::OtherHead { seq });
        }
    }
}

/// The entry of a row with its body, if it can be read: SQLite fails between rows only, so what is
/// unreadable in one is what somebody put there. The aspect is no part of the hash, but what
/// readings look for, so it has to be the one of its kind.
fn entry(row: &Row<'_>, log: &str) -> Option<(Entry, Option<String>)> {
    let entry = row::entry(row, log).ok()?;
    let aspect: Aspect = row::parsed(row, ENTRY_COLUMNS + 1).ok()?;
    let body = row.get(ENTRY_COLUMNS).ok()?;
    (aspect == entry.kind.aspect()).then_some((entry, body))
}

/// What is wrong with the body of an entry.
pub(crate) fn body_fault(seq: u64, digest: Digest, body: Option<&str>) -> Option<Fault> {
    let Some(body) = body else {
        return Some(Fault::BodyMissing { seq, digest });
    };
    let value = serde_json::from_str(body).ok();
    let sound = value.is_some_and(|value| Digest::of_json(&value) == digest);
    (!sound).then_some(Fault::BodyChanged { seq, digest })
}
