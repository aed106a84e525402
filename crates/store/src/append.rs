//! Appending: one transaction, all or nothing.

use hoist_ruleset::Digest;
use hoist_ruleset::log::{Entry, Head};
use rusqlite::Transaction;

use crate::erase::{self, Erase};
use crate::error::AppendError;
use crate::outbox::{self, Aside};
use crate::releases;
use crate::row::{self, IS_BLANK};
use crate::store::Store;

/// What is appended together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The end of the log that the entries were made for.
    pub onto: Head,
    /// The entries, each made for the one before it.
    pub entries: Vec<Entry>,
    /// The documents and facts that they tell of, which may be known already.
    pub bodies: Vec<(Digest, String)>,
    /// The nodes of the lists that these documents use, which may be known already.
    pub nodes: Vec<(Digest, String)>,
    /// What the entries say is erased.
    pub erase: Erase,
    /// What is written with them and is in no log.
    pub aside: Aside,
}

impl Store {
    /// Appends a batch to the log whose end it names. When this returns, the batch is on the disk.
    /// A log that was changed in the meantime stays as it is: compare and append.
    ///
    /// That entries continue the log is checked here, since what is in it cannot be mended. That
    /// each body gives its digest is the caller's to see to.
    ///
    /// # Errors
    ///
    /// The log has another end, the entries do not continue it, or the database cannot be
    /// written. Nothing of the batch is left behind, and the next one can be appended.
    pub fn append(&self, batch: &Batch) -> Result<(), AppendError> {
        let head = checked(batch)?;
        self.write(|transaction| write(transaction, batch, &head))?
    }
}

/// The end of the log after a batch whose entries continue it.
pub(crate) fn checked(batch: &Batch) -> Result<Head, AppendError> {
    let mut head = batch.onto.clone();
    for entry in &batch.entries {
        head.check(entry).map_err(AppendError::Unsound)?;
    }
    Ok(head)
}

/// Writes the batch and the head after it, if it goes onto the log as it is.
pub(crate) fn write(
    transaction: &Transaction<'_>,
    batch: &Batch,
    after: &Head,
) -> rusqlite::Result<Result<(), AppendError>> {
    let number = match row::head(transaction, &batch.onto.log)? {
        Some((number, head)) if head == batch.onto => number,
        _ => return Ok(Err(AppendError::Behind)),
    };
    if let Err(replaced) = releases::check(transaction, batch.aside.lease.as_ref())? {
        return Ok(Err(replaced));
    }
    if !erase::still_holds(transaction, &batch.erase)? {
        return Ok(Err(AppendError::WrittenAgain));
    }
    for (table, texts) in [("bodies", &batch.bodies), ("list_nodes", &batch.nodes)] {
        // What was erased and is written again is there again.
        let sql = format!(
            "INSERT INTO {table} (digest, body) VALUES (?1, ?2) ON CONFLICT (digest) \
             DO UPDATE SET body = excluded.body WHERE {IS_BLANK}"
        );
        let mut statement = transaction.prepare_cached(&sql)?;
        for (digest, text) in texts {
            statement.execute((digest.as_bytes(), text))?;
        }
    }
    for entry in &batch.entries {
        row::insert(transaction, number, entry)?;
    }
    erase::blank(transaction, &batch.erase)?;
    outbox::write(transaction, number, &batch.aside)?;
    let sql = "UPDATE logs SET seq = ?2, time = ?3, hash = ?4 WHERE number = ?1";
    let (seq, time, hash) = (row::bound(after.seq), after.time.to_string(), after.hash.as_bytes());
    transaction.prepare_cached(sql)?.execute((number, seq, time, hash))?;
    Ok(Ok(()))
}
