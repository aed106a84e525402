//! The change log.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::Method;

use super::request::{Call, Download};
use super::{Client, Error};
use crate::{Changes, Verification};

/// How long to wait for the whole of a log.
const EXPORT_TIMEOUT: Duration = Duration::from_secs(3_600);

/// Which changes: those for which everything given holds.
#[derive(Clone, Copy, Debug, Default)]
pub struct ChangesFilter<'q> {
    /// Only of this kind, such as `killed`.
    pub kind: Option<&'q str>,
    /// Only of this collection, such as `features`.
    pub collection: Option<&'q str>,
    /// Only about this key.
    pub key: Option<&'q str>,
    /// Only by this actor, such as `token:ops`.
    pub actor: Option<&'q str>,
    /// Only of this time and later.
    pub since: Option<Timestamp>,
    /// Only before this time.
    pub until: Option<Timestamp>,
    /// Only what came after this seq.
    pub after: Option<u64>,
    /// Only what came before this seq.
    pub before: Option<u64>,
}

/// Which part of the change log.
#[derive(Clone, Copy, Debug, Default)]
pub struct ChangesQuery<'q> {
    /// Which changes.
    pub filter: ChangesFilter<'q>,
    /// The oldest first, instead of the newest.
    pub oldest_first: bool,
    /// Also what is different in the definitions, and in the instance's log in environments.
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

    /// The change log as lines of JSON, the oldest first, part by part.
    pub async fn export_changes(&self, filter: ChangesFilter<'_>) -> Result<Download, Error> {
        let call = self.call(Method::GET, &["api", "changes", "export"])?;
        filtered(call, &filter).patient(EXPORT_TIMEOUT).download().await
    }

    /// The same of the log of tokens and environments.
    pub async fn export_instance_changes(
        &self,
        filter: ChangesFilter<'_>,
    ) -> Result<Download, Error> {
        let path = &["api", "instance", "changes", "export"];
        let call = self.call_instance(Method::GET, path)?;
        filtered(call, &filter).patient(EXPORT_TIMEOUT).download().await
    }

    /// Has the server check the chain of its log.
    pub async fn verify(&self) -> Result<Verification, Error> {
        self.call(Method::GET, &["api", "changes", "verify"])?.answer().await
    }
}

fn paged<'c>(call: Call<'c>, query: &ChangesQuery<'_>) -> Call<'c> {
    let call = filtered(call, &query.filter);
    let call = call.query("order", query.oldest_first.then_some("asc"));
    let call = call.query("diff", query.diff.then_some(true));
    call.query("limit", query.limit).query("cursor", query.cursor)
}

fn filtered<'c>(call: Call<'c>, filter: &ChangesFilter<'_>) -> Call<'c> {
    let ChangesFilter { kind, collection, key, actor, since, until, after, before } = *filter;
    let call = call.query("kind", kind).query("collection", collection).query("key", key);
    let call = call.query("actor", actor).query("since", since).query("until", until);
    call.query("after", after).query("before", before)
}
