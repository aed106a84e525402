//! Reading of whom there is something new, and all that happened to them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Connection, Row, Rows};

use super::{Events, names};
use crate::error::StoreError;

/// Users with something new, as of one moment.
#[derive(Clone, Debug, Default)]
pub struct Marked {
    /// In the order of their numbers.
    pub users: Vec<MarkedUser>,
    /// The number to go on from; none where nobody else is marked.
    pub next_user: Option<i64>,
}

/// A user with something new, and all that happened to them.
#[derive(Clone, Debug)]
pub struct MarkedUser {
    pub(super) number: i64,
    pub(super) since: i64,
    pub(super) mark: i64,
    /// The keys that they were exposed to.
    pub(super) exposed: BTreeSet<i64>,
    /// In order of time; of the same time, in the order of ids.
    pub events: Vec<MarkedEvent>,
}

/// Something that happened to a user, as far as it is summed up.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkedEvent {
    /// Its UUID.
    pub id: [u8; 16],
    /// When.
    pub at: Timestamp,
    /// Of an exposure, the flag or experiment; of an observation, the experiment that alone is
    /// meant.
    pub key: Option<Arc<str>>,
    /// Of an exposure, the variant; of an observation, the name of the event.
    pub name: Arc<str>,
    /// Of an observation, how much.
    pub value: Option<f64>,
}

/// How much is read at once.
#[derive(Clone, Copy, Debug)]
pub struct Portion {
    /// Users.
    pub users: usize,
    /// Events, of all of them; of the last one there may be more.
    pub events: usize,
    /// Events of one user: the first ones, and as many exposures after them.
    pub of_user: usize,
}

impl Events {
    /// Users of a log from a number on that are marked, with what happened to them.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn marked(
        &self,
        log: &str,
        first_user: i64,
        portion: Portion,
    ) -> Result<Marked, StoreError> {
        let sql = "SELECT user, since, mark FROM pending WHERE log = ?1 AND user >= ?2 \
            ORDER BY user LIMIT ?3";
        self.database.read(|connection| {
            let moment = connection.unchecked_transaction()?;
            let Some(log) = names::find(&moment, log)? else { return Ok(Marked::default()) };
            let mut statement = moment.prepare_cached(sql)?;
            // One more than asked for tells whether there are more.
            let limit = bound(portion.users.saturating_add(1));
            let mut rows = statement.query((log, first_user, limit))?;
            let (mut known, mut count) = (HashMap::new(), 0);
            let mut users = Vec::new();
            while let Some(row) = rows.next()? {
                let (number, since, mark) = (row.get(0)?, row.get(1)?, row.get(2)?);
                if users.len() == portion.users || count >= portion.events {
                    return Ok(Marked { users, next_user: Some(number) });
                }
                let (events, exposed) = happened(&moment, number, portion.of_user, &mut known)?;
                count += events.len();
                users.push(MarkedUser { number, since, mark, exposed, events });
            }
            Ok(Marked { users, next_user: None })
        })
    }

    /// The last number of those users of a log who are marked, if anybody is. Who is new has a
    /// greater one.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn last_marked(&self, log: &str) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT max(user) FROM pending WHERE log = \
            (SELECT number FROM names WHERE name = ?1)";
        self.database
            .read(|connection| connection.prepare_cached(sql)?.query_row([log], |row| row.get(0)))
    }

    /// How many users of a log are marked.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn count_marked(&self, log: &str) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM pending WHERE log = \
            (SELECT number FROM names WHERE name = ?1)";
        let count: i64 = self.database.read(|connection| {
            connection.prepare_cached(sql)?.query_row([log], |row| row.get(0))
        })?;
        Ok(count.unsigned_abs())
    }

    /// How many users of a log are marked who were exposed to a key, whether or not that is summed
    /// up: their sums are to change.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn count_marked_of(&self, log: &str, key: &str) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM pending AS one WHERE log = ?1 AND (EXISTS \
            (SELECT 1 FROM exposed WHERE log = ?1 AND key = ?2 AND user = one.user) OR EXISTS \
            (SELECT 1 FROM events WHERE user = one.user AND key = ?2 AND value IS NULL))";
        let count: i64 = self.database.read(|connection| {
            let moment = connection.unchecked_transaction()?;
            let names = names::find(&moment, log)?.zip(names::find(&moment, key)?);
            let Some(of) = names else { return Ok(0) };
            moment.prepare_cached(sql)?.query_row(of, |row| row.get(0))
        })?;
        Ok(count.unsigned_abs())
    }
}

/// Names by their numbers.
type Known = HashMap<i64, Arc<str>>;

/// What happened to a user, and the keys that they were exposed to. However much happened before,
/// exposures are read: without them the user would be in no plan at all.
pub(super) fn happened(
    connection: &Connection,
    user: i64,
    max: usize,
    known: &mut Known,
) -> rusqlite::Result<(Vec<MarkedEvent>, BTreeSet<i64>)> {
    let first = "SELECT at_ms, id, key, name, value FROM events \
        WHERE user = ?1 ORDER BY at_ms, id LIMIT ?2";
    let later = "SELECT at_ms, id, key, name, value FROM events \
        WHERE user = ?1 AND (at_ms, id) > (?3, ?4) AND value IS NULL \
        ORDER BY at_ms, id LIMIT ?2";
    let (mut events, mut exposed) = (Vec::new(), BTreeSet::new());
    let mut first = connection.prepare_cached(first)?;
    read(connection, first.query((user, bound(max)))?, known, (&mut events, &mut exposed))?;
    if events.len() == max
        && let Some(last) = events.last().map(|last| (last.at.as_millisecond(), last.id))
    {
        let mut later = connection.prepare_cached(later)?;
        let rows = later.query((user, bound(max), last.0, last.1))?;
        read(connection, rows, known, (&mut events, &mut exposed))?;
    }
    Ok((events, exposed))
}

fn read(
    connection: &Connection,
    mut rows: Rows<'_>,
    known: &mut Known,
    (events, exposed): (&mut Vec<MarkedEvent>, &mut BTreeSet<i64>),
) -> rusqlite::Result<()> {
    let mut name_of = |number: i64| match known.get(&number) {
        Some(name) => Ok(Arc::clone(name)),
        None => {
            let name = names::name(connection, number)?;
            known.insert(number, Arc::clone(&name));
            Ok::<_, rusqlite::Error>(name)
        }
    };
    while let Some(row) = rows.next()? {
        let (at, id) = (time(row)?, row.get(1)?);
        let (key, value): (Option<i64>, Option<f64>) = (row.get(2)?, row.get(4)?);
        if value.is_none() {
            exposed.extend(key);
        }
        let (key, name) = (key.map(&mut name_of).transpose()?, name_of(row.get(3)?)?);
        events.push(MarkedEvent { id, at, key, name, value });
    }
    Ok(())
}

fn time(row: &Row<'_>) -> rusqlite::Result<Timestamp> {
    Timestamp::from_millisecond(row.get(0)?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(0, Type::Integer, Box::new(error))
    })
}

pub(super) fn bound(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
