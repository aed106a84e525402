//! The outbox: what channels are still to be told of entries, written with the entries themselves.
//!
//! A message is there exactly if its entries are. It leaves when it was delivered, which is noted
//! after the fact: who is killed in between delivers it again, under the same name.

use hoist_ruleset::Digest;
use hoist_ruleset::log::Collection;
use jiff::Timestamp;
use rusqlite::{Connection, Row, Transaction};

use crate::error::StoreError;
use crate::events::Lease;
use crate::releases::{self, RunChange};
use crate::rollouts::{self, Rollout};
use crate::row;
use crate::store::Store;

/// What is written with a batch and is in no log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aside {
    /// What is to be told of its entries.
    pub messages: Vec<Message>,
    /// What channels keep to themselves from now on, by their ids. A channel that keeps nothing any
    /// more is none, and what it was still to be told goes with it.
    pub secrets: Vec<(String, Option<Vec<u8>>)>,
    /// What is known from now on of a rollout that its entries are from.
    pub rollout: Option<Rollout>,
    /// What came of a look at a release that its entries are from.
    pub run: Option<RunChange>,
    /// The lease without which nothing of the batch is written.
    pub lease: Option<Lease>,
}

/// Entries of a batch that one channel is told together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The channel's id.
    pub channel: String,
    /// The entries.
    pub seqs: Vec<u64>,
    /// When.
    pub now: Timestamp,
}

/// A message of the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queued {
    /// Its place in the outbox.
    pub number: u64,
    /// Id of the log that it is about.
    pub log: String,
    /// The entries, in their order.
    pub seqs: Vec<u64>,
    /// What they are about.
    pub keys: Vec<(Collection, String)>,
    /// Hash of the first of them, which no other entry has.
    pub hash: Digest,
    /// Since when it is there.
    pub created: Timestamp,
    /// When it is to be tried.
    pub due: Timestamp,
    /// How often it was tried.
    pub attempts: u32,
    /// Why the last attempt failed.
    pub failure: Option<String>,
    /// Since when it is tried no more.
    pub given_up: Option<Timestamp>,
}

/// What a channel has in the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    /// The channel's id.
    pub channel: String,
    /// Messages that are to be delivered.
    pub pending: u64,
    /// Since when the oldest of them is there.
    pub oldest: Option<Timestamp>,
    /// Messages that are tried no more.
    pub dead: u64,
}

/// Which messages of a channel are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// One.
    One(u64),
    /// Those that are there since before a time.
    Before(Timestamp),
}

impl Which {
    fn bounds(self) -> (i64, i64, i64) {
        match self {
            Self::One(number) => (row::bound(number), row::bound(number), i64::MAX),
            Self::Before(time) => (0, i64::MAX, time.as_millisecond()),
        }
    }
}

const QUEUED: &str = "SELECT o.number, l.id, o.seqs, o.created_ms, o.due_ms, o.attempts, \
    o.failure, o.given_up_ms, l.number FROM outbox AS o JOIN logs AS l ON l.number = o.log";

impl Store {
    /// The first messages that a channel is still to be told, in order.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn pending(&self, channel: &str, limit: usize) -> Result<Vec<Queued>, StoreError> {
        let sql = format!(
            "{QUEUED} WHERE o.channel = ?1 AND o.number > ?2 AND o.given_up_ms IS NULL \
             ORDER BY o.number LIMIT ?3"
        );
        self.read(|connection| queued(connection, &sql, channel, 0, limit))
    }

    /// Messages of a channel that are tried no more, from one on, in order.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn dead(&self, channel: &str, after: u64, limit: usize) -> Result<Vec<Queued>, StoreError> {
        let sql = format!(
            "{QUEUED} WHERE o.channel = ?1 AND o.number > ?2 AND o.given_up_ms IS NOT NULL \
             ORDER BY o.number LIMIT ?3"
        );
        self.read(|connection| queued(connection, &sql, channel, after, limit))
    }

    /// What each channel has in the outbox; nothing of those that have nothing.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn queues(&self) -> Result<Vec<Queue>, StoreError> {
        let sql = "SELECT channel, \
            count(*) FILTER (WHERE given_up_ms IS NULL), \
            min(created_ms) FILTER (WHERE given_up_ms IS NULL), \
            count(*) FILTER (WHERE given_up_ms IS NOT NULL) \
            FROM outbox GROUP BY channel ORDER BY channel";
        let read = |row: &Row<'_>| {
            let (pending, dead) = (row::seq(row, 1)?, row::seq(row, 3)?);
            let oldest = row::optional(row, 2, time)?;
            Ok(Queue { channel: row.get(0)?, pending, oldest, dead })
        };
        self.read(|connection| connection.prepare_cached(sql)?.query_map([], read)?.collect())
    }

    /// A message was delivered.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub fn delivered(&self, number: u64) -> Result<(), StoreError> {
        let sql = "DELETE FROM outbox WHERE number = ?1";
        self.write(|transaction| {
            transaction.prepare_cached(sql)?.execute([row::bound(number)]).map(drop)
        })
    }

    /// A message could not be delivered, and is to be tried again.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub fn failed(&self, number: u64, due: Timestamp, failure: &str) -> Result<(), StoreError> {
        let sql = "UPDATE outbox SET attempts = attempts + 1, due_ms = ?2, failure = ?3 \
            WHERE number = ?1";
        self.write(|transaction| {
            let values = (row::bound(number), due.as_millisecond(), failure);
            transaction.prepare_cached(sql)?.execute(values).map(drop)
        })
    }

    /// Gives up messages of a channel that were still to be delivered; gives how many.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub fn give_up(
        &self,
        channel: &str,
        which: Which,
        failure: &str,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let sql = "UPDATE outbox SET given_up_ms = ?5, failure = ?6 WHERE channel = ?1 \
            AND number BETWEEN ?2 AND ?3 AND created_ms < ?4 AND given_up_ms IS NULL";
        let (first, last, before) = which.bounds();
        let values = (channel, first, last, before, now.as_millisecond(), failure);
        self.write(|transaction| transaction.prepare_cached(sql)?.execute(values))
    }

    /// Has messages of a channel delivered that were given up, as if they were new; gives how many.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub fn replay(
        &self,
        channel: &str,
        number: Option<u64>,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let sql = "UPDATE outbox SET given_up_ms = NULL, attempts = 0, created_ms = ?4, \
            due_ms = ?4 WHERE channel = ?1 AND number BETWEEN ?2 AND ?3 \
            AND given_up_ms IS NOT NULL";
        let (first, last) = number.map_or((0, i64::MAX), |one| (row::bound(one), row::bound(one)));
        let values = (channel, first, last, now.as_millisecond());
        self.write(|transaction| transaction.prepare_cached(sql)?.execute(values))
    }

    /// What each channel keeps to itself, by its id.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn channel_secrets(&self) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let sql = "SELECT channel, sealed FROM channel_secrets ORDER BY channel";
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        self.read(|connection| connection.prepare_cached(sql)?.query_map([], read)?.collect())
    }
}

