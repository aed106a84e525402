//! Writing telemetry: counts of evaluations in each minute, hour and day, and some samples.

use hoist_ruleset::Digest;
use jiff::Timestamp;
use rusqlite::Transaction;

use super::Written;
use super::names::Names;
use crate::row;

/// Samples that are kept of one log: the newest. There may be more for a second.
pub(super) const SAMPLES_MAX: i64 = 10_000;
/// Samples that are kept of one flag, so that a busy one leaves room for others.
const SAMPLES_OF_KEY_MAX: i64 = 1_000;
/// A count never grows beyond this, which every reader of JSON can tell exactly.
const COUNT_MAX: i64 = 1_000_000_000_000_000;

/// How long the parts are that evaluations are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A minute each.
    Minute,
    /// An hour each.
    Hour,
    /// A day (UTC) each.
    Day,
}

impl Step {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Minute, Self::Hour, Self::Day];

    /// Its length in seconds.
    pub const fn seconds(self) -> i64 {
        match self {
            Self::Minute => 60,
            Self::Hour => 3_600,
            Self::Day => 86_400,
        }
    }

    /// For how many days parts of this length are kept.
    pub const fn days_kept(self) -> i64 {
        match self {
            Self::Minute => 2,
            Self::Hour => 60,
            Self::Day => 730,
        }
    }

    /// The beginning of the part that a time is in.
    pub(super) const fn part(self, second: i64) -> i64 {
        second - second.rem_euclid(self.seconds())
    }
}

/// Counts and samples, and whose report they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Telemetry {
    /// The report they came in, which counts once; none for what the server counted itself.
    pub report: Option<Report>,
    /// When it came in.
    pub at: Timestamp,
    /// Evaluations since the report before.
    pub counts: Vec<Count>,
    /// Some evaluations.
    pub samples: Vec<Sample>,
}

/// A report of an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Whose.
    pub instance: String,
    /// Its number: the next report has a greater one.
    pub batch: u64,
}

/// Evaluations that went alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The flag or experiment.
    pub key: String,
    /// What came of it.
    pub result: String,
    /// Why.
    pub reason: String,
    /// The rule that decided: its place in the document.
    pub rule: Option<u16>,
    /// How many.
    pub n: u64,
    /// How many of them gave no value.
    pub errors: u64,
}

/// One evaluation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The flag or experiment.
    pub key: String,
    /// When.
    pub at: Timestamp,
    /// The digest of the user, by which they can be erased.
    pub user: Option<Digest>,
    /// The rest, as JSON.
    pub body: String,
}

pub(super) fn write(
    transaction: &Transaction<'_>,
    names: &mut Names,
    log: i64,
    telemetry: &Telemetry,
) -> rusqlite::Result<Written> {
    let second = telemetry.at.as_second();
    if let Some(report) = &telemetry.report
        && !note(transaction, log, report, second)?
    {
        return Ok(Written { accepted: 0, duplicates: 1 });
    }
    for each in &telemetry.counts {
        count(transaction, names, log, each, second)?;
    }
    keep(transaction, names, log, &telemetry.samples)?;
    // It looks at all of them, so once a second has to do.
    if !telemetry.samples.is_empty() && names.trimmed_s.replace(second) != Some(second) {
        trim(transaction)?;
    }
    Ok(Written { accepted: 1, duplicates: 0 })
}

/// Whether a report is new. It is the last one of its instance from now on.
fn note(
    transaction: &Transaction<'_>,
    log: i64,
    report: &Report,
    second: i64,
) -> rusqlite::Result<bool> {
    let sql = "INSERT INTO reports (log, instance, batch, at_s) VALUES (?1, ?2, ?3, ?4) \
        ON CONFLICT (log, instance) DO UPDATE SET batch = excluded.batch, at_s = excluded.at_s \
        WHERE batch < excluded.batch";
    let mut statement = transaction.prepare_cached(sql)?;
    let changed = statement.execute((log, &report.instance, row::bound(report.batch), second))?;
    Ok(changed > 0)
}

fn count(
    transaction: &Transaction<'_>,
    names: &mut Names,
    log: i64,
    count: &Count,
    second: i64,
) -> rusqlite::Result<()> {
    let mut add = transaction.prepare_cached(
        "INSERT INTO counts (step, at_s, log, key, result, reason, rule, n, errors) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO UPDATE \
         SET n = min(n + excluded.n, ?10), errors = min(errors + excluded.errors, ?10)",
    )?;
    let key = names.number(transaction, &count.key)?;
    let result = names.number(transaction, &count.result)?;
    let reason = names.number(transaction, &count.reason)?;
    let rule = count.rule.map_or(-1, i64::from);
    let bounded = |n: u64| row::bound(n).min(COUNT_MAX);
    let (n, errors) = (bounded(count.n), bounded(count.errors));
    for step in Step::ALL {
        let (step, at) = (step.seconds(), step.part(second));
        add.execute((step, at, log, key, result, reason, rule, n, errors, COUNT_MAX))?;
    }
    let sql = "INSERT INTO evaluated (log, key, at_s) VALUES (?1, ?2, ?3) \
        ON CONFLICT DO UPDATE SET at_s = max(at_s, excluded.at_s)";
    transaction.prepare_cached(sql)?.execute((log, key, second))?;
    Ok(())
}

fn keep(
    transaction: &Transaction<'_>,
    names: &mut Names,
    log: i64,
    samples: &[Sample],
) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO samples (log, key, at_ms, user, body) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for Sample { key, at, user, body } in samples {
        let key = names.number(transaction, key)?;
        let user = user.map(|digest| digest.to_string());
        insert.execute((log, key, at.as_millisecond(), user, body))?;
    }
    Ok(())
}

/// Drops the oldest samples where they are too many, of a flag or of a log.
fn trim(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    for (group, max) in [("log, key", SAMPLES_OF_KEY_MAX), ("log", SAMPLES_MAX)] {
        let sql = format!(
            "DELETE FROM samples WHERE number IN (SELECT number FROM (SELECT number, \
             row_number() OVER (PARTITION BY {group} ORDER BY number DESC) AS place \
             FROM samples) WHERE place > ?1)"
        );
        transaction.prepare_cached(&sql)?.execute([max])?;
    }
    Ok(())
}
