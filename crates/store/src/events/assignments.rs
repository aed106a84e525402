//! Assignments: what a user has in a phase of an experiment, whatever becomes of them.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Transaction};

use super::accept::{Arriving, Users, accept};
use super::names::Names;
use super::{Event, Events, Written};
use crate::error::StoreError;

/// What a user is assigned for as long as a phase lasts.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// Who.
    pub user: String,
    /// In which experiment.
    pub key: String,
    /// In which phase of it.
    pub phase: u32,
    /// The variant's name.
    pub variant: String,
    /// Whether they take part.
    pub is_in: bool,
    /// When.
    pub at: Timestamp,
    /// The exposure that goes with it, if they take part.
    pub exposure: Option<Event>,
}

impl Events {
    /// The variant that a user was assigned in a phase, and whether they take part.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn assigned(
        &self,
        log: &str,
        key: &str,
        phase: u32,
        user: &str,
    ) -> Result<Option<(String, bool)>, StoreError> {
        let sql = "SELECT variants.name, is_in FROM assignments \
            JOIN users ON users.number = assignments.user \
            JOIN names AS logs ON logs.number = users.log \
            JOIN names AS keys ON keys.number = assignments.key \
            JOIN names AS variants ON variants.number = assignments.variant \
            WHERE logs.name = ?1 AND users.name = ?2 AND keys.name = ?3 AND phase = ?4";
        self.database.read(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            let found = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
            statement.query_row((log, user, key, phase), found).optional()
        })
    }
}

/// Writes an assignment with its exposure, unless the user has one in that phase: that one stands.
pub(super) fn write(
    transaction: &Transaction<'_>,
    names: &mut Names,
    log: i64,
    mark: i64,
    assignment: &Assignment,
) -> rusqlite::Result<Written> {
    let Assignment { user, key, phase, variant, is_in, at, exposure } = assignment;
    let number = Users::new(transaction)?.number(log, user)?;
    let (key, variant) = (names.number(transaction, key)?, names.number(transaction, variant)?);
    let sql = "INSERT INTO assignments (user, key, phase, variant, is_in, at_ms) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING";
    let values = (number, key, phase, variant, is_in, at.as_millisecond());
    if transaction.prepare_cached(sql)?.execute(values)? == 0 {
        return Ok(Written { accepted: 0, duplicates: 1 });
    }
    let events = exposure.as_slice();
    accept(transaction, names, log, Arriving { events, mark, is_once: true })?;
    Ok(Written { accepted: 1, duplicates: 0 })
}
