//! Who met a flag for the first time within some time, and what became of them: what a release
//! compares while it is at a step.

use jiff::Timestamp;
use rusqlite::Row;

use super::{Events, names};
use crate::error::StoreError;

/// Which users are meant, and what of them counts.
#[derive(Clone, Copy, Debug)]
pub struct NewcomersOf<'n> {
    /// The flag.
    pub key: &'n str,
    /// Those who met it first from here on.
    pub from: Timestamp,
    /// Up to this, excluded. What happened later does not count.
    pub to: Timestamp,
    /// Names of events that count.
    pub events: &'n [String],
    /// For so long after they met it; none for as long as it is asked.
    pub window_ms: Option<i64>,
}

/// Users who were given a variant when they met the flag.
#[derive(Clone, Debug, PartialEq)]
pub struct Newcomers {
    /// The variant.
    pub variant: String,
    /// How many there are.
    pub users: u64,
    /// How many of them did what counts.
    pub hits: u64,
    /// The sum of its values.
    pub total: f64,
}

impl Events {
    /// Users who met a flag for the first time, by the variant that they were given then. Who has
    /// met it before is none of them, so both sides are of those who came at the same time.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn newcomers(&self, log: &str, of: NewcomersOf<'_>) -> Result<Vec<Newcomers>, StoreError> {
        // The bare column is that of the row with the least time.
        let sql = "WITH met AS (\
            SELECT e.user, e.name AS variant, min(e.at_ms) AS at_ms FROM events AS e \
            JOIN users ON users.number = e.user AND users.log = ?1 \
            WHERE e.key = ?2 AND e.value IS NULL AND e.at_ms >= ?3 AND e.at_ms < ?4 \
            AND NOT EXISTS (SELECT 1 FROM events AS o WHERE o.user = e.user AND o.at_ms < ?3 \
                AND o.key = ?2 AND o.value IS NULL) \
            GROUP BY e.user), \
        done AS (\
            SELECT variant, (SELECT sum(value) FROM events AS o WHERE o.user = met.user \
                AND o.at_ms >= met.at_ms AND o.at_ms < min(?4, met.at_ms + ?5) \
                AND o.value IS NOT NULL AND (o.key IS NULL OR o.key = ?2) \
                AND o.name IN (SELECT number FROM names WHERE name IN \
                    (SELECT value FROM json_each(?6)))) AS total FROM met) \
        SELECT names.name, count(*), count(total), total(total) FROM done \
        JOIN names ON names.number = variant GROUP BY variant ORDER BY names.name";
        let NewcomersOf { key, from, to, events, window_ms } = of;
        let events = serde_json::to_string(events).unwrap_or_default();
        let read = |row: &Row<'_>| {
            let [users, hits] = [row.get::<_, i64>(1)?, row.get(2)?].map(i64::unsigned_abs);
            Ok(Newcomers { variant: row.get(0)?, users, hits, total: row.get(3)? })
        };
        self.database.read(|connection| {
            let moment = connection.unchecked_transaction()?;
            let numbers = names::find(&moment, log)?.zip(names::find(&moment, key)?);
            let Some((log, key)) = numbers else { return Ok(Vec::new()) };
            let (from, to) = (from.as_millisecond(), to.as_millisecond());
            let values = (log, key, from, to, window_ms.unwrap_or(i64::MAX >> 2), events);
            moment.prepare_cached(sql)?.query_map(values, read)?.collect()
        })
    }
}
