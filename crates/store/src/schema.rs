//! The schema of the database, and how an older one becomes the one that this program knows.
//!
//! `PRAGMA user_version` counts the migrations that a database has seen; they only go forward.
//! `PRAGMA application_id` tells our databases from those of other programs.

use rusqlite::{Connection, TransactionBehavior};

const APPLICATION_ID: i64 = 0x484f_4953;
const MIGRATIONS: &[&str] = &[include_str!("schema/1.sql")];

/// The version of the schema that this program reads and writes.
pub(crate) const KNOWN: usize = MIGRATIONS.len();

/// What a database file holds.
pub(crate) enum Found {
    /// Nothing yet.
    Nothing,
    /// Our tables, in some version.
    Version(usize),
    /// The tables of another program.
    Foreign,
}

/// Looks at what a database holds. It reads the header and the schema, so damage there shows.
pub(crate) fn find(connection: &Connection) -> rusqlite::Result<Found> {
    let application: i64 = connection.pragma_query_value(None, "application_id", |r| r.get(0))?;
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(match usize::try_from(version) {
        Ok(version) if application == APPLICATION_ID => Found::Version(version),
        _ if tables == 0 && version == 0 => Found::Nothing,
        _ => Found::Foreign,
    })
}

/// Runs the migrations behind a version, all or none.
pub(crate) fn migrate(connection: &mut Connection, from: usize) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for migration in MIGRATIONS.iter().skip(from) {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", i64::try_from(KNOWN).unwrap_or(i64::MAX))?;
    transaction.commit()
}
