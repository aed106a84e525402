//! What can go wrong with a backup, in sentences for the people who need it.

use std::io;
use std::path::PathBuf;

use hoist_ruleset::log::Fault;
use thiserror::Error;

use crate::error::{OpenError, StoreError};

/// Why a backup cannot be made, checked or restored. Nothing is left of what was begun.
#[derive(Debug, Error)]
pub enum BackupError {
    /// It was told to stop.
    #[error("the backup was stopped before it was made")]
    Stopped,
    /// The copies would take room that is kept for others.
    #[error(
        "there is no room for a backup: its copies take {needed_mib} MiB of the disk for a while, \
         {free_mib} MiB are free, and {reserve_mib} MiB stay free for changes of flags"
    )]
    NoRoom {
        /// What the copies take.
        needed_mib: u64,
        /// What is there.
        free_mib: u64,
        /// What stays free.
        reserve_mib: u64,
    },
    /// What is copied cannot be written down.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// Where the backup goes to takes no more.
    #[error("the backup cannot be sent")]
    Send(#[source] io::Error),
    /// Where the backup comes from fails.
    #[error("the backup cannot be read")]
    Read(#[source] io::Error),
    /// Something else.
    #[error("this is no backup of Hoist: it does not begin with a manifest")]
    Foreign,
    /// Compressed.
    #[error("this is compressed: `gzip -d < FILE | hoist restore -` restores it")]
    Compressed,
    /// Of a form that is not known here.
    #[error(
        "this backup was made by Hoist {hoist}, in a form that this one does not know ({found}; it \
         knows {known}): restore it with that Hoist or a newer one"
    )]
    Format {
        /// What made it.
        hoist: String,
        /// The form.
        found: u64,
        /// The form that is known here.
        known: u64,
    },
    /// Of a newer schema.
    #[error(
        "this backup was made by Hoist {hoist}, whose schema of {file} is {found}; this one knows \
         {known}: restore it with that Hoist or a newer one"
    )]
    Newer {
        /// What made it.
        hoist: String,
        /// The database.
        file: String,
        /// The schema.
        found: usize,
        /// The schema that is known here.
        known: usize,
    },
    /// It ends too early.
    #[error("this backup is not whole: it ends within {within}; take another copy of it")]
    Truncated {
        /// What is not there to its end.
        within: String,
    },
    /// It is not what was written.
    #[error("this backup is damaged: {what}; take another copy of it")]
    Damaged {
        /// What is not what.
        what: String,
    },
    /// A log in it is not what was appended.
    #[error("this backup is damaged: the log of {log} is not what was appended")]
    Unsound {
        /// What it is the log of.
        log: String,
        /// The first of what is wrong.
        #[source]
        fault: Fault,
    },
    /// Something is there already.
    #[error(
        "{} is not empty: a backup is restored into a folder that is empty or not there yet",
        folder.display()
    )]
    Occupied {
        /// The folder.
        folder: PathBuf,
    },
    /// Something of others is where a restore unpacks.
    #[error(
        "{} is where the backup is unpacked, and has files that no restore left: move them away",
        folder.display()
    )]
    InTheWay {
        /// The folder.
        folder: PathBuf,
    },
    /// What is in the backup cannot be opened, or what is copied.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl BackupError {
    /// A part that is not what it has to be.
    pub(super) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged { what: what.into() }
    }
}
