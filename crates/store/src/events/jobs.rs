//! Rows as jobs read them: with what is known beside them of their users. A few at a time, each
//! time as one short reading, so that nobody who writes waits.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Row};

use super::marked::bound;
use super::{Events, StoredPlan, names};
use crate::error::StoreError;

/// What was summed up of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowOf {
    /// The user's number: rows come in the order of these.
    pub number: i64,
    /// What was summed up.
    pub row: Vec<u8>,
    /// What is known beside it.
    pub beside: Option<String>,
}

impl Events {
    /// Rows of a plan from a user's number on, each with the user, as far as it is known who it
    /// was: whoever has no events any more has no name.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn rows_with_users(
        &self,
        plan: &StoredPlan,
        first_user: i64,
        max: usize,
    ) -> Result<Vec<RowOf>, StoreError> {
        let sql = "SELECT rows.user, row, users.name FROM rows \
            LEFT JOIN users ON users.number = rows.user \
            WHERE plan = ?1 AND rows.user >= ?2 ORDER BY rows.user LIMIT ?3";
        let row = |row: &Row<'_>| {
            Ok(RowOf { number: row.get(0)?, row: row.get(1)?, beside: row.get(2)? })
        };
        self.database.read(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            statement.query_map((plan.number, first_user, bound(max)), row)?.collect()
        })
    }

    /// Rows of a plan from a user's number on, each with the attributes that came with the exposure
    /// at the time that `exposed_at` finds in it. Of several at that time, those of the first one
    /// that has any.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn rows_with_attributes(
        &self,
        plan: &StoredPlan,
        first_user: i64,
        max: usize,
        exposed_at: impl Fn(&[u8]) -> Option<Timestamp>,
    ) -> Result<Vec<RowOf>, StoreError> {
        let rows =
            "SELECT user, row FROM rows WHERE plan = ?1 AND user >= ?2 ORDER BY user LIMIT ?3";
        let attributes = "SELECT attributes FROM events WHERE user = ?1 AND at_ms = ?2 \
            AND key = ?3 AND value IS NULL AND attributes IS NOT NULL ORDER BY id LIMIT 1";
        self.database.read(|connection| {
            let moment = connection.unchecked_transaction()?;
            let key = names::find(&moment, &plan.key)?;
            let mut attributes = moment.prepare_cached(attributes)?;
            let mut statement = moment.prepare_cached(rows)?;
            let mut rows = statement.query((plan.number, first_user, bound(max)))?;
            let mut found = Vec::new();
            while let Some(each) = rows.next()? {
                let (number, row): (i64, Vec<u8>) = (each.get(0)?, each.get(1)?);
                let at = exposed_at(&row).map(Timestamp::as_millisecond);
                let beside =
                    attributes.query_row((number, at, key), |row| row.get(0)).optional()?;
                found.push(RowOf { number, row, beside });
            }
            Ok(found)
        })
    }
}
