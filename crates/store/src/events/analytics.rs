//! Reading telemetry: how often a flag was evaluated, and to what.

use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{OptionalExtension as _, Row};

use super::telemetry::{Count, SAMPLES_MAX, Sample, Step};
use super::{Events, names};
use crate::error::StoreError;

/// Which counts are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnalyticsQuery {
    /// The flag or experiment.
    pub key: String,
    /// From the part on that this is in.
    pub from: Timestamp,
    /// Up to this, excluded.
    pub to: Timestamp,
    /// How long the parts are. Each costs a look.
    pub step: Step,
}

/// The evaluations in one part of the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its beginning.
    pub at: Timestamp,
    /// What was counted in it.
    pub counts: Vec<Count>,
}

impl Events {
    /// The parts in which a flag or experiment was evaluated, in order of time, and when it was
    /// last evaluated.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn analytics(
        &self,
        log: &str,
        query: &AnalyticsQuery,
    ) -> Result<(Vec<Part>, Option<Timestamp>), StoreError> {
        let sql = "SELECT results.name, reasons.name, rule, n, errors FROM counts \
            JOIN names AS results ON results.number = result \
            JOIN names AS reasons ON reasons.number = reason \
            WHERE step = ?1 AND at_s = ?2 AND log = ?3 AND key = ?4";
        let AnalyticsQuery { key, from, to, step } = query;
        let count = |row: &Row<'_>| {
            let [n, errors] = [row.get::<_, i64>(3)?, row.get(4)?].map(i64::unsigned_abs);
            let rule = u16::try_from(row.get::<_, i64>(2)?).ok();
            let (result, reason) = (row.get(0)?, row.get(1)?);
            Ok(Count { key: key.clone(), result, reason, rule, n, errors })
        };
        self.database.read(|connection| {
            let moment = connection.unchecked_transaction()?;
            let numbers = names::find(&moment, log)?.zip(names::find(&moment, key)?);
            let Some((log, key)) = numbers else {
                return Ok((Vec::new(), None));
            };
            let sql_last = "SELECT at_s FROM evaluated WHERE log = ?1 AND key = ?2";
            let mut last = moment.prepare_cached(sql_last)?;
            let last = last.query_row((log, key), |row| row.get(0)).optional()?;
            let mut statement = moment.prepare_cached(sql)?;
            let (mut parts, mut second) = (Vec::new(), step.part(from.as_second()));
            while second < to.as_second() {
                let rows = statement.query_map((step.seconds(), second, log, key), count)?;
                let counts = rows.collect::<rusqlite::Result<Vec<_>>>()?;
                if let (false, Ok(at)) = (counts.is_empty(), Timestamp::from_second(second)) {
                    parts.push(Part { at, counts });
                }
                second += step.seconds();
            }
            Ok((parts, last.and_then(|second| Timestamp::from_second(second).ok())))
        })
    }

    /// How often everything of a log was evaluated in each part of the time: the key, the part's
    /// number from `from` on, how often, and how many of those gave no value.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn usage_by_part(
        &self,
        log: &str,
        from: Timestamp,
        to: Timestamp,
        step: Step,
    ) -> Result<Vec<(String, usize, u64, u64)>, StoreError> {
        let sql = "SELECT names.name, sum(n), sum(errors) FROM counts \
            JOIN names ON names.number = key WHERE step = ?1 AND at_s = ?2 AND log = ?3 GROUP BY key";
        self.database.read(|connection| {
            let moment = connection.unchecked_transaction()?;
            let Some(log) = names::find(&moment, log)? else { return Ok(Vec::new()) };
            let mut statement = moment.prepare_cached(sql)?;
            let (mut usage, mut part) = (Vec::new(), 0);
            let mut second = step.part(from.as_second());
            while second < to.as_second() {
                let rows = statement.query_map((step.seconds(), second, log), |row| {
                    let [n, errors] = [row.get::<_, i64>(1)?, row.get(2)?].map(i64::unsigned_abs);
                    Ok((row.get(0)?, part, n, errors))
                })?;
                for row in rows {
                    usage.push(row?);
                }
                second += step.seconds();
                part += 1;
            }
            Ok(usage)
        })
    }

    /// The samples of a log, the newest first, and no more than are kept.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn samples(&self, log: &str) -> Result<Vec<Sample>, StoreError> {
        let sql = "SELECT keys.name, at_ms, user, body FROM samples \
            JOIN names AS keys ON keys.number = samples.key \
            JOIN names AS logs ON logs.number = samples.log \
            WHERE logs.name = ?1 ORDER BY samples.number DESC LIMIT ?2";
        let sample = |row: &Row<'_>| {
            let at = Timestamp::from_millisecond(row.get(1)?).map_err(|error| {
                rusqlite::Error::FromSqlConversionFailure(1, Type::Integer, Box::new(error))
            })?;
            let user: Option<String> = row.get(2)?;
            let user = user.and_then(|digest| digest.parse().ok());
            Ok(Sample { key: row.get(0)?, at, user, body: row.get(3)? })
        };
        self.database.read(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map((log, SAMPLES_MAX), sample)?;
            rows.collect()
        })
    }
}
