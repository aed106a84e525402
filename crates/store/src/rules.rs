//! Which entries concern those who evaluate: how far somebody is, and since when they lag.

use hoist_ruleset::log::Entry;
use rusqlite::{OptionalExtension as _, Row};

use crate::error::StoreError;
use crate::row::{self, ENTRY};
use crate::store::Store;

impl Store {
    /// The last entry at or before a seq that concerns those who evaluate.
    ///
    /// # Errors
    ///
    /// There is no such log, or the database cannot be read.
    pub fn last_of_rules(&self, log: &str, at: u64) -> Result<Option<Entry>, StoreError> {
        self.of_rules(log, at, "seq <= ?2 AND touches_ruleset ORDER BY seq DESC")
    }

    /// The first entry behind a seq that concerns those who evaluate: what they miss who are at
    /// that seq.
    ///
    /// # Errors
    ///
    /// There is no such log, or the database cannot be read.
    pub fn next_of_rules(&self, log: &str, after: u64) -> Result<Option<Entry>, StoreError> {
        self.of_rules(log, after, "seq > ?2 AND touches_ruleset ORDER BY seq")
    }

    fn of_rules(&self, log: &str, seq: u64, which: &str) -> Result<Option<Entry>, StoreError> {
        let sql = format!("SELECT {ENTRY} FROM entries AS e WHERE log = ?1 AND {which} LIMIT 1");
        self.read_log(log, |connection, number, _| {
            let mut statement = connection.prepare_cached(&sql)?;
            let entry = |row: &Row<'_>| row::entry(row, log);
            statement.query_row((number, row::bound(seq)), entry).optional()
        })
    }
}
