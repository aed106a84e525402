//! Forgetting what is too old, a little at a time, so that nobody waits for it for long.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::Transaction;

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
    /// Plans that are not settled need more: whoever has a row of one keeps all events, since they
    /// may be summed up once more, and an assignment stays for as long as its phase can go on.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub fn expire(
        &self,
        before: Timestamp,
        first_user: i64,
        settled: &BTreeSet<i64>,
    ) -> Result<Option<i64>, StoreError> {
        let users = "SELECT number FROM users WHERE number >= ?1 ORDER BY number LIMIT ?2";
        let before = before.as_millisecond();
        self.database.write(|transaction| {
            let numbers = transaction
                .prepare_cached(users)?
                .query_map((first_user, USERS_MAX), |row| row.get(0))?
                .collect::<rusqlite::Result<Vec<i64>>>()?;
            let mut room = ROWS_MAX;
            for user in &numbers {
                if !is_needed(transaction, *user, settled)? {
                    room -= expire_events(transaction, *user, before, room)?;
                    if room <= 0 {
                        return Ok(Some(*user));
                    }
                }
                unassign(transaction, *user, before, settled)?;
                forget_empty(transaction, *user)?;
            }
            Ok(numbers.last().map(|last| last + 1))
        })
    }
}

/// Whether a plan that is not settled has a row of a user, or may yet have one.
fn is_needed(
    transaction: &Transaction<'_>,
    user: i64,
    settled: &BTreeSet<i64>,
) -> rusqlite::Result<bool> {
    let sql = "SELECT number FROM exposed JOIN plans \
        ON plans.log = exposed.log AND plans.key = exposed.key AND NOT is_gone \
        WHERE exposed.user = ?1 AND (NOT is_whole OR EXISTS \
        (SELECT 1 FROM rows WHERE rows.plan = plans.number AND rows.user = exposed.user))";
    let mut statement = transaction.prepare_cached(sql)?;
    let mut plans = statement.query([user])?;
    while let Some(row) = plans.next()? {
        if !settled.contains(&row.get(0)?) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Removes old events of a user, so many at most. Gives how many.
fn expire_events(
    transaction: &Transaction<'_>,
    user: i64,
    before: i64,
    max: i64,
) -> rusqlite::Result<i64> {
    // Of a user, the old ones lie together.
    let sql = "DELETE FROM events WHERE user = ?1 AND (at_ms, id) IN \
        (SELECT at_ms, id FROM events WHERE user = ?1 AND at_ms < ?2 ORDER BY at_ms LIMIT ?3)";
    let removed = transaction.prepare_cached(sql)?.execute((user, before, max))?;
    Ok(i64::try_from(removed).unwrap_or(i64::MAX))
}

/// Removes the old assignments of a user, save those of phases that can go on.
fn unassign(
    transaction: &Transaction<'_>,
    user: i64,
    before: i64,
    settled: &BTreeSet<i64>,
) -> rusqlite::Result<()> {
    let find = "SELECT assignments.key, assignments.phase, plans.number FROM assignments \
        JOIN users ON users.number = assignments.user \
        LEFT JOIN plans ON plans.log = users.log AND plans.key = assignments.key \
        AND plans.phase = assignments.phase AND NOT is_gone \
        WHERE assignments.user = ?1 AND at_ms < ?2";
    let remove = "DELETE FROM assignments WHERE user = ?1 AND key = ?2 AND phase = ?3";
    let old = transaction
        .prepare_cached(find)?
        .query_map((user, before), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<Vec<(i64, i64, Option<i64>)>>>()?;
    for (key, phase, plan) in old {
        if plan.is_none_or(|plan| settled.contains(&plan)) {
            transaction.prepare_cached(remove)?.execute((user, key, phase))?;
        }
    }
    Ok(())
}

/// Forgets a user of whom there is neither an event nor an assignment.
fn forget_empty(transaction: &Transaction<'_>, user: i64) -> rusqlite::Result<()> {
    let is_left = "SELECT EXISTS (SELECT 1 FROM events WHERE user = ?1) \
        OR EXISTS (SELECT 1 FROM assignments WHERE user = ?1)";
    if transaction.prepare_cached(is_left)?.query_row([user], |row| row.get(0))? {
        return Ok(());
    }
    for sql in [
        "DELETE FROM pending WHERE user = ?1 AND log = (SELECT log FROM users WHERE number = ?1)",
        "DELETE FROM exposed WHERE user = ?1",
        "DELETE FROM users WHERE number = ?1",
    ] {
        transaction.prepare_cached(sql)?.execute([user])?;
    }
    Ok(())
}
