//! The schemas of the databases, and how an older one becomes the one that this program knows.
//!
//! `PRAGMA user_version` counts the migrations that a database has seen; they only go forward.
//! `PRAGMA application_id` tells our databases from those of other programs, and from each other.

use rusqlite::{Connection, TransactionBehavior};

/// What one of the databases has to look like.
#[derive(Debug)]
pub(crate) struct Schema {
    application_id: i64,
    migrations: &'static [&'static str],
}

/// Change logs, and what is kept beside them.
pub(crate) const LOGS: Schema = Schema {
    application_id: 0x484f_4953,
    migrations: &[
        include_str!("schema/1.sql"),
        include_str!("schema/2.sql"),
        include_str!("schema/3.sql"),
        include_str!("schema/4.sql"),
        include_str!("schema/5.sql"),
        include_str!("schema/6.sql"),
        include_str!("schema/7.sql"),
    ],
};

/// Events and telemetry.
pub(crate) const EVENTS: Schema = Schema {
    application_id: 0x484f_4945,
    migrations: &[
        include_str!("schema/events-1.sql"),
        include_str!("schema/events-2.sql"),
        include_str!("schema/events-3.sql"),
        include_str!("schema/events-4.sql"),
        include_str!("schema/events-5.sql"),
        include_str!("schema/events-6.sql"),
    ],
};

/// What a database file holds.
pub(crate) enum Found {
    /// Nothing yet.
    Nothing,
    /// Our tables, in some version.
    Version(usize),
    /// The tables of another program.
    Foreign,
}

impl Schema {
    /// The version of the schema that this program reads and writes.
    pub(crate) const fn known(&self) -> usize {
        self.migrations.len()
    }

    /// Looks at what a database holds. It reads the header and the schema, so damage there shows.
    pub(crate) fn find(&self, connection: &Connection) -> rusqlite::Result<Found> {
        let application: i64 =
            connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let tables: i64 =
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        Ok(match usize::try_from(version) {
            Ok(version) if application == self.application_id => Found::Version(version),
            _ if tables == 0 && version == 0 => Found::Nothing,
            _ => Found::Foreign,
        })
    }

    /// Runs the migrations behind a version, all or none.
    pub(crate) fn migrate(&self, connection: &mut Connection, from: usize) -> rusqlite::Result<()> {
        let known = i64::try_from(self.known()).unwrap_or(i64::MAX);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for migration in self.migrations.iter().skip(from) {
            transaction.execute_batch(migration)?;
        }
        transaction.pragma_update(None, "application_id", self.application_id)?;
        transaction.pragma_update(None, "user_version", known)?;
        transaction.commit()
    }
}
