//! One person's events: reading them, and forgetting the person.

use hoist_ruleset::Digest;
use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction};

use super::{Change, Event, Events, Happening, Sums, fold, names, plans, results};
use crate::error::StoreError;
use crate::row;

impl Events {
    /// A user's events from one time up to another, which is excluded, in order of time.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn of_user(
        &self,
        log: &str,
        user: &str,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Event>, StoreError> {
        let sql = "SELECT id, at_ms, keys.name, own.name, value, attributes FROM events \
            JOIN names AS own ON own.number = events.name \
            LEFT JOIN names AS keys ON keys.number = events.key \
            WHERE user = ?1 AND at_ms >= ?2 AND at_ms < ?3 ORDER BY at_ms, id";
        self.database.read(|connection| {
            let moment = connection.unchecked_transaction()?;
            let Some(number) = number(&moment, log, user)? else {
                return Ok(Vec::new());
            };
            let mut statement = moment.prepare_cached(sql)?;
            let window = (number, from.as_millisecond(), to.as_millisecond());
            let rows = statement.query_map(window, |row| event(row, user))?;
            rows.collect()
        })
    }

    /// How many events of a user there are.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn count_of(&self, log: &str, user: &str) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM events WHERE user = ?1";
        self.database.read(|connection| {
            let moment = connection.unchecked_transaction()?;
            let Some(number) = number(&moment, log, user)? else { return Ok(0) };
            moment.prepare_cached(sql)?.query_row([number], |row| row::seq(row, 0))
        })
    }

    /// As [`crate::Store::empty_journal`].
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub fn empty_journal(&self) -> Result<bool, StoreError> {
        self.database.empty_journal()
    }

    /// Forgets a person: their events, their assignments, what was summed up of them, their
    /// marks, their name, what was sampled of them, and what was found by attributes of anybody. The sums are changed by `sum`. Gives how
    /// many events there were.
    ///
    /// # Errors
    ///
    /// The database cannot be written, or what was summed up makes no sense. Then everything is
    /// still there.
    pub fn erase(
        &self,
        log: &str,
        user: &str,
        sum: impl FnOnce(&[Change], &mut Sums<'_>) -> Result<(), StoreError>,
    ) -> Result<u64, StoreError> {
        self.database.write_checked(|transaction| {
            let erased = erase(transaction, log, user).map_err(|error| self.failed(error))?;
            if !erased.changes.is_empty() {
                sum(&erased.changes, &mut Sums { transaction, file: &self.database.file })?;
            }
            Ok(erased.events)
        })
    }
}

/// What was erased of a person.
#[derive(Default)]
struct Erased {
    events: u64,
    changes: Vec<Change>,
}

fn erase(transaction: &Transaction<'_>, log: &str, user: &str) -> rusqlite::Result<Erased> {
    let Some(log_number) = names::find(transaction, log)? else {
        return Ok(Erased::default());
    };
    transaction.execute(
        "DELETE FROM samples WHERE log = ?1 AND user = ?2",
        (log_number, Digest::of(user).to_string()),
    )?;
    let Some(number) = number(transaction, log, user)? else {
        return Ok(Erased::default());
    };
    let changes = fold::remove_rows(transaction, log_number, number)?;
    plans::count_changes(transaction, &changes)?;
    results::forget_parts(transaction, log_number)?;
    let events = transaction.execute("DELETE FROM events WHERE user = ?1", [number])?;
    transaction.execute("DELETE FROM assignments WHERE user = ?1", [number])?;
    for table in ["pending", "exposed"] {
        let sql = format!("DELETE FROM {table} WHERE log = ?1 AND user = ?2");
        transaction.execute(&sql, (log_number, number))?;
    }
    transaction.execute("DELETE FROM users WHERE number = ?1", [number])?;
    Ok(Erased { events: u64::try_from(events).unwrap_or(u64::MAX), changes })
}

fn number(connection: &Connection, log: &str, user: &str) -> rusqlite::Result<Option<i64>> {
    let sql = "SELECT users.number FROM users JOIN names ON names.number = users.log \
        WHERE names.name = ?1 AND users.name = ?2";
    connection.prepare_cached(sql)?.query_row((log, user), |row| row.get(0)).optional()
}

fn event(row: &Row<'_>, user: &str) -> rusqlite::Result<Event> {
    let key: Option<String> = row.get(2)?;
    let name: String = row.get(3)?;
    let what = match row.get(4)? {
        Some(value) => Happening::Observation { event: name, value, experiment: key },
        None => Happening::Exposure {
            key: key.unwrap_or_default(),
            variant: name,
            attributes: row.get(5)?,
        },
    };
    let at = Timestamp::from_millisecond(row.get(1)?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(1, Type::Integer, Box::new(error))
    })?;
    Ok(Event { id: row.get(0)?, user: user.to_owned(), at, what })
}
