//! Reading along a log: what happened, to what, in which order.

use hoist_ruleset::log::{Aspect, Collection, Entry, Kind};
use jiff::Timestamp;
use rusqlite::params_from_iter;
use rusqlite::types::Value;
use strum::IntoEnumIterator as _;

use crate::error::StoreError;
use crate::row::{self, ENTRY};
use crate::store::Store;

/// Which entries are asked for: those for which everything given holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Of this kind.
    pub kind: Option<Kind>,
    /// About keys of this collection.
    pub collection: Option<Collection>,
    /// About this key.
    pub key: Option<String>,
    /// About this aspect.
    pub aspect: Option<Aspect>,
    /// By this actor. One with an id behind its name goes by the name too: `token:ops` is also
    /// `token:ops (tok_1)`.
    pub actor: Option<String>,
    /// Not before this time.
    pub since: Option<Timestamp>,
    /// Before this time.
    pub until: Option<Timestamp>,
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
        let mut query = query.clone();
        // Times never go back, so a time is a seq.
        if let Some(since) = query.since.take() {
            query.after = query.after.max(Some(self.seq_before(log, since)?));
        }
        if let Some(until) = query.until.take() {
            let end = self.seq_before(log, until)? + 1;
            query.before = Some(query.before.map_or(end, |before| before.min(end)));
        }
        self.read_log(log, |connection, number, _| {
            let (sql, values) = statement(&query, number);
            let mut statement = connection.prepare_cached(&sql)?;
            let rows = statement.query_map(params_from_iter(values), |row| row::entry(row, log))?;
            rows.collect()
        })
    }

    /// The seq of the last entry before a time; 0 if there is none.
    fn seq_before(&self, log: &str, time: Timestamp) -> Result<u64, StoreError> {
        match time.checked_sub(jiff::SignedDuration::from_nanos(1)) {
            Ok(before) => self.seq_at(log, before),
            // Nothing is before the beginning of time.
            Err(_) => Ok(0),
        }
    }
}

/// The statement of a query, and its values in order.
fn statement(query: &Query, log: i64) -> (String, Vec<Value>) {
    let Query { kind, collection, key, aspect, actor, before, after, newest_first, limit, .. } =
        query;
    // SQLite would choose by what it guesses of keys. One key has few entries of its log, whatever
    // else is asked; the rest is found along an index that has all that is asked for but aspects.
    let index = match (key, aspect) {
        (Some(_), _) => "INDEXED BY facts",
        (None, None) => "INDEXED BY filters",
        (None, Some(_)) => "NOT INDEXED",
    };
    let mut sql = format!("SELECT seq FROM entries {index} WHERE log = ?");
    let mut values = vec![Value::Integer(log)];
    let mut require = |condition: &str, own: Vec<Value>| {
        sql.push_str(condition);
        values.extend(own);
    };
    if let Some(after) = after {
        require(" AND seq > ?", vec![Value::Integer(row::bound(*after))]);
    }
    if let Some(before) = before {
        require(" AND seq < ?", vec![Value::Integer(row::bound(*before))]);
    }
    let texts = [
        (" AND kind = ?", kind.map(|kind| kind.as_ref().to_owned())),
        (" AND collection = ?", collection.map(|collection| collection.as_ref().to_owned())),
        (" AND key = ?", key.clone()),
        (" AND aspect = ?", aspect.map(|aspect| aspect.as_ref().to_owned())),
    ];
    if key.is_some() && collection.is_none() {
        // By that index a key is found within a collection: there are a few of those.
        let names = Collection::iter().map(|each| format!("'{}'", each.as_ref()));
        let names = names.collect::<Vec<_>>().join(", ");
        require(&format!(" AND collection IN ({names})"), Vec::new());
    }
    for (condition, text) in texts {
        if let Some(text) = text {
            require(condition, vec![Value::Text(text)]);
        }
    }
    if let Some(actor) = actor {
        // All that begins with the name and a parenthesis, of which `)` is the next character.
        let range = ["", " (", " )"].map(|end| Value::Text(format!("{actor}{end}")));
        require(" AND (actor = ? OR (actor >= ? AND actor < ?))", range.to_vec());
    }
    let order = if *newest_first { "DESC" } else { "ASC" };
    let limit = i64::try_from(*limit).unwrap_or(i64::MAX);
    require(&format!(" ORDER BY seq {order} LIMIT ?"), vec![Value::Integer(limit)]);
    let sql = format!(
        "SELECT {ENTRY} FROM ({sql}) AS found CROSS JOIN entries AS e \
         ON e.log = {log} AND e.seq = found.seq ORDER BY e.seq {order}"
    );
    (sql, values)
}
