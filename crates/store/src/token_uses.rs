//! When tokens were last used. No part of a log: it is noted now and then, and may be late.

use jiff::Timestamp;

use crate::error::StoreError;
use crate::row;
use crate::store::Store;

impl Store {
    /// When each token was last used, by id, as far as it was saved.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn token_uses(&self) -> Result<Vec<(String, Timestamp)>, StoreError> {
        let sql = "SELECT id, last_used FROM token_uses ORDER BY id";
        self.read(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            let uses = statement.query_map([], |row| Ok((row.get(0)?, row::parsed(row, 1)?)))?;
            uses.collect()
        })
    }

    /// Saves when tokens were last used, all or none. Those of other tokens are forgotten.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub fn save_token_uses(&self, uses: &[(String, Timestamp)]) -> Result<(), StoreError> {
        let sql = "INSERT INTO token_uses (id, last_used) VALUES (?1, ?2) \
            ON CONFLICT (id) DO UPDATE SET last_used = excluded.last_used";
        if self.token_uses()? == sorted(uses) {
            return Ok(());
        }
        self.write(|transaction| {
            let known: Vec<&str> = uses.iter().map(|(id, _)| id.as_str()).collect();
            let known = serde_json::to_string(&known).unwrap_or_default();
            let sql_others =
                "DELETE FROM token_uses WHERE id NOT IN (SELECT value FROM json_each(?1))";
            transaction.prepare_cached(sql_others)?.execute([known])?;
            let mut statement = transaction.prepare_cached(sql)?;
            for (id, last_used) in uses {
                statement.execute((id, last_used.to_string()))?;
            }
            Ok(())
        })
    }
}

fn sorted(uses: &[(String, Timestamp)]) -> Vec<(String, Timestamp)> {
    let mut uses = uses.to_vec();
    uses.sort();
    uses
}
