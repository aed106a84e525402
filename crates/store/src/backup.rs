//! Backups: everything that a folder holds in one file, which says of each of its bytes whether it
//! is what was written.
//!
//! - [`Backup::of_store`] copies the databases while they are used; [`Backup::write`] writes the
//!   file.
//! - [`check`] reads such a file to its end and compares it with what it says of itself.
//! - [`restore()`] makes a folder of it, whole or not at all.
//!
//! A database is copied as it was at one moment, that of events before that of logs: whatever
//! events tell of, the logs have. The file is a tar archive (`archive`).

mod archive;
mod copy;
mod error;
mod restore;

use std::io::{self, Read};

use hoist_ruleset::Digest;
use hoist_ruleset::log::Head;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::open::{DATABASE, EVENTS_DATABASE};
use crate::schema::{EVENTS, LOGS, Schema};

pub(crate) use copy::remove_copies;
pub use copy::{Backup, Terms};
pub use error::BackupError;
pub use restore::restore;

/// The form of the file. A change that older programs cannot read counts it up.
const FORMAT: u64 = 1;

/// The databases in the order in which they are copied and kept.
const DATABASES: [(&str, &Schema); 2] = [(EVENTS_DATABASE, &EVENTS), (DATABASE, &LOGS)];

/// What a backup says of itself, before everything else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of the file.
    pub format: u64,
    /// Version of the Hoist that made it.
    pub hoist: String,
    /// When.
    pub made_at: Timestamp,
    /// The databases in it.
    pub files: Vec<CopiedFile>,
    /// The logs in it.
    pub logs: Vec<CopiedLog>,
}

/// A database in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopiedFile {
    /// Its name in the folder.
    pub name: String,
    /// How long it is.
    pub bytes: u64,
    /// Its digest.
    pub sha256: String,
    /// Version of its schema.
    pub schema: usize,
}

/// A log in a backup, as it was when it was copied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopiedLog {
    /// The name of what it is the log of.
    pub name: String,
    /// Its id.
    pub id: String,
    /// Seq of its last entry.
    pub seq: u64,
    /// When that was made.
    pub time: Timestamp,
    /// Hash of that entry, which binds all before it.
    pub hash: String,
}

impl CopiedLog {
    fn of(name: &str, head: &Head) -> Self {
        let Head { log, seq, time, hash } = head;
        let (name, hash) = (name.to_owned(), hash.to_string());
        Self { name, id: log.clone(), seq: *seq, time: *time, hash }
    }
}

/// Reads a backup to its end, and keeps nothing: every byte of it is what was written.
///
/// What the databases say is not looked at; [`restore()`] does that too.
///
/// # Errors
///
/// It cannot be read, is none or a damaged one, or of another version of Hoist.
pub fn check(input: &mut impl Read) -> Result<Manifest, BackupError> {
    archive::read(input, |_| Ok(io::sink()))
}

/// Whether a file is the one that was copied.
fn is_same(file: &CopiedFile, digest: Digest) -> bool {
    file.sha256.parse() == Ok(digest)
}
