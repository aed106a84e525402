//! Whether flags are used, all at once: when each was last evaluated, and to what of late.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::Row;

use super::telemetry::Step;
use super::{Events, names};
use crate::error::StoreError;

/// What is counted of a flag or experiment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// When it was last evaluated.
    pub last: Option<Timestamp>,
    /// What it was evaluated to since the time that was asked for, without what failed.
    pub results: Vec<String>,
}

impl Events {
    /// The usage of everything that was ever evaluated, by key, with results since the day that a
    /// time is in.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn usage(&self, log: &str, since: Timestamp) -> Result<HashMap<String, Usage>, StoreError> {
        let last = "SELECT names.name, at_s FROM evaluated JOIN names ON names.number = key \
            WHERE log = ?1";
        let results = "SELECT DISTINCT keys.name, results.name FROM counts \
            JOIN names AS keys ON keys.number = key \
            JOIN names AS results ON results.number = result \
            WHERE step = ?1 AND at_s >= ?2 AND log = ?3 AND n > errors \
            ORDER BY results.name";
        self.database.read(|connection| {
            let moment = connection.unchecked_transaction()?;
            let mut all = HashMap::<String, Usage>::new();
            let Some(log) = names::find(&moment, log)? else { return Ok(all) };
            let pair = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?));
            for found in moment.prepare_cached(last)?.query_map([log], pair)? {
                let (key, second) = found?;
                all.entry(key).or_default().last = Timestamp::from_second(second).ok();
            }
            let since = Step::Day.part(since.as_second());
            let pair = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get(1)?));
            let mut statement = moment.prepare_cached(results)?;
            for found in statement.query_map((Step::Day.seconds(), since, log), pair)? {
                let (key, result) = found?;
                all.entry(key).or_default().results.push(result);
            }
            Ok(all)
        })
    }
}
