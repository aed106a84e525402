//! The change log.

use reqwest::Method;

use super::request::Call;
use super::{Client, Error};
use crate::{Changes, Verification};

/// Which part of the change log.
#[derive(Clone, Copy, Debug, Default)]
pub struct ChangesQuery<'q> {
    /// Only what came after this seq.
    pub after: Option<u64>,
    /// Only what came before this seq.
    pub before: Option<u64>,
    /// The oldest first, instead of the newest.
    pub oldest_first: bool,
    /// Also what is different in the definitions; not of the log of tokens and environments.
    pub diff: bool,
    /// How many at most.
    pub limit: Option<u32>,
    /// Where the page before it ended.
    pub cursor: Option<&'q str>,
}

impl Client {
    /// One page of the change log.
    pub async fn changes(&self, query: ChangesQuery<'_>) -> Result<Changes, Error> {
        paged(self.call(Method::GET, &["api", "changes"])?, &query).answer().await
    }

    /// One page of the log of tokens and environments.
    pub async fn instance_changes(&self, query: ChangesQuery<'_>) -> Result<Changes, Error> {
        let call = self.call_instance(Method::GET, &["api", "instance", "changes"])?;
        paged(call, &query).answer().await
    }

    /// Has the server check the log of tokens and environments.
    pub async fn verify_instance(&self) -> Result<Verification, Error> {
        let path = &["api", "instance", "changes", "verify"];
        self.call_instance(Method::GET, path)?.answer().await
    }

    /// Has the server check the chain of its log.
    pub async fn verify(&self) -> Result<Verification, Error> {
        self.call(Method::GET, &["api", "changes", "verify"])?.answer().await
    }
}

fn paged<'c>(call: Call<'c>, query: &ChangesQuery<'_>) -> Call<'c> {
    let call = call.query("after", query.after).query("before", query.before);
    let call = call.query("order", query.oldest_first.then_some("asc"));
    let call = call.query("diff", query.diff.then_some(true));
    call.query("limit", query.limit).query("cursor", query.cursor)
}
