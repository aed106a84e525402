//! What was so at a moment of the past, and the way back there.

use hoist_ruleset::DocumentKind;
use reqwest::Method;

use super::request::Call;
use super::{Client, Error, Format, PageQuery};
use crate::{Document, Page, RollbackRequest, RolledBack, Snapshot};

/// A moment of the past, and the time that counts in it.
#[derive(Clone, Copy, Debug, Default)]
pub struct When<'w> {
    /// A seq of the change log, or an RFC 3339 time; without it, whatever is so now.
    pub at: Option<&'w str>,
    /// An RFC 3339 time; without it, that of the moment.
    pub now: Option<&'w str>,
}

impl Client {
    /// One page of the documents of a kind, as they were.
    pub async fn list_at(
        &self,
        kind: DocumentKind,
        when: When<'_>,
        page: PageQuery<'_>,
    ) -> Result<Page<Document>, Error> {
        let call = self.call(Method::GET, &["api", kind.section()])?;
        timed(call, when).query("limit", page.limit).query("cursor", page.cursor).answer().await
    }

    /// One document, as it was.
    pub async fn get_at(
        &self,
        kind: DocumentKind,
        key: &str,
        when: When<'_>,
    ) -> Result<Document, Error> {
        timed(self.call(Method::GET, &["api", kind.section(), key])?, when).answer().await
    }

    /// All documents as one file, as they were.
    pub async fn export_at(&self, format: Format, when: When<'_>) -> Result<Vec<u8>, Error> {
        let call = timed(self.call(Method::GET, &["api", "export"])?, when);
        call.query("format", Some(format.name())).accept(format.media_type()).bytes().await
    }

    /// Everything that evaluation needed.
    pub async fn snapshot_at(&self, when: When<'_>) -> Result<Snapshot, Error> {
        timed(self.call(Method::GET, &["api", "snapshot"])?, when).answer().await
    }

    /// Has an earlier definition of a document hold again, also of one that was deleted.
    pub async fn roll_back(
        &self,
        kind: DocumentKind,
        key: &str,
        request: &RollbackRequest,
    ) -> Result<RolledBack, Error> {
        let call = self.call(Method::POST, &["api", kind.section(), key, "rollback"])?;
        call.json(request)?.answer().await
    }
}

fn timed<'c>(call: Call<'c>, when: When<'_>) -> Call<'c> {
    call.query("at", when.at).query("now", when.now)
}
