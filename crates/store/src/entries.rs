//! Reading along a log: what happened, to what, in which order.

use hoist_ruleset::log::{Aspect, Collection, Entry};
use rusqlite::params_from_iter;
use rusqlite::types::Value;

use crate::error::StoreError;
use crate::row::{self, ENTRY};
use crate::store::Store;

/// Which entries are asked for: those for which everything given holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// About keys of this collection.
    pub collection: Option<Collection>,
    /// About this key.
    pub key: Option<String>,
    /// About this aspect.
    pub aspect: Option<Aspect>,
    /// With a lower seq.
    pub before: Option<u64>,
    /// With a higher seq.
    pub after: Option<u64>,
    /// Whether the last one comes first.
    pub newest_first: bool,
    /// How many at most. None of them by default.
    pub limit: usize,
}

impl Store {
    /// The entries that a query asks for, in order of their seqs.
    ///
    /// Those of one key are found by an index; without a key and its collection the log is read
    /// along, from one end, until there are enough.
    ///
    /// # Errors
    ///
    /// There is no such log, or the database cannot be read.
    pub fn entries(&self, log: &str, query: &Query) -> Result<Vec<Entry>, StoreError> {
        self.read_log(log, |connection, number, _| {
            let (sql, values) = statement(query, number);
            let mut statement = connection.prepare_cached(&sql)?;
            let rows = statement.query_map(params_from_iter(values), |row| row::entry(row, log))?;
            rows.collect()
        })
    }
}

/// The statement of a query, and its values in order.
fn statement(query: &Query, log: i64) -> (String, Vec<Value>) {
    let Query { collection, key, aspect, before, after, newest_first, limit } = query;
    // SQLite would read along the log rather than sort, and cannot know that keys have few entries
    // of it. Where there is no key it is right, which the plus makes sure of.
    let (index, plus) = match (collection, key) {
        (Some(_), Some(_)) => (" INDEXED BY facts", ""),
        _ => ("", "+"),
    };
    let mut sql = format!("SELECT {ENTRY} FROM entries AS e{index} WHERE log = ?");
    let mut values = vec![Value::Integer(log)];
    let mut require = |condition: &str, value: Value| {
        sql.push_str(condition);
        values.push(value);
    };
    if let Some(after) = after {
        require(" AND seq > ?", Value::Integer(row::bound(*after)));
    }
    if let Some(before) = before {
        require(" AND seq < ?", Value::Integer(row::bound(*before)));
    }
    let texts = [
        ("collection", collection.map(|collection| collection.as_ref().to_owned())),
        ("key", key.clone()),
        ("aspect", aspect.map(|aspect| aspect.as_ref().to_owned())),
    ];
    for (column, text) in texts {
        if let Some(text) = text {
            require(&format!(" AND {plus}{column} = ?"), Value::Text(text));
        }
    }
    let order = if *newest_first { "DESC" } else { "ASC" };
    let limit = i64::try_from(*limit).unwrap_or(i64::MAX);
    require(&format!(" ORDER BY seq {order} LIMIT ?"), Value::Integer(limit));
    (sql, values)
}
