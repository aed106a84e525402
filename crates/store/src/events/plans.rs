//! The plans by which users are summed up: which there are, whom a new one is about, and what it
//! comes to. What a plan says is a text here.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction};

use super::marked::bound;
use super::names::Names;
use super::{Change, Events, Held, Lease, SumOf, results};
use crate::error::StoreError;

/// A plan, as far as the store knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPlan {
    /// Its number, which no other ever has.
    pub number: i64,
    /// Whose plan it is: a flag or experiment.
    pub key: String,
    /// Of which phase.
    pub phase: u32,
    /// What it says.
    pub body: String,
    /// The user from whom on those who were exposed before it came are not yet marked.
    pub next_user: Option<i64>,
    /// Whether all that was there when it came is summed up.
    pub is_whole: bool,
    /// Whether it is being removed.
    pub is_gone: bool,
    /// How often what it comes to has changed.
    pub changes: i64,
}

/// What a plan comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summed {
    /// The plan.
    pub plan: StoredPlan,
    /// The sums, in order.
    pub sums: Vec<(SumOf, Vec<u8>)>,
}

/// A step towards the plans that there are to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanChange {
    /// A plan is new. Whoever was exposed to its key before is still to be marked.
    Add {
        /// Whose it is.
        key: String,
        /// Of which phase.
        phase: u32,
        /// What it says.
        body: String,
    },
    /// A plan says something else, and is summed up anew: all who were exposed to its key are to
    /// be marked again. Until they are, its sums are of both, each user once.
    Change {
        /// Its number.
        plan: i64,
        /// What it says now.
        body: String,
    },
    /// A plan begins to be removed: it is not found any more.
    Leave {
        /// Its number.
        plan: i64,
    },
}

const COLUMNS: &str =
    "plans.number, names.name, phase, body, next_user, is_whole, is_gone, changes";
const FROM: &str = "FROM plans JOIN names ON names.number = plans.key \
    WHERE plans.log = (SELECT number FROM names WHERE name = ?1)";

impl Events {
    /// All plans of a log, in the order in which they came.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn plans(&self, log: &str) -> Result<Vec<StoredPlan>, StoreError> {
        let sql = format!("SELECT {COLUMNS} {FROM} ORDER BY plans.number");
        self.database
            .read(|connection| connection.prepare_cached(&sql)?.query_map([log], plan)?.collect())
    }

    /// What the plan of a phase comes to, if there is one.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn summed(&self, log: &str, key: &str, phase: u32) -> Result<Option<Summed>, StoreError> {
        let of_phase =
            format!("SELECT {COLUMNS} {FROM} AND names.name = ?2 AND phase = ?3 AND NOT is_gone");
        let sums = "SELECT metric, variant, day, sum FROM sums WHERE plan = ?1 \
            ORDER BY metric, variant, day";
        self.database.read(|connection| {
            let moment = connection.unchecked_transaction()?;
            let mut statement = moment.prepare_cached(&of_phase)?;
            let found = statement.query_row((log, key, phase), plan).optional()?;
            let Some(plan) = found else { return Ok(None) };
            let mut statement = moment.prepare_cached(sums)?;
            let sums = statement.query_map([plan.number], sum)?.collect::<rusqlite::Result<_>>()?;
            Ok(Some(Summed { plan, sums }))
        })
    }

    /// Rows of a plan from a user's number on, with the users' numbers: what jobs read that need
    /// more than sums.
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
        self.database.read(|connection| rows(connection, plan, first_user, max))
    }

    /// Changes which plans there are, all of it or nothing.
    ///
    /// # Errors
    ///
    /// A phase would have two, or the database cannot be written.
    pub fn change_plans(&self, lease: &Lease, log: &str, changes: &[PlanChange]) -> Held<()> {
        self.write_plan(lease, |transaction| {
            // What others know by heart may be known only once this is on the disk.
            let mut names = Names::default();
            let log = names.number(transaction, log)?;
            changes.iter().try_for_each(|change| write(transaction, &mut names, log, change))
        })
    }

    /// Marks some of those who were exposed to the key of a plan, from its next user on. Gives
    /// whether there may be more.
    ///
    /// # Errors
    ///
    /// The database cannot be read or written.
    pub fn mark(&self, lease: &Lease, log: &str, plan: &StoredPlan, max: usize) -> Held<bool> {
        let Some(first) = plan.next_user else { return Ok(Some(false)) };
        let find = "SELECT user FROM exposed \
            WHERE log = (SELECT number FROM names WHERE name = ?1) AND user >= ?2 \
            AND key = (SELECT number FROM names WHERE name = ?3) ORDER BY user LIMIT ?4";
        // It may have to look at many others, so nobody waits to write meanwhile.
        let users: Vec<i64> = self.database.read(|connection| {
            let mut statement = connection.prepare_cached(find)?;
            let numbers =
                statement.query_map((log, first, &plan.key, bound(max)), |row| row.get(0));
            numbers?.collect()
        })?;
        let is_more = users.len() == max;
        let next = users.last().filter(|_| is_more).map(|last| last + 1);
        // Who is not there any more keeps what was summed up of them.
        let mark = "INSERT INTO pending (log, user, since, mark) \
            SELECT log, number, ?2, ?2 FROM users WHERE number = ?1 \
            ON CONFLICT DO UPDATE SET mark = excluded.mark";
        let go_on = "UPDATE plans SET next_user = ?2 WHERE number = ?1";
        let number = self.next_mark();
        self.write_plan(lease, |transaction| {
            let mut mark = transaction.prepare_cached(mark)?;
            for user in &users {
                mark.execute((user, number))?;
            }
            transaction.execute(go_on, (plan.number, next))?;
            Ok(is_more)
        })
    }

    /// Notes that all is summed up that was there when plans came.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub fn set_whole(&self, lease: &Lease, plans: &[i64]) -> Held<()> {
        let sql = "UPDATE plans SET is_whole = 1 WHERE number = ?1 AND next_user IS NULL";
        self.write_plan(lease, |transaction| {
            let mut statement = transaction.prepare_cached(sql)?;
            plans.iter().try_for_each(|plan| statement.execute([plan]).map(drop))
        })
    }

    /// Removes some rows of a plan that is to go, and with the last of them the plan, and what was
    /// found of its phase if no other plan is of it. Gives whether there is more.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub fn clear_plan(&self, lease: &Lease, plan: i64, max: usize) -> Held<bool> {
        let rows = "DELETE FROM rows WHERE plan = ?1 AND user IN \
            (SELECT user FROM rows WHERE plan = ?1 ORDER BY user LIMIT ?2)";
        self.write_plan(lease, |transaction| {
            if transaction.execute(rows, (plan, bound(max)))? == max {
                return Ok(true);
            }
            transaction.execute("DELETE FROM sums WHERE plan = ?1", [plan])?;
            results::forget_phase(transaction, plan)?;
            transaction.execute("DELETE FROM plans WHERE number = ?1", [plan])?;
            Ok(false)
        })
    }

    fn write_plan<T>(
        &self,
        lease: &Lease,
        write: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Held<T> {
        self.write_held(lease, |transaction| write(transaction).map_err(|error| self.failed(error)))
    }
}

