//! Writing what was summed up: rows, and with them sums, in one transaction.
//!
//! Sums are at any moment what all rows of their plan come to, since the row that is replaced is
//! read within the transaction that takes it off. So it does not matter in which order events come,
//! how often users are summed up, or who else did it: what is summed up last counts.

use rusqlite::{OptionalExtension as _, Transaction};

use super::{Events, Held, Lease, MarkedUser, Sums, names, plans};
use crate::error::StoreError;

/// What was summed up of a user.
#[derive(Clone, Debug)]
pub struct SummedUser {
    /// Who, as they were read.
    pub user: MarkedUser,
    /// By plan, what they come to in it; none where they do not belong to it. They keep their rows
    /// of plans that are not named.
    pub rows: Vec<(i64, Option<Vec<u8>>)>,
}

/// A row that is another one now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// In which plan.
    pub plan: i64,
    /// What it was.
    pub old: Option<Vec<u8>>,
    /// What it is.
    pub new: Option<Vec<u8>>,
}

impl Events {
    /// Replaces the rows of users, has the changes summed up by `sum`, and takes the marks away;
    /// all that or nothing. Gives how many users there were: whoever was erased since they were
    /// read, or summed up by somebody else, is left as they are. For whomever something came since,
    /// the mark stays.
    ///
    /// # Errors
    ///
    /// The database cannot be written, or what was summed up so far makes no sense.
    pub fn fold(
        &self,
        lease: &Lease,
        log: &str,
        users: &[SummedUser],
        sum: impl FnOnce(&[Change], &mut Sums<'_>) -> Result<(), StoreError>,
    ) -> Held<usize> {
        self.write_held(lease, |transaction| {
            let (mut changes, mut count) = (Vec::new(), 0);
            let mut replace = || {
                let Some(log) = names::find(transaction, log)? else { return Ok(()) };
                for summed in users {
                    if unmark_read(transaction, log, &summed.user)? {
                        count += 1;
                        replace_rows(transaction, log, summed, &mut changes)?;
                    }
                }
                plans::count_changes(transaction, &changes)
            };
            replace().map_err(|error| self.failed(error))?;
            if !changes.is_empty() {
                sum(&changes, &mut Sums { transaction, file: &self.database.file })?;
            }
            Ok(count)
        })
    }
}

/// Takes a user's mark away if nothing came since they were read. Gives whether they wait ever
/// since.
fn unmark_read(
    transaction: &Transaction<'_>,
    log: i64,
    MarkedUser { number, since, mark, .. }: &MarkedUser,
) -> rusqlite::Result<bool> {
    let unmark = "DELETE FROM pending WHERE log = ?1 AND user = ?2 AND since = ?3 AND mark = ?4";
    let find = "SELECT EXISTS (SELECT 1 FROM pending WHERE log = ?1 AND user = ?2 AND since = ?3)";
    if transaction.prepare_cached(unmark)?.execute((log, number, since, mark))? > 0 {
        return Ok(true);
    }
    transaction.prepare_cached(find)?.query_row((log, number, since), |row| row.get(0))
}

fn replace_rows(
    transaction: &Transaction<'_>,
    log: i64,
    summed: &SummedUser,
    changes: &mut Vec<Change>,
) -> rusqlite::Result<()> {
    let SummedUser { user, rows } = summed;
    let mut find =
        transaction.prepare_cached("SELECT row FROM rows WHERE plan = ?1 AND user = ?2")?;
    let mut put = transaction
        .prepare_cached("INSERT OR REPLACE INTO rows (plan, user, row) VALUES (?1, ?2, ?3)")?;
    let mut remove =
        transaction.prepare_cached("DELETE FROM rows WHERE plan = ?1 AND user = ?2")?;
    let mut expose = transaction.prepare_cached(
        "INSERT INTO exposed (log, user, key) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    )?;
    for key in &user.exposed {
        expose.execute((log, user.number, key))?;
    }
    for (plan, new) in rows {
        let old = find.query_row((plan, user.number), |row| row.get(0)).optional()?;
        if old == *new {
            continue;
        }
        match new {
            Some(row) => put.execute((plan, user.number, row))?,
            None => remove.execute((plan, user.number))?,
        };
        changes.push(Change { plan: *plan, old, new: new.clone() });
    }
    Ok(())
}

/// Removes all rows of a user, and gives them as changes, save those of plans that are gone.
pub(super) fn remove_rows(
    transaction: &Transaction<'_>,
    log: i64,
    user: i64,
) -> rusqlite::Result<Vec<Change>> {
    let plans = "SELECT number, is_gone FROM plans WHERE log = ?1";
    let remove = "DELETE FROM rows WHERE plan = ?1 AND user = ?2 RETURNING row";
    let mut remove = transaction.prepare_cached(remove)?;
    let mut plans = transaction.prepare_cached(plans)?;
    let mut plans = plans.query([log])?;
    let mut changes = Vec::new();
    while let Some(row) = plans.next()? {
        let (plan, is_gone): (i64, bool) = (row.get(0)?, row.get(1)?);
        let old = remove.query_row((plan, user), |row| row.get(0)).optional()?;
        if old.is_some() && !is_gone {
            changes.push(Change { plan, old, new: None });
        }
    }
    Ok(changes)
}
