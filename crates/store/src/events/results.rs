//! What experiments have found, as it was computed: the last of it, and what was known earlier.
//!
//! The bodies are not looked into. A result of an earlier time never replaces one of a later time.
//! Of each hour a series has the last point; no point is ever computed anew.

use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction};

use super::{Events, names};
use crate::error::StoreError;

/// How far apart the points of a series are.
const HOUR_MS: i64 = 3_600_000;
/// What jobs are called that find something by an attribute begins with this.
const PARTS: &str = "by ";
/// So many of them are kept of each phase, the newest.
const PARTS_MAX: u32 = 50;

/// One phase of an experiment or flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhaseOf<'p> {
    /// Id of the log.
    pub log: &'p str,
    /// The experiment or flag.
    pub key: &'p str,
    /// Which phase.
    pub phase: u32,
}

/// Something that was computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// When.
    pub as_of: Timestamp,
    /// As it is told.
    pub body: String,
}

/// What is to be kept of one phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFinding<'p> {
    /// Which phase.
    pub of: PhaseOf<'p>,
    /// What was computed.
    pub finding: Finding,
    /// The point of the series, where there is to be one.
    pub point: Option<String>,
}

impl Events {
    /// Keeps results, all or none.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub fn keep_results(&self, results: &[NewFinding<'_>]) -> Result<(), StoreError> {
        let newest = "INSERT INTO results (log, key, phase, as_of_ms, body) \
            VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (log, key, phase) DO UPDATE \
            SET as_of_ms = excluded.as_of_ms, body = excluded.body \
            WHERE excluded.as_of_ms >= as_of_ms";
        let replace = "DELETE FROM series WHERE log = ?1 AND key = ?2 AND phase = ?3 \
            AND as_of_ms >= ?4 AND as_of_ms < ?5";
        let point = "INSERT INTO series (log, key, phase, as_of_ms, body) \
            VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
        self.write_with(|transaction, names| {
            let mut newest = transaction.prepare_cached(newest)?;
            let mut replace = transaction.prepare_cached(replace)?;
            let mut add = transaction.prepare_cached(point)?;
            for NewFinding { of, finding, point } in results {
                let log = names.number(transaction, of.log)?;
                let key = names.number(transaction, of.key)?;
                let as_of = finding.as_of.as_millisecond();
                newest.execute((log, key, of.phase, as_of, &finding.body))?;
                if let Some(point) = point {
                    let hour = as_of.div_euclid(HOUR_MS) * HOUR_MS;
                    replace.execute((log, key, of.phase, hour, as_of))?;
                    add.execute((log, key, of.phase, as_of, point))?;
                }
            }
            Ok(())
        })
    }

    /// What was computed last of a phase.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn result(&self, of: PhaseOf<'_>) -> Result<Option<Finding>, StoreError> {
        let sql = "SELECT as_of_ms, body FROM results WHERE log = ?1 AND key = ?2 AND phase = ?3";
        self.database.read(|connection| {
            let moment = connection.unchecked_transaction()?;
            let Some((log, key)) = numbers(&moment, of)? else { return Ok(None) };
            let mut statement = moment.prepare_cached(sql)?;
            statement.query_row((log, key, of.phase), finding).optional()
        })
    }

    /// The last point of each part of the time, from one time up to another, which is excluded: the
    /// newest so many, the oldest of them first.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn series(
        &self,
        of: PhaseOf<'_>,
        from: Timestamp,
        to: Timestamp,
        step_s: i64,
        limit: usize,
    ) -> Result<Vec<Finding>, StoreError> {
        let sql = "SELECT max(as_of_ms), body FROM series \
            WHERE log = ?1 AND key = ?2 AND phase = ?3 AND as_of_ms >= ?4 AND as_of_ms < ?5 \
            GROUP BY as_of_ms / ?6 ORDER BY as_of_ms / ?6 DESC LIMIT ?7";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let step_ms = step_s.saturating_mul(1_000).max(1);
        self.database.read(|connection| {
            let moment = connection.unchecked_transaction()?;
            let Some((log, key)) = numbers(&moment, of)? else { return Ok(Vec::new()) };
            let (from, to) = (from.as_millisecond(), to.as_millisecond());
            let mut statement = moment.prepare_cached(sql)?;
            let rows = statement
                .query_map((log, key, of.phase, from, to, step_ms, limit), finding)?
                .collect::<rusqlite::Result<Vec<_>>>();
            rows.map(|newest_first| newest_first.into_iter().rev().collect())
        })
    }

    /// Keeps what a job has found, in place of what it found before unless that is newer. Of jobs whose name begins with
    /// `by ` the 50 that were done last are kept.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub fn keep_job(&self, of: PhaseOf<'_>, job: &str, found: &Finding) -> Result<(), StoreError> {
        let sql = "INSERT INTO job_results (log, key, phase, job, as_of_ms, body) \
            VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (log, key, phase, job) DO UPDATE \
            SET as_of_ms = excluded.as_of_ms, body = excluded.body \
            WHERE excluded.as_of_ms >= as_of_ms";
        let oldest = "DELETE FROM job_results WHERE log = ?1 AND key = ?2 AND phase = ?3 \
            AND job IN (SELECT job FROM job_results WHERE log = ?1 AND key = ?2 AND phase = ?3 \
            AND job LIKE ?4 || '%' ORDER BY as_of_ms DESC, job LIMIT -1 OFFSET ?5)";
        self.write_with(|transaction, names| {
            let log = names.number(transaction, of.log)?;
            let key = names.number(transaction, of.key)?;
            let as_of = found.as_of.as_millisecond();
            let values = (log, key, of.phase, job, as_of, &found.body);
            transaction.prepare_cached(sql)?.execute(values)?;
            let limit = (log, key, of.phase, PARTS, PARTS_MAX);
            transaction.prepare_cached(oldest)?.execute(limit).map(drop)
        })
    }

    /// What a job has found last.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn job(&self, of: PhaseOf<'_>, job: &str) -> Result<Option<Finding>, StoreError> {
        let sql = "SELECT as_of_ms, body FROM job_results \
            WHERE log = ?1 AND key = ?2 AND phase = ?3 AND job = ?4";
        self.database.read(|connection| {
            let moment = connection.unchecked_transaction()?;
            let Some((log, key)) = numbers(&moment, of)? else { return Ok(None) };
            let mut statement = moment.prepare_cached(sql)?;
            statement.query_row((log, key, of.phase, job), finding).optional()
        })
    }
}

