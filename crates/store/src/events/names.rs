//! Interned names: each is kept once, and is a small number everywhere else.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _, Transaction};

/// Names that are known by heart. Who makes up names all the time has them looked up.
const KNOWN_MAX: usize = 10_000;

/// The numbers of names, as far as they are known without looking them up.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<Box<str>, i64>);

impl Names {
    /// The number of a name, which is new if need be.
    ///
    /// Where the transaction is undone, what is known has to be forgotten.
    pub(super) fn number(
        &mut self,
        transaction: &Transaction<'_>,
        name: &str,
    ) -> rusqlite::Result<i64> {
        if let Some(number) = self.0.get(name) {
            return Ok(*number);
        }
        let number = match find(transaction, name)? {
            Some(number) => number,
            None => transaction
                .prepare_cached("INSERT INTO names (name) VALUES (?1) RETURNING number")?
                .query_row([name], |row| row.get(0))?,
        };
        if self.0.len() >= KNOWN_MAX {
            self.0.clear();
        }
        self.0.insert(name.into(), number);
        Ok(number)
    }
}

/// The number of a name, if it has one.
pub(super) fn find(connection: &Connection, name: &str) -> rusqlite::Result<Option<i64>> {
    let sql = "SELECT number FROM names WHERE name = ?1";
    connection.prepare_cached(sql)?.query_row([name], |row| row.get(0)).optional()
}
