//! Who is signed in, and by which links one may sign in. No part of a log.

use hoist_ruleset::Digest;
use jiff::Timestamp;

use crate::error::StoreError;
use crate::row;
use crate::store::Store;

/// A link that signs somebody in once, or the session of somebody who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// Of the secret that the link or the cookie holds.
    pub digest: Digest,
    /// By whose right.
    pub holder: String,
    /// The host that a session's page is from; none for a link.
    pub host: Option<String>,
    /// Until when.
    pub expires: Timestamp,
}

impl Store {
    /// Every link and session, those included that hold no more.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn sign_ins(&self) -> Result<Vec<SignIn>, StoreError> {
        let sql = "SELECT digest, holder, host, expires FROM sign_ins ORDER BY digest";
        self.read(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            let found = statement.query_map([], |row| {
                let (digest, expires) = (row::digest(row, 0)?, row::parsed(row, 3)?);
                Ok(SignIn { digest, holder: row.get(1)?, host: row.get(2)?, expires })
            })?;
            found.collect()
        })
    }

    /// Saves one, in place of one that is used up, if there is one; all or nothing. Gives whether
    /// that one was still there: nothing is saved otherwise.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub fn save_sign_in(&self, new: &SignIn, used_up: Option<&Digest>) -> Result<bool, StoreError> {
        let sql = "INSERT INTO sign_ins (digest, holder, host, expires) VALUES (?1, ?2, ?3, ?4)";
        let SignIn { digest, holder, host, expires } = new;
        self.write(|transaction| {
            let delete = "DELETE FROM sign_ins WHERE digest = ?1";
            if let Some(used_up) = used_up
                && transaction.prepare_cached(delete)?.execute([used_up.as_bytes()])? == 0
            {
                return Ok(false);
            }
            let row = (digest.as_bytes(), holder, host, expires.to_string());
            transaction.prepare_cached(sql)?.execute(row)?;
            Ok(true)
        })
    }

    /// Removes some, as far as they are there.
    ///
    /// # Errors
    ///
    /// The database cannot be written.
    pub fn remove_sign_ins(&self, digests: &[Digest]) -> Result<(), StoreError> {
        self.write(|transaction| {
            let mut statement =
                transaction.prepare_cached("DELETE FROM sign_ins WHERE digest = ?1")?;
            for digest in digests {
                statement.execute([digest.as_bytes()])?;
            }
            Ok(())
        })
    }
}