/// Removes what was found of the phase of a plan, if no other plan is of it.
pub(super) fn forget_phase(transaction: &Transaction<'_>, plan: i64) -> rusqlite::Result<()> {
    for table in ["results", "series", "job_results"] {
        let sql = format!(
            "DELETE FROM {table} WHERE (log, key, phase) IN \
             (SELECT log, key, phase FROM plans AS own WHERE number = ?1 AND NOT EXISTS \
             (SELECT 1 FROM plans AS other WHERE other.number <> own.number \
             AND (other.log, other.key, other.phase) = (own.log, own.key, own.phase)))"
        );
        transaction.execute(&sql, [plan])?;
    }
    Ok(())
}

/// Removes all that was found by attributes in a log: a part may be one person.
pub(super) fn forget_parts(transaction: &Transaction<'_>, log: i64) -> rusqlite::Result<()> {
    let sql = "DELETE FROM job_results WHERE log = ?1 AND job LIKE ?2 || '%'";
    transaction.execute(sql, (log, PARTS)).map(drop)
}

/// Removes some of what was found by attributes before a time, and gives how many.
pub(super) fn forget_old_parts(
    transaction: &Transaction<'_>,
    before_ms: i64,
    max: i64,
) -> rusqlite::Result<usize> {
    let sql = "DELETE FROM job_results WHERE (log, key, phase, job) IN \
        (SELECT log, key, phase, job FROM job_results WHERE as_of_ms < ?1 AND job LIKE ?2 || '%' \
        LIMIT ?3)";
    transaction.prepare_cached(sql)?.execute((before_ms, PARTS, max))
}

/// The numbers of the log and of the key, if both are known.
fn numbers(connection: &Connection, of: PhaseOf<'_>) -> rusqlite::Result<Option<(i64, i64)>> {
    Ok(names::find(connection, of.log)?.zip(names::find(connection, of.key)?))
}

fn finding(row: &Row<'_>) -> rusqlite::Result<Finding> {
    Ok(Finding { as_of: time(row, 0)?, body: row.get(1)? })
}

fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    Timestamp::from_millisecond(row.get(column)?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Integer, Box::new(error))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;

    const PHASE: PhaseOf<'static> = PhaseOf { log: "l", key: "checkout", phase: 1 };

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn keep(events: &Events, of: PhaseOf<'_>, time: &str, point: Option<&str>) {
        let finding = Finding { as_of: at(time), body: format!("body of {time}") };
        let point = point.map(str::to_owned);
        events.keep_results(&[NewFinding { of, finding, point }]).unwrap();
    }

    #[test]
    fn the_newest_result_of_a_phase_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let events = Store::open(folder.path()).unwrap().events().unwrap();
        assert_eq!(events.result(PHASE).unwrap(), None);
        keep(&events, PHASE, "2026-03-01T09:00:00Z", None);
        keep(&events, PHASE, "2026-03-01T08:00:00Z", None);
        let found = events.result(PHASE).unwrap().unwrap();
        assert_eq!(
            (found.as_of, &*found.body),
            (at("2026-03-01T09:00:00Z"), "body of 2026-03-01T09:00:00Z")
        );
        assert_eq!(events.result(PhaseOf { phase: 2, ..PHASE }).unwrap(), None);
        assert_eq!(events.result(PhaseOf { log: "other", ..PHASE }).unwrap(), None);
    }

    #[test]
    fn a_series_has_the_last_point_of_each_part_as_it_was_then() {
        let folder = tempfile::tempdir().unwrap();
        let events = Store::open(folder.path()).unwrap().events().unwrap();
        for (time, point) in [
            ("2026-03-01T09:10:00Z", "first"),
            ("2026-03-01T09:50:00Z", "second"),
            ("2026-03-01T09:50:00Z", "a point is not written again"),
            ("2026-03-01T10:05:00Z", "third"),
            ("2026-03-02T10:05:00Z", "fourth"),
        ] {
            keep(&events, PHASE, time, Some(point));
        }
        let bodies = |step, from: &str, limit| {
            let to = at("2026-03-03T00:00:00Z");
            let found = events.series(PHASE, at(from), to, step, limit).unwrap();
            found.into_iter().map(|finding| finding.body).collect::<Vec<_>>()
        };
        let march = "2026-03-01T00:00:00Z";
        assert_eq!(bodies(3_600, march, 10), ["second", "third", "fourth"]);
        assert_eq!(bodies(3_600, march, 2), ["third", "fourth"]);
        assert_eq!(bodies(86_400, march, 10), ["third", "fourth"]);
        assert_eq!(bodies(3_600, "2026-03-01T10:05:00Z", 10), ["third", "fourth"]);
        let all = events.series(PHASE, at(march), at("2026-03-03T00:00:00Z"), 1, 10).unwrap();
        let times: Vec<_> = all.into_iter().map(|point| point.as_of.to_string()).collect();
        let last = ["2026-03-01T09:50:00Z", "2026-03-01T10:05:00Z", "2026-03-02T10:05:00Z"];
        assert_eq!(times, last, "of each hour the last look is kept");
    }

    #[test]
    fn a_job_replaces_what_it_found_before() {
        let folder = tempfile::tempdir().unwrap();
        let events = Store::open(folder.path()).unwrap().events().unwrap();
        for body in ["first", "second"] {
            let found = Finding { as_of: at("2026-03-01T09:00:00Z"), body: body.to_owned() };
            events.keep_job(PHASE, "by country", &found).unwrap();
            assert_eq!(events.job(PHASE, "by country").unwrap(), Some(found));
        }
        let older = Finding { as_of: at("2026-03-01T08:59:59Z"), body: "older".to_owned() };
        events.keep_job(PHASE, "by country", &older).unwrap();
        assert_eq!(events.job(PHASE, "by country").unwrap().unwrap().body, "second");
        assert_eq!(events.job(PHASE, "by plan").unwrap(), None);
    }

    #[test]
    fn what_was_found_by_attributes_is_bounded_and_goes_with_age_and_with_anybody_erased() {
        let folder = tempfile::tempdir().unwrap();
        let events = Store::open(folder.path()).unwrap().events().unwrap();
        let start = at("2026-03-01T09:00:00Z");
        let keep = |job: &str, minutes: i64| {
            let as_of = start + jiff::SignedDuration::from_mins(minutes);
            let found = Finding { as_of, body: String::new() };
            events.keep_job(PHASE, job, &found).unwrap();
        };
        let is_kept = |job: &str| events.job(PHASE, job).unwrap().is_some();
        keep("measured", 0);
        for number in 0..60 {
            keep(&format!("by a{number}"), number);
        }
        assert!(is_kept("measured") && !is_kept("by a9") && is_kept("by a10"));
        let month = jiff::SignedDuration::from_hours(24 * 30);
        events.forget(start + month + jiff::SignedDuration::from_mins(20)).unwrap();
        assert!(is_kept("measured") && !is_kept("by a19") && is_kept("by a20"));
    }
}
