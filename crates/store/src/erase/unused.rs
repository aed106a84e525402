//! Nodes of lists that no document names any more: they go with the documents that were erased.

use std::collections::HashSet;

use foldhash::fast::FixedState;
use hoist_ruleset::{Digest, KeyList, LoadError};
use rusqlite::{Connection, Row};

use super::{Erase, blank, still_holds};
use crate::error::StoreError;
use crate::row::{self, IS_BLANK};
use crate::store::{self, Store};
use crate::verify::named_lists;

/// How often it is tried beside others who write segments.
const ATTEMPTS_MAX: usize = 6;

impl Store {
    /// Erases the nodes of lists that no document of any log names. Gives whether they are gone:
    /// where others write segments all the while, they stay for another time.
    ///
    /// # Errors
    ///
    /// The database cannot be read or written.
    pub fn erase_unused_nodes(&self) -> Result<bool, StoreError> {
        for _ in 0..ATTEMPTS_MAX {
            let erase = self.read(|connection| unused(&*connection.unchecked_transaction()?))?;
            let is_done = erase.nodes.is_empty()
                || self.write(|transaction| {
                    let holds = still_holds(transaction, &erase)?;
                    holds.then(|| blank(transaction, &erase)).transpose()?;
                    Ok(holds)
                })?;
            if is_done {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn unused(connection: &Connection) -> rusqlite::Result<Erase> {
    let seen = connection
        .prepare_cached("SELECT id, seq FROM logs")?
        .query_map([], |row| Ok((row.get(0)?, row::seq(row, 1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut used: HashSet<Digest, FixedState> = HashSet::default();
    let sql = "SELECT body FROM bodies WHERE instr(body, '\"list\"')";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut fetch = |digest: &Digest| store::node(connection, digest);
    while let Some(row) = rows.next()? {
        let body: String = row.get(0)?;
        for digest in named_lists(&body) {
            if let Err(LoadError::Fetch(error)) = KeyList::check(digest, &mut used, &mut fetch) {
                return Err(error);
            }
        }
    }
    let sql = format!("SELECT digest FROM list_nodes WHERE NOT {IS_BLANK}");
    let mut statement = connection.prepare_cached(&sql)?;
    let digest = |row: &Row<'_>| row::digest(row, 0);
    let mut nodes = statement.query_map([], digest)?.collect::<rusqlite::Result<Vec<_>>>()?;
    nodes.retain(|digest| !used.contains(digest));
    Ok(Erase { bodies: Vec::new(), nodes, seen })
}
