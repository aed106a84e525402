//! Opening a store: the folder, the lock, the state of the file, the migrations.
//!
//! Everything that can be wrong with what is found is told before anything is changed.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Arc, PoisonError};

use rusqlite::Connection;

use crate::backup;
use crate::connect::{self, Place};
use crate::database::Database;
use crate::error::OpenError;
use crate::events::{Events, leases};
use crate::schema::{EVENTS, Found, LOGS, Schema};
use crate::store::Store;

pub(crate) const DATABASE: &str = "hoist.db";
pub(crate) const EVENTS_DATABASE: &str = "events.db";
pub(crate) const LOCK: &str = "lock";

/// Up to this size the structure of the whole file is checked on opening, which takes a moment.
/// A larger one would keep a server from starting. SQLite itself compares the length of the file
/// with its header, so that a file that was cut off is found at any size, and [`Store::verify`]
/// reads everything.
const QUICK_CHECK_BYTES_MAX: u64 = 32 * 1024 * 1024;

impl Store {
    /// Opens the store of a folder, which is created if it is missing, and keeps every other
    /// server out of it.
    ///
    /// # Errors
    ///
    /// The folder is in use or cannot be written to, or what is in it is damaged or none of ours.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        create(folder)?;
        let lock = lock(folder, LOCK)?;
        backup::remove_copies(folder);
        let database = open_database(folder, DATABASE, &LOGS)?;
        end_leases(&database)?;
        Ok(Self { database, lock: Some(Arc::new(lock)) })
    }

    /// Opens the events and the telemetry that are kept beside the logs, in a database of their
    /// own: what is written there holds up no change of a log.
    ///
    /// # Errors
    ///
    /// The store is a copy, the folder cannot be written to, or what is in it is damaged or none
    /// of ours.
    pub fn events(&self) -> Result<Events, OpenError> {
        let folder = self.folder();
        let Some(lock) = &self.lock else {
            let source = std::io::Error::other("it was opened as a copy");
            return Err(OpenError::ReadOnly { path: folder.to_owned(), source });
        };
        let database = open_database(folder, EVENTS_DATABASE, &EVENTS)?;
        Events::new(database, Arc::clone(lock))
    }

    /// Opens a copy of a store to read it: a folder or a database file, with its `-wal` file if
    /// there is one. Nothing is locked or migrated, and every write is refused. The database of a
    /// running server can be read in this way too.
    ///
    /// # Errors
    ///
    /// There is no such file, or it is damaged, none of ours, or of another version of Hoist.
    pub fn open_copy(path: &Path) -> Result<Self, OpenError> {
        let found = fs::metadata(path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => OpenError::Missing { path: path.to_owned() },
            _ => OpenError::of_system(path, error),
        })?;
        let file = if found.is_dir() { path.join(DATABASE) } else { path.to_owned() };
        fs::metadata(&file).map_err(|error| OpenError::of_system(&file, error))?;
        let mut place = Place::shared(file);
        let mut first = place.reader().and_then(readable);
        if let Some(other) = first.as_ref().err().and_then(|error| place.after(error)) {
            place = other;
            first = place.reader().and_then(readable);
        }
        let reader = first.map_err(|error| OpenError::of_database(&place.file, error))?;
        let file = place.file.clone();
        let known = LOGS.known();
        match version(&reader, &file, &LOGS)? {
            Some(found) if found == known => quick_check(&reader, &file)?,
            Some(found) => return Err(OpenError::Older { file, found, known }),
            None => return Err(OpenError::Foreign { file }),
        }
        Ok(Self { database: Database::new(place, reader), lock: None })
    }
}

/// Whoever opens the folder is the only one who has it.
fn end_leases(database: &Database) -> Result<(), OpenError> {
    let writer = database.writer.lock().unwrap_or_else(PoisonError::into_inner);
    leases::end_all(&writer).map_err(|error| OpenError::of_database(&database.file, error))
}

/// A database of a folder that is ours, which is created if it is missing.
fn open_database(folder: &Path, name: &str, schema: &Schema) -> Result<Database, OpenError> {
    let place = Place::owned(folder.join(name));
    create_file(&place.file)?;
    let writer = prepare(&place, schema).map_err(|error| error.of_writing(folder))?;
    Ok(Database::new(place, writer))
}

/// The connection that writes, to a database that is sound and has the schema of this program.
fn prepare(place: &Place, schema: &Schema) -> Result<Connection, OpenError> {
    let damage = |error| OpenError::of_database(&place.file, error);
    let mut writer = place.writer().map_err(damage)?;
    let version = match version(&writer, &place.file, schema)? {
        None => 0,
        Some(version) => {
            quick_check(&writer, &place.file)?;
            version
        }
    };
    connect::write_ahead(&writer).map_err(damage)?;
    if version < schema.known() {
        schema.migrate(&mut writer, version).map_err(damage)?;
    }
    Ok(writer)
}

/// Creates the folder. Others than its user have no business in it: tokens are kept there.
pub(crate) fn create(folder: &Path) -> Result<(), OpenError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| OpenError::of_system(folder, error))
}

pub(crate) fn lock(folder: &Path, name: &str) -> Result<File, OpenError> {
    let path = folder.join(name);
    let lock = open_or_create(&path).map_err(|error| OpenError::of_system(&path, error))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(OpenError::Locked { folder: folder.to_owned() }),
        Err(TryLockError::Error(error)) => Err(OpenError::of_system(&path, error)),
    }
}

/// Creates the database's file, empty, which SQLite takes for a new database: so it gets the
/// right mode, and the system says what is wrong where it cannot be created or written to.
pub(crate) fn create_file(file: &Path) -> Result<(), OpenError> {
    open_or_create(file).map(drop).map_err(|error| OpenError::of_system(file, error))
}

fn open_or_create(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The version of the schema, if there is one yet.
pub(crate) fn version(
    connection: &Connection,
    file: &Path,
    schema: &Schema,
) -> Result<Option<usize>, OpenError> {
    let (file, known) = (file.to_owned(), schema.known());
    match schema.find(connection).map_err(|error| OpenError::of_database(&file, error))? {
        Found::Nothing => Ok(None),
        Found::Foreign => Err(OpenError::Foreign { file }),
        Found::Version(found) if found > known => Err(OpenError::Newer { file, found, known }),
        Found::Version(found) => Ok(Some(found)),
    }
}

fn quick_check(connection: &Connection, file: &Path) -> Result<(), OpenError> {
    let bytes = fs::metadata(file).map_err(|error| OpenError::of_system(file, error))?.len();
    if bytes > QUICK_CHECK_BYTES_MAX {
        return Ok(());
    }
    let verdict: Result<String, _> =
        connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0));
    match verdict.map_err(|error| OpenError::of_database(file, error))? {
        sound if sound == "ok" => Ok(()),
        // SQLite names the tree that it means on a line of its own.
        what => Err(OpenError::Corrupt { file: file.to_owned(), what: what.replace('\n', " ") }),
    }
}

/// A connection that has read something: opening alone does not touch the file.
fn readable(connection: Connection) -> rusqlite::Result<Connection> {
    LOGS.find(&connection)?;
    Ok(connection)
}