/// As [`Events::rows`].
pub(super) fn rows(
    connection: &Connection,
    plan: i64,
    first_user: i64,
    max: usize,
) -> rusqlite::Result<Vec<(i64, Vec<u8>)>> {
    let sql = "SELECT user, row FROM rows WHERE plan = ?1 AND user >= ?2 ORDER BY user LIMIT ?3";
    let mut statement = connection.prepare_cached(sql)?;
    let pair = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    statement.query_map((plan, first_user, bound(max)), pair)?.collect()
}

/// The plan of a number.
pub(super) fn of_number(connection: &Connection, number: i64) -> rusqlite::Result<StoredPlan> {
    let sql = format!(
        "SELECT {COLUMNS} FROM plans JOIN names ON names.number = plans.key \
         WHERE plans.number = ?1"
    );
    connection.query_row(&sql, [number], plan)
}

/// Counts that what plans come to has changed.
pub(super) fn count_changes(
    transaction: &Transaction<'_>,
    changes: &[Change],
) -> rusqlite::Result<()> {
    let plans: BTreeSet<i64> = changes.iter().map(|change| change.plan).collect();
    let sql = "UPDATE plans SET changes = changes + 1 WHERE number = ?1";
    let mut count = transaction.prepare_cached(sql)?;
    plans.into_iter().try_for_each(|plan| count.execute([plan]).map(drop))
}

fn write(
    transaction: &Transaction<'_>,
    names: &mut Names,
    log: i64,
    change: &PlanChange,
) -> rusqlite::Result<()> {
    let add = "INSERT INTO plans (log, key, phase, body, next_user, is_whole, is_gone) \
        VALUES (?1, ?2, ?3, ?4, 0, 0, 0)";
    let adjust = "UPDATE plans SET body = ?2, next_user = 0, is_whole = 0 WHERE number = ?1";
    let leave = "UPDATE plans SET is_gone = 1 WHERE number = ?1";
    let changed = match change {
        PlanChange::Add { key, phase, body } => {
            let key = names.number(transaction, key)?;
            transaction.prepare_cached(add)?.execute((log, key, phase, body))
        }
        PlanChange::Change { plan, body } => {
            transaction.prepare_cached(adjust)?.execute((plan, body))
        }
        PlanChange::Leave { plan } => transaction.prepare_cached(leave)?.execute([plan]),
    };
    changed.map(drop)
}

fn plan(row: &Row<'_>) -> rusqlite::Result<StoredPlan> {
    Ok(StoredPlan {
        number: row.get(0)?,
        key: row.get(1)?,
        phase: row.get(2)?,
        body: row.get(3)?,
        next_user: row.get(4)?,
        is_whole: row.get(5)?,
        is_gone: row.get(6)?,
        changes: row.get(7)?,
    })
}

fn sum(row: &Row<'_>) -> rusqlite::Result<(SumOf, Vec<u8>)> {
    Ok((SumOf { metric: row.get(0)?, variant: row.get(1)?, day: row.get(2)? }, row.get(3)?))
}
