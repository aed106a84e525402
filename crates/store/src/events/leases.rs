//! Leases: what one alone may write, and who that is.
//!
//! Each new holder has a greater epoch, and each write compares it within its transaction. So who
//! was replaced, and does not know it yet, writes nothing.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction};

use super::Events;
use crate::database::Database;
use crate::error::StoreError;

/// The right to write what one alone may write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    name: String,
    epoch: i64,
}

/// What came of a write that takes a lease: nothing was written where somebody else has it by now.
pub type Held<T> = Result<Option<T>, StoreError>;

impl Events {
    /// Takes the lease of a name up to a time: where nobody has it, where it is over, and where
    /// the holder has it already. Gives none while somebody else has it.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub fn lease(&self, name: &str, holder: &str, now: Timestamp, until: Timestamp) -> Held<Lease> {
        Lease::take(&self.database, name, holder, now, until)
    }

    /// Gives a lease back, so that nobody has to wait for its end.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub fn release(&self, lease: &Lease) -> Result<(), StoreError> {
        let sql = "UPDATE leases SET until_ms = 0 WHERE name = ?1 AND epoch = ?2";
        self.database.write(|transaction| {
            transaction.execute(sql, (&lease.name, lease.epoch))?;
            Ok(())
        })
    }

    /// Writes in one transaction, if the lease still holds.
    pub(super) fn write_held<T>(
        &self,
        lease: &Lease,
        write: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Held<T> {
        self.database.write_checked(|transaction| {
            let holds = lease.holds(transaction).map_err(|error| self.failed(error))?;
            if holds { write(transaction).map(Some) } else { Ok(None) }
        })
    }

    /// An error of the database.
    pub(super) fn failed(&self, error: rusqlite::Error) -> StoreError {
        StoreError::of_database(&self.database.file, error)
    }
}

impl Lease {
    /// Which holder it is: each has a greater one than the one before.
    pub fn epoch(&self) -> u64 {
        self.epoch.unsigned_abs()
    }

    pub(crate) fn take(
        database: &Database,
        name: &str,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Held<Self> {
        let sql = "INSERT INTO leases (name, holder, epoch, until_ms) VALUES (?1, ?2, 1, ?4) \
            ON CONFLICT (name) DO UPDATE SET epoch = epoch + (holder <> excluded.holder), \
            holder = excluded.holder, until_ms = excluded.until_ms \
            WHERE holder = excluded.holder OR until_ms <= ?3 RETURNING epoch";
        let times = [now, until].map(Timestamp::as_millisecond);
        let epoch = database.write(|transaction| {
            let mut statement = transaction.prepare_cached(sql)?;
            let row = (name, holder, times[0], times[1]);
            statement.query_row(row, |row| row.get(0)).optional()
        })?;
        Ok(epoch.map(|epoch| Self { name: name.to_owned(), epoch }))
    }

    pub(crate) fn holds(&self, connection: &Connection) -> rusqlite::Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM leases WHERE name = ?1 AND epoch = ?2)";
        connection.prepare_cached(sql)?.query_row((&self.name, self.epoch), |row| row.get(0))
    }
}

/// Ends all leases: whoever opens the folder is the only one that has it.
pub(crate) fn end_all(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute("UPDATE leases SET until_ms = 0", []).map(drop)
}
