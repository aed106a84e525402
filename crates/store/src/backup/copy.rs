//! Copying the databases while they are used.
//!
//! `VACUUM INTO` reads one moment of a database beside whoever writes, and leaves out what was
//! deleted: pages that are not used any more are in no backup. A connection of its own does it,
//! so that nobody waits for one of the readers.

use std::fs::{self, File};
use std::io::{self, Read, Seek as _, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hoist_ruleset::Digest;
use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode};
use sha2::{Digest as _, Sha256};

use super::{BackupError, CopiedFile, CopiedLog, DATABASES, FORMAT, Manifest, archive};
use crate::connect::Place;
use crate::error::OpenError;
use crate::open::{self, DATABASE};
use crate::schema::Schema;
use crate::store::Store;

/// After so many steps of SQLite's machine it is asked whether to stop: some thousandths of a
/// second.
const STEPS: i32 = 10_000;
const CHUNK_BYTES: usize = 128 << 10;

/// Under which circumstances a backup is made.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The folder in which the copies are until the backup is written.
    pub scratch: PathBuf,
    /// When.
    pub now: Timestamp,
    /// Version of the Hoist that makes it.
    pub hoist: String,
    /// Room on the disk that the copies leave to everything else.
    pub disk_reserve_bytes: u64,
    /// Gives up where somebody sets it.
    pub stop: Arc<AtomicBool>,
}

/// A backup that is ready to be written: copies of the databases, in files that have no name any
/// more, so that nothing is left of them whatever happens.
#[derive(Debug)]
pub struct Backup {
    manifest: Manifest,
    text: Vec<u8>,
    files: Vec<File>,
}

impl Backup {
    /// Copies the databases of a store. It blocks, and nobody else waits for it.
    ///
    /// # Errors
    ///
    /// There is no room, something cannot be read or written, or it was told to stop.
    pub fn of_store(store: &Store, terms: &Terms) -> Result<Self, BackupError> {
        let places = DATABASES.map(|(name, _)| Place::shared(store.folder().join(name)));
        check_room(&places, terms)?;
        let (mut copies, mut files, mut logs) = (Vec::new(), Vec::new(), Vec::new());
        for ((name, schema), place) in DATABASES.into_iter().zip(&places) {
            let path = terms.scratch.join(copy_name(name));
            let name_of_copy = Named(&path);
            copy(place, &path, schema, terms)?;
            if name == DATABASE {
                let copy = Store::open_copy(&path)?;
                logs.extend(copy.logs()?.iter().map(|log| CopiedLog::of(&log.name, &log.head)));
            }
            let mut file = File::open(&path).map_err(of_system(&path))?;
            drop(name_of_copy);
            let (bytes, digest) = measured(&mut file, terms).map_err(of_system(&path))?;
            let sha256 = digest.to_string();
            copies.push(CopiedFile {
                name: name.to_owned(),
                bytes,
                sha256,
                schema: schema.known(),
            });
            files.push(file);
        }
        let (hoist, made_at) = (terms.hoist.clone(), terms.now);
        let manifest = Manifest { format: FORMAT, hoist, made_at, files: copies, logs };
        let mut text = serde_json::to_vec_pretty(&manifest).map_err(io::Error::from);
        if let Ok(text) = &mut text {
            text.push(b'\n');
        }
        Ok(Self { manifest, text: text.map_err(BackupError::Send)?, files })
    }

    /// What it says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// How long it is, in bytes.
    pub fn bytes(&self) -> u64 {
        archive::length(&self.text, &self.manifest.files)
    }

    /// Writes it, a little at a time.
    ///
    /// # Errors
    ///
    /// It cannot be read or written.
    pub fn write(self, out: &mut impl Write) -> Result<(), BackupError> {
        let made_s = u64::try_from(self.manifest.made_at.as_second()).unwrap_or_default();
        let mut files: Vec<_> = self.manifest.files.iter().zip(self.files).collect();
        archive::write(out, &self.text, made_s, &mut files).map_err(BackupError::Send)
    }
}

/// The name of a copy while it is made.
fn copy_name(name: &str) -> String {
    format!("{name}.copy")
}

/// The name of a file, which goes with this, whatever happens.
struct Named<'p>(&'p Path);

impl Drop for Named<'_> {
    fn drop(&mut self) {
        remove(self.0);
    }
}

/// Removes what is left of copies whose maker was killed.
pub(crate) fn remove_copies(folder: &Path) {
    DATABASES.iter().for_each(|(name, _)| remove(&folder.join(copy_name(name))));
}

fn remove(path: &Path) {
    // Where it is not there, there is nothing to do, and it may be left where it cannot be removed.
    fs::remove_file(path).ok();
}

fn of_system(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.to_owned();
    move |source| match source.kind() {
        io::ErrorKind::Interrupted => BackupError::Stopped,
        _ => BackupError::Write { path, source },
    }
}

/// Copies are as long as what is in use of the databases, at most.
fn check_room(places: &[Place], terms: &Terms) -> Result<(), BackupError> {
    let mut needed = 0;
    for place in places {
        let used = place.reader().and_then(|connection| used_bytes(&connection));
        needed += used.map_err(|error| OpenError::of_database(&place.file, error))?;
    }
    let disk = rustix::fs::statvfs(&terms.scratch)
        .map_err(|error| of_system(&terms.scratch)(error.into()))?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let reserve = terms.disk_reserve_bytes;
    if free >= needed.saturating_add(reserve) {
        return Ok(());
    }
    let [needed_mib, free_mib, reserve_mib] =
        [needed.div_ceil(1 << 20), free >> 20, reserve.div_ceil(1 << 20)];
    Err(BackupError::NoRoom { needed_mib, free_mib, reserve_mib })
}

fn used_bytes(connection: &Connection) -> rusqlite::Result<u64> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let pages = number("page_count")? - number("freelist_count")?;
    Ok(pages.unsigned_abs().saturating_mul(number("page_size")?.unsigned_abs()))
}

/// Copies a database to a new file that only its user reads.
fn copy(place: &Place, to: &Path, schema: &Schema, terms: &Terms) -> Result<(), BackupError> {
    let stop = Arc::clone(&terms.stop);
    let failed = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => BackupError::Stopped,
        _ => OpenError::of_database(&place.file, error).into(),
    };
    remove(to);
    open::create_file(to)?;
    let mut connection = place.reader().map_err(failed)?;
    open::version(&connection, &place.file, schema)?;
    let is_stopped = move || stop.load(Ordering::Relaxed);
    connection.progress_handler(STEPS, Some(is_stopped)).map_err(failed)?;
    // Paths are bytes.
    let path = to.as_os_str().as_encoded_bytes();
    connection.execute("VACUUM INTO CAST(?1 AS TEXT)", [path]).map_err(failed)?;
    Ok(())
}

/// The length and the digest of a file, which is at its beginning again.
fn measured(file: &mut File, terms: &Terms) -> io::Result<(u64, Digest)> {
    let (mut bytes, mut digest) = (0, Sha256::new());
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        if terms.stop.load(Ordering::Relaxed) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let read = file.read(&mut chunk)?;
        if read == 0 {
            break;
        }
        digest.update(&chunk[..read]);
        bytes += read as u64;
    }
    file.rewind()?;
    let digest = Digest::try_from(digest.finalize().as_slice()).map_err(io::Error::other)?;
    Ok((bytes, digest))
}