/// Writes what belongs to a batch that goes onto the log with a number.
pub(crate) fn write(
    transaction: &Transaction<'_>,
    log: i64,
    aside: &Aside,
) -> rusqlite::Result<()> {
    for (channel, sealed) in &aside.secrets {
        match sealed {
            Some(sealed) => {
                let sql = "INSERT INTO channel_secrets (channel, sealed) VALUES (?1, ?2) \
                    ON CONFLICT (channel) DO UPDATE SET sealed = excluded.sealed";
                transaction.prepare_cached(sql)?.execute((channel, sealed))?;
            }
            None => {
                for table in ["channel_secrets", "outbox"] {
                    let sql = format!("DELETE FROM {table} WHERE channel = ?1");
                    transaction.prepare_cached(&sql)?.execute([channel])?;
                }
            }
        }
    }
    if let Some(rollout) = &aside.rollout {
        rollouts::write(transaction, log, rollout)?;
    }
    if let Some(change) = &aside.run {
        releases::write(transaction, log, change)?;
    }
    // A channel may have gone since it was found that it is to be told.
    let sql = "INSERT INTO outbox (channel, log, seqs, created_ms, due_ms) \
        SELECT ?1, ?2, ?3, ?4, ?4 \
        WHERE EXISTS (SELECT 1 FROM channel_secrets WHERE channel = ?1)";
    for Message { channel, seqs, now } in &aside.messages {
        let seqs = serde_json::to_string(seqs).unwrap_or_default();
        let values = (channel, log, seqs, now.as_millisecond());
        transaction.prepare_cached(sql)?.execute(values)?;
    }
    Ok(())
}

/// Messages with what their entries are about, of one moment.
fn queued(
    connection: &Connection,
    sql: &str,
    channel: &str,
    after: u64,
    limit: usize,
) -> rusqlite::Result<Vec<Queued>> {
    let moment = connection.unchecked_transaction()?;
    let entries = "SELECT e.collection, e.key, e.hash FROM json_each(?2) AS own \
        CROSS JOIN entries AS e ON e.log = ?1 AND e.seq = own.value ORDER BY e.seq";
    let mut entries = moment.prepare_cached(entries)?;
    let mut statement = moment.prepare_cached(sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = statement.query((channel, row::bound(after), limit))?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let (seqs, log): (String, i64) = (row.get(2)?, row.get(8)?);
        let (mut keys, mut hash) = (Vec::new(), None);
        let mut found = entries.query((log, &seqs))?;
        while let Some(entry) = found.next()? {
            keys.push((row::parsed(entry, 0)?, entry.get(1)?));
            hash = hash.or(Some(row::digest(entry, 2)?));
        }
        all.push(Queued {
            number: row::seq(row, 0)?,
            log: row.get(1)?,
            seqs: serde_json::from_str(&seqs).unwrap_or_default(),
            keys,
            hash: hash.unwrap_or_default(),
            created: time(row, 3)?,
            due: time(row, 4)?,
            attempts: row.get(5)?,
            failure: row.get(6)?,
            given_up: row::optional(row, 7, time)?,
        });
    }
    Ok(all)
}

/// The time in a column, in milliseconds since 1970.
fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    let milliseconds = row.get(column)?;
    Timestamp::from_millisecond(milliseconds).map_err(|error| {
        let kind = rusqlite::types::Type::Integer;
        rusqlite::Error::FromSqlConversionFailure(column, kind, Box::new(error))
    })
}
