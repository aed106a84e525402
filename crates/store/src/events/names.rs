//! Interned names: each is kept once, and is a small number everywhere else.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, Transaction};

/// Names that are known by heart. Who makes up names all the time has them looked up.
const KNOWN_MAX: usize = 10_000;

/// What the writer knows without looking it up.
#[derive(Debug, Default)]
pub(super) struct Names {
    numbers: HashMap<Box<str>, i64>,
    /// The second in which samples were last trimmed.
    pub(super) trimmed_s: Option<i64>,
}

impl Names {
    /// The number of a name, which is new if need be.
    ///
    /// Where the transaction is undone, what is known has to be forgotten.
    pub(super) fn number(
        &mut self,
        transaction: &Transaction<'_>,
        name: &str,
    ) -> rusqlite::Result<i64> {
        if let Some(number) = self.numbers.get(name) {
            return Ok(*number);
        }
        let number = match find(transaction, name)? {
            Some(number) => number,
            None => transaction
                .prepare_cached("INSERT INTO names (name) VALUES (?1) RETURNING number")?
                .query_row([name], |row| row.get(0))?,
        };
        if self.numbers.len() >= KNOWN_MAX {
            self.numbers.clear();
        }
        self.numbers.insert(name.into(), number);
        Ok(number)
    }
}

/// The number of a name, if it has one.
pub(super) fn find(connection: &Connection, name: &str) -> rusqlite::Result<Option<i64>> {
    let sql = "SELECT number FROM names WHERE name = ?1";
    connection.prepare_cached(sql)?.query_row([name], |row| row.get(0)).optional()
}

/// The name with a number.
pub(super) fn name(connection: &Connection, number: i64) -> rusqlite::Result<Arc<str>> {
    let sql = "SELECT name FROM names WHERE number = ?1";
    connection.prepare_cached(sql)?.query_row([number], |row| row.get(0))
}
