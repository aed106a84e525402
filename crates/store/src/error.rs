//! What can go wrong with a store, in sentences for the people who run it.

use std::io;
use std::path::{Path, PathBuf};

use hoist_ruleset::log::Fault;
use jiff::Timestamp;
use rusqlite::ErrorCode;
use thiserror::Error;

/// Why a store cannot be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// Another server has it open.
    #[error(
        "{} is in use by another Hoist server: stop that one, or give this one its own folder",
        folder.display()
    )]
    Locked {
        /// The folder.
        folder: PathBuf,
    },
    /// A newer Hoist changed the schema.
    #[error(
        "{} was written by a newer Hoist (its schema is {found}, this one knows {known}): run the \
         newer one, or restore the backup from before the upgrade",
        file.display()
    )]
    Newer {
        /// The database.
        file: PathBuf,
        /// Its version.
        found: usize,
        /// The version that this program knows.
        known: usize,
    },
    /// A copy whose schema has to be brought up to date, which is not done to copies.
    #[error(
        "{} was written by an older Hoist (its schema is {found}, this one reads {known}): start \
         a server on it once, which brings it up to date",
        file.display()
    )]
    Older {
        /// The database.
        file: PathBuf,
        /// Its version.
        found: usize,
        /// The version that this program knows.
        known: usize,
    },
    /// The database of another program, or none.
    #[error("{} holds no data of Hoist: name the folder that a Hoist server runs on", file.display())]
    Foreign {
        /// The database.
        file: PathBuf,
    },
    /// There is nothing of that name.
    #[error("there is no {}", path.display())]
    Missing {
        /// The folder or file.
        path: PathBuf,
    },
    /// The file is no database, or a damaged one.
    #[error("{} is damaged ({what}): restore it from a backup", file.display())]
    Corrupt {
        /// The database.
        file: PathBuf,
        /// What SQLite says about it.
        what: String,
    },
    /// The folder or a file in it cannot be written to.
    #[error(
        "{} cannot be written to: let the user that runs Hoist write there, or name another folder",
        path.display()
    )]
    ReadOnly {
        /// The folder or file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The system refuses for another reason.
    #[error("{} cannot be used for Hoist's data: it takes a folder on a local disk with room", path.display())]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// What can go wrong later too, such as a full disk.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl OpenError {
    /// An error of the system about a folder or file.
    pub(crate) fn of_system(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::ReadOnly { path, source }
            }
            _ => Self::Io { path, source },
        }
    }

    /// What the error means where the folder has to be written to: files that are already there
    /// can be opened, so it is SQLite that finds out, when it creates one of its own.
    pub(crate) fn of_writing(self, folder: &Path) -> Self {
        match self {
            Self::Store(StoreError::Unavailable { source, .. })
                if matches!(
                    source.sqlite_error_code(),
                    Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly)
                ) =>
            {
                Self::ReadOnly { path: folder.to_owned(), source: io::Error::other(source) }
            }
            other => other,
        }
    }

    /// An error of SQLite about a database.
    pub(crate) fn of_database(file: &Path, error: rusqlite::Error) -> Self {
        match StoreError::of_database(file, error) {
            StoreError::Corrupt { file, source } => {
                Self::Corrupt { file, what: source.to_string() }
            }
            other => Self::Store(other),
        }
    }
}

/// Why a store that is open cannot do what it is asked to. Nothing was written.
#[derive(Debug, Error)]
pub enum StoreError {
    /// No room.
    #[error(
        "the disk with {} is full, so nothing was written: free some space, and try again",
        file.display()
    )]
    Full {
        /// The database.
        file: PathBuf,
        /// What SQLite says.
        #[source]
        source: rusqlite::Error,
    },
    /// The disk or the system fails, or another program holds the database.
    #[error(
        "{} cannot be read or written right now: look at its disk, and for other programs that \
         have it open",
        file.display()
    )]
    Unavailable {
        /// The database.
        file: PathBuf,
        /// What SQLite says.
        #[source]
        source: rusqlite::Error,
    },
    /// The database does not hold what was written to it.
    #[error("{} is damaged: restore it from a backup", file.display())]
    Corrupt {
        /// The database.
        file: PathBuf,
        /// What SQLite says.
        #[source]
        source: rusqlite::Error,
    },
    /// Something that is kept by its digest is not what was written.
    #[error("{} is damaged ({what}): restore it from a backup", file.display())]
    Damaged {
        /// The database.
        file: PathBuf,
        /// What, and which part of it.
        what: String,
    },
    /// What was so at some time is told by nothing any more.
    #[error(
        "what {what} was at seq {seq} cannot be told any more: its document was erased by {by} at \
         {at} (seq {erased})"
    )]
    Erased {
        /// Collection and key.
        what: String,
        /// The entry whose document was erased.
        seq: u64,
        /// Who erased it.
        by: String,
        /// When.
        at: Timestamp,
        /// The entry that says so.
        erased: u64,
    },
    /// There is no such log.
    #[error("there is no log with the id {id}")]
    NoLog {
        /// The id asked for.
        id: String,
    },
    /// There is such a log already.
    #[error("there is already a log with the name {name} or the id {id}")]
    Taken {
        /// The name asked for.
        name: String,
        /// The id asked for.
        id: String,
    },
}

impl StoreError {
    /// An error of SQLite about a database.
    pub(crate) fn of_database(file: &Path, source: rusqlite::Error) -> Self {
        let file = file.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full { file, source },
            Some(
                ErrorCode::SystemIoFailure
                | ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::FileLockingProtocolFailed
                | ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::PermissionDenied
                | ErrorCode::OutOfMemory
                | ErrorCode::NoLargeFileSupport,
            ) => Self::Unavailable { file, source },
            // What is left are tables and values other than those that this crate writes.
            _ => Self::Corrupt { file, source },
        }
    }
}

/// Why a batch was not appended. Nothing of it was written.
#[derive(Debug, Error)]
pub enum AppendError {
    /// The log has another head than the batch was made for: read on, and make it anew.
    #[error("the log has changed since it was read: read it again, and try again")]
    Behind,
    /// Something that the batch erases is told of by an entry that came since it was found.
    #[error("what was to be erased was written again in the meantime: look for it again")]
    WrittenAgain,
    /// Somebody else has the lease that it is written under.
    #[error("somebody else has taken this over in the meantime")]
    Replaced,
    /// The entries do not follow the batch's head.
    #[error("the entries do not continue the log, so they were not appended")]
    Unsound(#[source] Fault),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
