//! Storing events: each once, and its user marked for whoever sums up.

use rusqlite::{CachedStatement, OptionalExtension as _, Transaction};

use super::names::Names;
use super::{Event, Happening, Written};

/// Events of a user among which an exposure is looked for: it comes before what its user does, so
/// it is among the first, if anywhere.
const FIRST_EVENTS: i64 = 1_000;

/// Events on their way in.
pub(super) struct Arriving<'e> {
    pub(super) events: &'e [Event],
    /// What marks their users: another number for each write.
    pub(super) mark: i64,
    /// Whether each counts once at whatever time it happened.
    pub(super) is_once: bool,
}

/// Inserts the events that are not there yet, and marks their users. Where each counts once at
/// whatever time, one is there if its user has one of the same id.
pub(super) fn accept(
    transaction: &Transaction<'_>,
    names: &mut Names,
    log: i64,
    Arriving { events, mark, is_once }: Arriving<'_>,
) -> rusqlite::Result<Written> {
    let mut find = transaction.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM (SELECT id FROM events WHERE user = ?1 \
         ORDER BY at_ms LIMIT ?2) WHERE id = ?3)",
    )?;
    let mut users = Users::new(transaction)?;
    let mut insert = transaction.prepare_cached(
        "INSERT INTO events (user, at_ms, id, key, name, value, attributes) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
    )?;
    let mut set_mark = transaction.prepare_cached(
        "INSERT INTO pending (log, user, since, mark) VALUES (?1, ?2, ?3, ?3) \
         ON CONFLICT DO UPDATE SET mark = excluded.mark",
    )?;
    let mut written = Written::default();
    for event in events {
        let user = users.number(log, &event.user)?;
        if is_once && find.query_row((user, FIRST_EVENTS, event.id), |row| row.get(0))? {
            written.duplicates += 1;
            continue;
        }
        let (key, name, value, attributes) = match &event.what {
            Happening::Exposure { key, variant, attributes } => {
                (Some(key), variant, None, attributes.as_deref())
            }
            Happening::Observation { event, value, experiment } => {
                (experiment.as_ref(), event, Some(*value), None)
            }
        };
        let key = key.map(|key| names.number(transaction, key)).transpose()?;
        let name = names.number(transaction, name)?;
        let at_ms = event.at.as_millisecond();
        match insert.execute((user, at_ms, event.id, key, name, value, attributes))? {
            0 => written.duplicates += 1,
            _ => {
                set_mark.execute((log, user, mark))?;
                written.accepted += 1;
            }
        }
    }
    Ok(written)
}

/// The statements that number users.
pub(super) struct Users<'t> {
    insert: CachedStatement<'t>,
    find: CachedStatement<'t>,
}

impl<'t> Users<'t> {
    pub(super) fn new(transaction: &'t Transaction<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            insert: transaction.prepare_cached(
                "INSERT INTO users (log, name) VALUES (?1, ?2) ON CONFLICT DO NOTHING \
                 RETURNING number",
            )?,
            find: transaction
                .prepare_cached("SELECT number FROM users WHERE log = ?1 AND name = ?2")?,
        })
    }

    /// The number of a user. Most are new, so that is tried first.
    pub(super) fn number(&mut self, log: i64, name: &str) -> rusqlite::Result<i64> {
        let new = self.insert.query_row((log, name), |row| row.get(0)).optional()?;
        match new {
            Some(number) => Ok(number),
            None => self.find.query_row((log, name), |row| row.get(0)),
        }
    }
}
