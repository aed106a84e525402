//! Connections to a database file, and the three ways in which it can be there.

#[cfg(unix)]
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
#[cfg(unix)]
use rusqlite::{ErrorCode, config::DbConfig};

/// How long to wait for another program that holds the database, such as a backup.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// What the log beside the database may keep of the disk once it has been written back.
const JOURNAL_BYTES_MAX: i64 = 64 * 1024 * 1024;

const STATEMENTS_MAX: usize = 64;

/// Where the database is, and how it may be used.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) file: PathBuf,
    access: Access,
}

#[derive(Clone, Copy, Debug)]
enum Access {
    /// Ours to write.
    Owned,
    /// To be read only. Somebody else may be writing it.
    Shared,
    /// To be read only, in a folder where nothing can be created, so nobody is writing it.
    #[cfg(unix)]
    Frozen,
}

impl Place {
    /// A database that belongs to this process.
    pub(crate) fn owned(file: PathBuf) -> Self {
        Self { file, access: Access::Owned }
    }

    /// A database that is only read.
    pub(crate) fn shared(file: PathBuf) -> Self {
        Self { file, access: Access::Shared }
    }

    /// A database that is only read, and that nobody can write.
    #[cfg(unix)]
    pub(crate) fn frozen(file: PathBuf) -> Self {
        Self { file, access: Access::Frozen }
    }

    /// The same place for another try if a copy cannot be opened because of its folder.
    pub(crate) fn after(&self, error: &rusqlite::Error) -> Option<Self> {
        #[cfg(unix)]
        if let Access::Shared = self.access
            && let Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly) = error.sqlite_error_code()
        {
            return Some(Self::frozen(self.file.clone()));
        }
        None
    }

    /// A connection that writes, if the place lets it.
    pub(crate) fn writer(&self) -> rusqlite::Result<Connection> {
        let Access::Owned = self.access else {
            return self.reader();
        };
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.file, flags)?;
        set_up(&connection)?;
        // A commit is on the disk when it returns, whatever happens to the machine then.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        Ok(connection)
    }

    /// A connection that cannot write.
    pub(crate) fn reader(&self) -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = match self.access {
            Access::Owned | Access::Shared => Connection::open_with_flags(&self.file, flags)?,
            #[cfg(unix)]
            Access::Frozen => open_frozen(&self.file, flags)?,
        };
        set_up(&connection)?;
        Ok(connection)
    }
}

/// Lets readers and the writer go on side by side. What is written is in the log beside the
/// database first.
pub(crate) fn write_ahead(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "journal_size_limit", JOURNAL_BYTES_MAX)
}

/// Opens a database without its locks and without the index that SQLite keeps of the log beside it
/// in a file: that index is in memory. If there is no such log, SQLite must not look for one, or
/// it would try to create it.
#[cfg(unix)]
fn open_frozen(file: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    if !Path::new(&log).exists() {
        let name = format!("file://{}?immutable=1", encoded(file)?);
        return Connection::open_with_flags(name, flags | OpenFlags::SQLITE_OPEN_URI);
    }
    let connection = Connection::open_with_flags_and_vfs(file, flags, c"unix-none")?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    Ok(connection)
}

/// The absolute path of a file as it stands in a URI, with every byte that means something there
/// in hexadecimal.
#[cfg(unix)]
fn encoded(file: &Path) -> rusqlite::Result<String> {
    let unreadable = |_| rusqlite::Error::InvalidPath(file.to_owned());
    let path = std::path::absolute(file).map_err(unreadable)?;
    let bytes = path.as_os_str().as_encoded_bytes().iter();
    let encode = |&byte: &u8| match byte {
        b'/' | b'.' | b'-' | b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02x}"),
    };
    Ok(bytes.map(encode).collect())
}

fn set_up(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    Ok(())
}
