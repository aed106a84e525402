//! What of the past may be erased: not what is in force, nor what another log still tells of.

use std::collections::{BTreeSet, HashMap, HashSet};

use foldhash::fast::FixedState;
use hoist_ruleset::log::{ADDRESSES, Aspect, Collection, Kind, Origin};
use hoist_ruleset::{Digest, KeyList, LoadError};
use jiff::Timestamp;
use rusqlite::{Connection, Row};

use super::words::names;
use crate::error::StoreError;
use crate::row::{self, IS_BLANK};
use crate::store::{self, Store};
use crate::verify::named_lists;

/// What is to be erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted<'a> {
    /// What names a person, or has them in a long list.
    Person(&'a str),
    /// That changes came from an address.
    Address(&'a str),
    /// What was superseded before a time, and where changes before it came from.
    Before(Timestamp),
}

/// A log to be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Searched {
    /// Its id.
    pub log: String,
    /// Since when nothing of it is in force any more, if so: all that it tells of is of the past.
    pub over: Option<Timestamp>,
}

/// What may be erased, and what may not although it is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What may be erased, in the order of logs and keys.
    pub past: Vec<Past>,
    /// What is in force and names the person.
    pub current: BTreeSet<Named>,
    /// What stays because another log tells of the same, which was not to be looked at.
    pub elsewhere: BTreeSet<Named>,
    /// The end of each log when this was found.
    pub seen: Vec<(String, u64)>,
}

/// One text of the past, and one key whose entries tell of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// Whose entries tell of it.
    pub of: Named,
    /// Its digest.
    pub digest: Digest,
}

/// A key of a log.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// Id of the log.
    pub log: String,
    /// What it is a key of.
    pub collection: Collection,
    /// The key.
    pub key: String,
}

type Digests = HashSet<Digest, FixedState>;

/// Logs by number: id, end, and how they are to be looked at, if they are.
type Logs = HashMap<i64, (String, u64, Option<Searched>), FixedState>;

impl Store {
    /// Looks for what may be erased from some logs.
    ///
    /// A text may be told of by several entries, keys and logs. It may be erased only if it is in
    /// force in none of them, and only from all logs at once.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn erasable(&self, logs: &[Searched], wanted: Wanted<'_>) -> Result<Found, StoreError> {
        self.read(|connection| {
            let moment = connection.unchecked_transaction()?;
            let logs = known(&moment, logs)?;
            let seen = logs.values().map(|(log, seq, _)| (log.clone(), *seq)).collect();
            let mut found = Found { seen, ..Found::default() };
            match wanted {
                Wanted::Person(who) => {
                    let named = naming(&moment, who)?;
                    let is_wanted = |digest: &Digest, _| Ok(named.contains(digest));
                    documents(&moment, &logs, &mut found, |_| true, is_wanted)?;
                }
                Wanted::Address(address) => {
                    origins(&moment, &logs, &mut found, |_, origin| origin.address == address)?;
                }
                Wanted::Before(time) => {
                    let is_there = |digest: &Digest, over: Option<Timestamp>| match over {
                        Some(over) if over < time => is_there(&moment, digest),
                        _ => Ok(true),
                    };
                    documents(&moment, &logs, &mut found, |over| over < time, is_there)?;
                    // What is in force is not what anybody asked for here.
                    found.current.clear();
                    found.elsewhere.clear();
                    origins(&moment, &logs, &mut found, |at, _| at < time)?;
                }
            }
            Ok(found)
        })
    }
}

fn known(connection: &Connection, wanted: &[Searched]) -> rusqlite::Result<Logs> {
    let log = |row: &Row<'_>| {
        let id: String = row.get(1)?;
        let searched = wanted.iter().find(|searched| searched.log == id).cloned();
        Ok((row.get(0)?, (id, row::seq(row, 2)?, searched)))
    };
    connection.prepare_cached("SELECT number, id, seq FROM logs")?.query_map([], log)?.collect()
}

/// One entry about a fact.
struct Told {
    log: i64,
    kind: Kind,
    collection: Collection,
    key: String,
    aspect: Aspect,
    time: Timestamp,
    digest: Option<Digest>,
}

impl Told {
    fn is_about_what(&self, other: &Self) -> bool {
        let fact = |told: &Self| (told.log, told.collection, told.aspect);
        fact(self) == fact(other) && self.key == other.key
    }

    /// Whether its text is never of the past: what says that a log was archived is so for ever,
    /// though its name may be another's by now, and what a test of an earlier phase gave is in force
    /// for that phase. Neither names anybody.
    fn is_for_ever(&self) -> bool {
        matches!(self.aspect, Aspect::Erasure | Aspect::Test)
            || (self.kind == Kind::Deleted && self.collection == Collection::Environments)
    }
}

fn told(row: &Row<'_>) -> rusqlite::Result<Told> {
    Ok(Told {
        log: row.get(0)?,
        collection: row::parsed(row, 1)?,
        key: row.get(2)?,
        aspect: row::parsed(row, 3)?,
        time: row::parsed(row, 4)?,
        digest: row::optional(row, 5, row::digest)?,
        kind: row::parsed(row, 6)?,
    })
}

