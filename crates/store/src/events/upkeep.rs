//! Forgetting what is too old, a little at a time, so that nobody waits for it for long.

use jiff::Timestamp;

use rusqlite::params;

use super::telemetry::Step;
use super::{Events, results};
use crate::error::StoreError;

/// For how many days samples are kept.
const SAMPLES_DAYS: i64 = 30;
/// For how many days it is kept what was found by attributes.
const PARTS_DAYS: i64 = 30;
/// An instance that is silent for so many days sends no report again.
const REPORTS_DAYS: i64 = 2;
/// Users whose old events are removed in one transaction.
const USERS_MAX: i64 = 1_000;
/// Rows that are removed in one transaction, where they are removed one by one.
const ROWS_MAX: i64 = 1_000;
const DAY_S: i64 = 86_400;

impl Events {
    /// Removes some of what is older than it may be, and tells whether there may be more of it.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub fn forget(&self, now: Timestamp) -> Result<bool, StoreError> {
        let now_s = now.as_second();
        let before = |days: i64| now_s - days * DAY_S;
        self.database.write(|transaction| {
            let mut is_more = false;
            for step in Step::ALL {
                // One part of the time at once: it lies in one place.
                let (seconds, until) = (step.seconds(), before(step.days_kept()));
                let sql = "DELETE FROM counts WHERE step = ?1 AND at_s = \
                    (SELECT min(at_s) FROM counts WHERE step = ?1) AND at_s < ?2";
                let removed = transaction.prepare_cached(sql)?.execute((seconds, until))?;
                is_more |= removed > 0;
            }
            for (sql, until) in [
                (
                    "DELETE FROM samples WHERE number IN \
                     (SELECT number FROM samples ORDER BY number LIMIT ?2) AND at_ms < ?1",
                    before(SAMPLES_DAYS) * 1_000,
                ),
                (
                    "DELETE FROM reports WHERE (log, instance) IN \
                     (SELECT log, instance FROM reports WHERE at_s < ?1 LIMIT ?2)",
                    before(REPORTS_DAYS),
                ),
            ] {
                let removed = transaction.prepare_cached(sql)?.execute((until, ROWS_MAX))?;
                is_more |= removed > 0;
            }
            let until = before(PARTS_DAYS) * 1_000;
            is_more |= results::forget_old_parts(transaction, until, ROWS_MAX)? > 0;
            Ok(is_more)
        })
    }

    /// Removes events and assignments before a time, of some users from a number on, and users
    /// without either. Gives the user to go on with; none at the end. What was summed up of them
    /// stays.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub fn expire(&self, before: Timestamp, first_user: i64) -> Result<Option<i64>, StoreError> {
        let users = "SELECT number FROM users WHERE number >= ?1 ORDER BY number LIMIT ?2";
        // Of a user, the old ones lie together.
        let remove = "DELETE FROM events WHERE user = ?1 AND (at_ms, id) IN \
            (SELECT at_ms, id FROM events WHERE user = ?1 AND at_ms < ?2 ORDER BY at_ms LIMIT ?3)";
        // The last number stays: the next user would get it, and with it the rows that stay.
        let unassign = "DELETE FROM assignments WHERE user = ?1 AND at_ms < ?2";
        let is_left = "NOT EXISTS (SELECT 1 FROM events WHERE events.user = ?1) \
            AND NOT EXISTS (SELECT 1 FROM assignments WHERE assignments.user = ?1) \
            AND ?1 < (SELECT max(number) FROM users)";
        let of_user = "log = (SELECT log FROM users WHERE number = ?1) AND user = ?1";
        let unmark = format!("DELETE FROM pending WHERE {of_user} AND {is_left}");
        let hide = format!("DELETE FROM exposed WHERE {of_user} AND {is_left}");
        let forget = format!("DELETE FROM users WHERE number = ?1 AND {is_left}");
        self.database.write(|transaction| {
            let numbers = transaction
                .prepare_cached(users)?
                .query_map((first_user, USERS_MAX), |row| row.get(0))?
                .collect::<rusqlite::Result<Vec<i64>>>()?;
            let mut remove = transaction.prepare_cached(remove)?;
            let mut unassign = transaction.prepare_cached(unassign)?;
            let mut unmark = transaction.prepare_cached(&unmark)?;
            let mut hide = transaction.prepare_cached(&hide)?;
            let mut forget = transaction.prepare_cached(&forget)?;
            let mut room = ROWS_MAX;
            for user in &numbers {
                let removed = remove.execute(params![user, before.as_millisecond(), room])?;
                room -= i64::try_from(removed).unwrap_or(i64::MAX);
                if room <= 0 {
                    return Ok(Some(*user));
                }
                unassign.execute((user, before.as_millisecond()))?;
                unmark.execute([user])?;
                hide.execute([user])?;
                forget.execute([user])?;
            }
            Ok(numbers.last().map(|last| last + 1))
        })
    }
}
