//! Sums of plans, by metric, variant and day. They change where rows do, in the same transaction.

use std::collections::HashMap;
use std::fmt::Display;
use std::path::Path;

use rusqlite::{OptionalExtension as _, Transaction};

use super::{MarkedEvent, StoredPlan, marked, plans};
use crate::error::StoreError;

/// What is summed up by itself within a plan. What the numbers mean is known to whoever sums up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SumOf {
    /// A metric.
    pub metric: u16,
    /// A variant.
    pub variant: u16,
    /// A day.
    pub day: i32,
}

/// The sums, within the transaction that changes rows.
#[derive(Debug)]
pub struct Sums<'t> {
    pub(super) transaction: &'t Transaction<'t>,
    pub(super) file: &'t Path,
}

impl Sums<'_> {
    /// Changes a sum of a plan; none is an empty one.
    ///
    /// # Errors
    ///
    /// The database cannot be written, or what was summed up so far makes no sense.
    pub fn change<E: Display>(
        &mut self,
        plan: i64,
        of: SumOf,
        change: impl FnOnce(Option<&[u8]>) -> Result<Option<Vec<u8>>, E>,
    ) -> Result<(), StoreError> {
        let SumOf { metric, variant, day } = of;
        let find = || {
            let sql = "SELECT sum FROM sums \
                WHERE plan = ?1 AND metric = ?2 AND variant = ?3 AND day = ?4";
            let mut statement = self.transaction.prepare_cached(sql)?;
            let place = (plan, metric, variant, day);
            statement.query_row(place, |row| row.get::<_, Vec<u8>>(0)).optional()
        };
        let found = find().map_err(|error| self.failed(error))?;
        let changed = change(found.as_deref()).map_err(|error| self.damaged(error))?;
        let write = || match &changed {
            Some(sum) => {
                let sql = "INSERT OR REPLACE INTO sums (plan, metric, variant, day, sum) \
                    VALUES (?1, ?2, ?3, ?4, ?5)";
                let row = (plan, metric, variant, day, sum);
                self.transaction.prepare_cached(sql)?.execute(row)
            }
            None => {
                let sql = "DELETE FROM sums \
                    WHERE plan = ?1 AND metric = ?2 AND variant = ?3 AND day = ?4";
                self.transaction.prepare_cached(sql)?.execute((plan, metric, variant, day))
            }
        };
        write().map(drop).map_err(|error| self.failed(error))
    }

    /// Removes all sums of a plan, and gives the plan: what it came to is not to be read.
    ///
    /// # Errors
    ///
    /// The database cannot be written, or there is no such plan.
    pub fn clear(&mut self, plan: i64) -> Result<StoredPlan, StoreError> {
        let clear = || {
            self.transaction.execute("DELETE FROM sums WHERE plan = ?1", [plan])?;
            plans::of_number(self.transaction, plan)
        };
        clear().map_err(|error| self.failed(error))
    }

    /// Rows of a plan from a user's number on, with the users' numbers.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn rows(
        &self,
        plan: i64,
        first_user: i64,
        max: usize,
    ) -> Result<Vec<(i64, Vec<u8>)>, StoreError> {
        plans::rows(self.transaction, plan, first_user, max).map_err(|error| self.failed(error))
    }

    /// What is still there of what happened to a user: as of those who are marked.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn happened(&self, user: i64, max: usize) -> Result<Vec<MarkedEvent>, StoreError> {
        let happened = marked::happened(self.transaction, user, max, &mut HashMap::new());
        happened.map(|(events, _)| events).map_err(|error| self.failed(error))
    }

    /// Puts another row in place of one; none takes it away. The sums do not follow by themselves.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub fn put_row(&mut self, plan: i64, user: i64, row: Option<&[u8]>) -> Result<(), StoreError> {
        let put = match row {
            Some(row) => self.transaction.execute(
                "INSERT OR REPLACE INTO rows (plan, user, row) VALUES (?1, ?2, ?3)",
                (plan, user, row),
            ),
            None => {
                let sql = "DELETE FROM rows WHERE plan = ?1 AND user = ?2";
                self.transaction.execute(sql, (plan, user))
            }
        };
        put.map(drop).map_err(|error| self.failed(error))
    }

    /// The error where rows or sums are not what was written.
    pub fn damaged(&self, what: impl Display) -> StoreError {
        StoreError::Damaged { file: self.file.to_owned(), what: what.to_string() }
    }

    fn failed(&self, error: rusqlite::Error) -> StoreError {
        StoreError::of_database(self.file, error)
    }
}