/// Goes through the entries of every fact in order, and sorts out the texts that are wanted.
/// `may_go` says so of one that was superseded at a time, `is_wanted` of a digest and that time.
fn documents(
    connection: &Connection,
    logs: &Logs,
    found: &mut Found,
    may_go: impl Fn(Timestamp) -> bool,
    is_wanted: impl Fn(&Digest, Option<Timestamp>) -> rusqlite::Result<bool>,
) -> rusqlite::Result<()> {
    let sql = "SELECT log, collection, key, aspect, time, digest, kind \
        FROM entries INDEXED BY facts \
        ORDER BY log, collection, key, aspect, seq";
    let mut statement = connection.prepare_cached(sql)?;
    let mut entries = statement.query_map([], told)?.peekable();
    let (mut past, mut kept) = (Vec::new(), HashMap::<Digest, bool, FixedState>::default());
    while let Some(told) = entries.next().transpose()? {
        let next = entries.peek().and_then(|next| next.as_ref().ok());
        let next = next.filter(|next| next.is_about_what(&told)).map(|next| next.time);
        let is_for_ever = told.is_for_ever();
        let Told { log, collection, key, digest, .. } = told;
        let Some((log, _, searched)) = logs.get(&log) else { continue };
        let over = next.or(searched.as_ref().and_then(|searched| searched.over));
        let Some(digest) = digest.filter(|_| !is_for_ever) else { continue };
        if !is_wanted(&digest, over)? {
            continue;
        }
        let of = Named { log: log.clone(), collection, key };
        if searched.is_some() && over.is_some_and(&may_go) {
            past.push(Past { of, digest });
        } else {
            let is_told = searched.is_some() && over.is_none();
            *kept.entry(digest).or_default() |= is_told;
            found.current.extend(is_told.then_some(of));
        }
    }
    for one in past {
        match kept.get(&one.digest) {
            None => found.past.push(one),
            Some(true) => {}
            Some(false) => drop(found.elsewhere.insert(one.of)),
        }
    }
    Ok(())
}

/// Goes through the entries that have an origin, and adds those that are wanted.
fn origins(
    connection: &Connection,
    logs: &Logs,
    found: &mut Found,
    is_wanted: impl Fn(Timestamp, &Origin) -> bool,
) -> rusqlite::Result<()> {
    let sql = "SELECT log, time, origin, body FROM entries \
        JOIN bodies ON bodies.digest = origin ORDER BY log, seq";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut known = Digests::default();
    while let Some(row) = rows.next()? {
        let Some((log, _, Some(_))) = logs.get(&row.get(0)?) else { continue };
        let Some(origin) = row::body(row, 3)?.and_then(|body| Origin::read(&body)) else {
            continue;
        };
        let digest = row::digest(row, 2)?;
        // One request may have made many entries.
        if is_wanted(row::parsed(row, 1)?, &origin) && known.insert(digest) {
            let (collection, key) = ADDRESSES;
            let of = Named { log: log.clone(), collection, key: key.to_owned() };
            found.past.push(Past { of, digest });
        }
    }
    Ok(())
}

fn is_there(connection: &Connection, digest: &Digest) -> rusqlite::Result<bool> {
    let sql = format!("SELECT EXISTS (SELECT 1 FROM bodies WHERE digest = ?1 AND NOT {IS_BLANK})");
    connection.prepare_cached(&sql)?.query_row([digest.as_bytes()], |row| row.get(0))
}

/// The bodies that name somebody, or whose long lists have them.
fn naming(connection: &Connection, who: &str) -> rusqlite::Result<Digests> {
    let sql = "SELECT digest, body FROM bodies WHERE instr(body, ?1) OR instr(body, '\"list\"')";
    // As it stands in a JSON text, where it may have to be escaped.
    let escaped = serde_json::Value::from(who).to_string();
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([escaped.trim_matches('"')])?;
    let mut found = Digests::default();
    while let Some(row) = rows.next()? {
        let Some(body) = row::body(row, 1)? else { continue };
        let value = serde_json::from_str(&body).unwrap_or_default();
        if names(&value, who) || has_in_a_list(connection, &body, who)? {
            found.insert(row::digest(row, 0)?);
        }
    }
    Ok(found)
}

fn has_in_a_list(connection: &Connection, body: &str, who: &str) -> rusqlite::Result<bool> {
    let mut fetch = |digest: &Digest| store::node(connection, digest);
    for digest in named_lists(body) {
        match KeyList::holds(digest, who, &mut fetch) {
            Ok(false) => {}
            Ok(true) => return Ok(true),
            Err(LoadError::Fetch(error)) => return Err(error),
            // Verification tells of it; here, nobody can be found in it.
            Err(LoadError::Missing { .. } | LoadError::Changed { .. }) => {}
        }
    }
    Ok(false)
}
