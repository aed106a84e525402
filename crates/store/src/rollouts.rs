//! What is known of the rollouts of others that shares of flags follow. It is in the database of the
//! logs, so that what was heard and the entries that it makes are one transaction.

use rusqlite::{OptionalExtension as _, Transaction};

use crate::error::StoreError;
use crate::store::Store;

/// What is known of the rollout that a flag follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rollout {
    /// The flag's key.
    pub flag: String,
    /// Whether its share is still to be moved to where the rollout is.
    pub behind: bool,
    /// What is known, as JSON.
    pub body: String,
}

impl Store {
    /// What is known of the rollout that a flag follows.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn rollout(&self, log: &str, flag: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT r.body FROM rollouts AS r JOIN logs AS l ON l.number = r.log \
            WHERE l.id = ?1 AND r.flag = ?2";
        self.read(|connection| {
            connection.prepare_cached(sql)?.query_row((log, flag), |row| row.get(0)).optional()
        })
    }

    /// The flags of a log whose shares are still to be moved to where their rollouts are.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn rollouts_behind(&self, log: &str) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT r.flag FROM rollouts AS r JOIN logs AS l ON l.number = r.log \
            WHERE l.id = ?1 AND r.behind ORDER BY r.flag";
        self.read(|connection| {
            connection.prepare_cached(sql)?.query_map([log], |row| row.get(0))?.collect()
        })
    }

    /// Keeps what is known of a rollout where nothing is appended because of it.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub fn keep_rollout(&self, log: &str, rollout: &Rollout) -> Result<(), StoreError> {
        let sql = "SELECT number FROM logs WHERE id = ?1";
        self.write(|transaction| {
            let number = transaction.prepare_cached(sql)?.query_row([log], |row| row.get(0))?;
            write(transaction, number, rollout)
        })
    }
}

/// Writes what is known of a rollout of the log with a number.
pub(crate) fn write(
    transaction: &Transaction<'_>,
    log: i64,
    rollout: &Rollout,
) -> rusqlite::Result<()> {
    let sql = "INSERT INTO rollouts (log, flag, behind, body) VALUES (?1, ?2, ?3, ?4) \
        ON CONFLICT (log, flag) DO UPDATE SET behind = excluded.behind, body = excluded.body";
    let Rollout { flag, behind, body } = rollout;
    transaction.prepare_cached(sql)?.execute((log, flag, behind, body)).map(drop)
}
