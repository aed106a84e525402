//! Sums of plans, by metric, variant and day. They change where rows do, in the same transaction.

use std::fmt::Display;
use std::path::Path;

use rusqlite::{OptionalExtension as _, Transaction};

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

    /// Has a plan summed up anew from the stored events: what it came to is not to be read.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub fn renew(&mut self, plan: i64) -> Result<(), StoreError> {
        let renew = || {
            let leave = "UPDATE plans SET is_gone = 1 WHERE number = ?1";
            let again = "INSERT INTO plans (log, key, phase, body, next_user, is_whole, is_gone) \
                SELECT log, key, phase, body, 0, 0, 0 FROM plans WHERE number = ?1";
            self.transaction.execute(leave, [plan])?;
            self.transaction.execute(again, [plan])
        };
        renew().map(drop).map_err(|error| self.failed(error))
    }

    /// The error where rows or sums are not what was written.
    pub fn damaged(&self, what: impl Display) -> StoreError {
        StoreError::Damaged { file: self.file.to_owned(), what: what.to_string() }
    }

    fn failed(&self, error: rusqlite::Error) -> StoreError {
        StoreError::of_database(self.file, error)
    }
}
