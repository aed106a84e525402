//! Making a folder of a backup: everything is looked at before anything is put in place.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use super::{BackupError, CopiedLog, DATABASES, Manifest, archive};
use crate::connect::Place;
use crate::error::{OpenError, StoreError};
use crate::open::{self, LOCK};
use crate::store::Store;

/// Restores a backup into a folder that is empty or not there yet. Without `put`, it only looks
/// whether it could: then nothing is left.
///
/// Bytes, databases and every log to its first entry are checked beside the folder first. Each log
/// gets a new line, since it may go on in another way than it did before.
///
/// # Errors
///
/// The backup cannot be read, is damaged or of a newer Hoist, or the folder cannot be used. Nothing
/// is left of what was begun.
pub fn restore(input: &mut impl Read, folder: &Path, put: bool) -> Result<Manifest, BackupError> {
    // What is beside `.` or `data/` is told by the whole path alone.
    let folder =
        std::path::absolute(folder).map_err(|error| OpenError::of_system(folder, error))?;
    let folder: &Path = &folder.components().collect::<PathBuf>();
    if put {
        check_empty(folder)?;
    }
    let part = Part::create(folder)?;
    let manifest = archive::read(input, |name| {
        let path = part.path.join(name);
        open::create_file(&path)?;
        let file = File::options().write(true).open(&path);
        file.map(Synced).map_err(|source| BackupError::Write { path, source })
    })?;
    examine(&part.path, &manifest)?;
    if put {
        part.put(folder)?;
    }
    Ok(manifest)
}

fn check_empty(folder: &Path) -> Result<(), BackupError> {
    let folder = folder.to_owned();
    match fs::read_dir(&folder).map(|mut entries| entries.next().is_none()) {
        Ok(true) => Ok(()),
        Ok(false) => Err(BackupError::Occupied { folder }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(source) => Err(OpenError::of_system(&folder, source).into()),
    }
}

/// Compares what the databases say with what they have to say, gives the logs new lines, and signs
/// everybody out.
fn examine(folder: &Path, manifest: &Manifest) -> Result<(), BackupError> {
    for (name, _) in DATABASES {
        check_pages(&folder.join(name))?;
    }
    // This brings both up to the schema of this program.
    let store = Store::open(folder)?;
    store.events()?;
    let logs = store.logs()?;
    let found: Vec<CopiedLog> =
        logs.iter().map(|log| CopiedLog::of(&log.name, &log.head)).collect();
    if found != manifest.logs || store.orphans()? > 0 {
        return Err(BackupError::damaged("its logs are not those that its manifest names"));
    }
    for log in logs {
        if let Some(fault) = store.verify(&log.head.log)?.faults.into_iter().next() {
            return Err(BackupError::Unsound { log: log.name, fault });
        }
    }
    Ok(store.write(|transaction| {
        // Who was signed in where the backup is from, or has signed out since, is so no more.
        transaction.execute("DELETE FROM sign_ins", [])?;
        transaction.execute("UPDATE logs SET line = lower(hex(randomblob(6)))", []).map(drop)
    })?)
}

/// Looks at every page and every index of a database.
fn check_pages(file: &Path) -> Result<(), BackupError> {
    let verdict: Result<String, _> = Place::shared(file.to_owned())
        .reader()
        .and_then(|reader| reader.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)));
    match verdict.map_err(|error| StoreError::of_database(file, error))? {
        sound if sound == "ok" => Ok(()),
        what => {
            let (file, what) = (file.to_owned(), what.replace('\n', " "));
            Err(OpenError::Corrupt { file, what }.into())
        }
    }
}

/// A file that is on the disk once it is flushed.
struct Synced(File);

impl Write for Synced {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.sync_all()
    }
}

/// The folder while it is not yet known to be good. It goes with this.
struct Part {
    path: PathBuf,
    /// Keeps other restores out of it.
    _lock: File,
}

/// The file that keeps them out; that of a store is taken while it is looked at.
const PART_LOCK: &str = "restore.lock";

impl Part {
    /// Makes it beside the folder, in place of what is left of a restore that was killed.
    fn create(folder: &Path) -> Result<Self, BackupError> {
        let mut path = folder.as_os_str().to_owned();
        path.push(".part");
        let path = PathBuf::from(path);
        open::create(&path)?;
        let part = Self { _lock: open::lock(&path, PART_LOCK)?, path };
        part.remove_databases();
        let failed = |source| OpenError::of_system(&part.path, source);
        let is_other = |entry: &fs::DirEntry| entry.file_name() != PART_LOCK;
        match fs::read_dir(&part.path).map_err(failed)?.flatten().any(|entry| is_other(&entry)) {
            true => Err(BackupError::InTheWay { folder: part.path.clone() }),
            false => Ok(part),
        }
    }

    /// Puts it where it belongs.
    fn put(self, folder: &Path) -> Result<(), BackupError> {
        let failed = |source| BackupError::Write { path: folder.to_owned(), source };
        for lock in [LOCK, PART_LOCK] {
            fs::remove_file(self.path.join(lock)).map_err(failed)?;
        }
        sync(&self.path).map_err(failed)?;
        fs::rename(&self.path, folder).map_err(failed)?;
        let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty());
        sync(parent.unwrap_or(Path::new("."))).map_err(failed)
    }

    /// Removes what a restore makes, and nothing else that might be there.
    fn remove(&self) {
        self.remove_databases();
        fs::remove_file(self.path.join(PART_LOCK)).ok();
        fs::remove_dir(&self.path).ok();
    }

    fn remove_databases(&self) {
        for (name, _) in DATABASES {
            for end in ["", "-wal", "-shm", "-journal"] {
                fs::remove_file(self.path.join(format!("{name}{end}"))).ok();
            }
        }
        fs::remove_file(self.path.join(LOCK)).ok();
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.remove();
    }
}

/// Names in a folder are on the disk once the folder is.
fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
