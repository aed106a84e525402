//! Flags, segments, metrics and experiments.

use hoist_ruleset::DocumentKind;
use reqwest::Method;
use serde_json::Value;

use super::{Client, Error};
use crate::{Changes, Document, KeysEdit, KeysEdited, Page};

/// What a change is bound to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terms<'t> {
    /// Only if this is still the document's version.
    pub if_version: Option<u64>,
    /// Why, for the history.
    pub reason: Option<&'t str>,
}

/// Which part of a list.
#[derive(Clone, Copy, Debug, Default)]
pub struct PageQuery<'q> {
    /// How many at most.
    pub limit: Option<u32>,
    /// Where the page before it ended.
    pub cursor: Option<&'q str>,
}

impl Client {
    /// One page of the documents of a kind.
    pub async fn list(
        &self,
        kind: DocumentKind,
        page: PageQuery<'_>,
    ) -> Result<Page<Document>, Error> {
        let call = self.call(Method::GET, &["api", kind.section()])?;
        call.query("limit", page.limit).query("cursor", page.cursor).answer().await
    }

    /// One document.
    pub async fn get(&self, kind: DocumentKind, key: &str) -> Result<Document, Error> {
        self.call(Method::GET, &["api", kind.section(), key])?.answer().await
    }

    /// Makes a document, whose key stands in it.
    pub async fn create(
        &self,
        kind: DocumentKind,
        document: &Value,
        terms: Terms<'_>,
    ) -> Result<Document, Error> {
        let call = self.call(Method::POST, &["api", kind.section()])?;
        call.terms(&terms)?.json(document)?.answer().await
    }

    /// Makes a document or replaces the one that is there.
    pub async fn put(
        &self,
        kind: DocumentKind,
        key: &str,
        document: &Value,
        terms: Terms<'_>,
    ) -> Result<Document, Error> {
        let call = self.call(Method::PUT, &["api", kind.section(), key])?;
        call.terms(&terms)?.json(document)?.answer().await
    }

    /// Changes fields of a document, by a JSON merge patch (RFC 7396).
    pub async fn patch(
        &self,
        kind: DocumentKind,
        key: &str,
        patch: &Value,
        terms: Terms<'_>,
    ) -> Result<Document, Error> {
        let call = self.call(Method::PATCH, &["api", kind.section(), key])?;
        call.terms(&terms)?.json(patch)?.answer().await
    }

    /// Enables a flag that is not enabled, and the other way round.
    pub async fn flip(&self, flag: &str, terms: Terms<'_>) -> Result<Document, Error> {
        let call = self.call(Method::POST, &["api", "features", flag, "toggle"])?;
        call.terms(&terms)?.answer().await
    }

    /// Deletes a document. Protected environments want its key once more, as a confirmation.
    pub async fn delete(
        &self,
        kind: DocumentKind,
        key: &str,
        confirm: Option<&str>,
        terms: Terms<'_>,
    ) -> Result<(), Error> {
        let call = self.call(Method::DELETE, &["api", kind.section(), key])?;
        call.query("confirm", confirm).terms(&terms)?.done().await
    }

    /// The changes of one document, the newest first, each with the document after it.
    pub async fn history(
        &self,
        kind: DocumentKind,
        key: &str,
        page: PageQuery<'_>,
    ) -> Result<Changes, Error> {
        let call = self.call(Method::GET, &["api", kind.section(), key, "history"])?;
        call.query("limit", page.limit).query("cursor", page.cursor).answer().await
    }

    /// Adds keys to a list of a segment and removes others.
    pub async fn edit_keys(&self, segment: &str, edit: &KeysEdit) -> Result<KeysEdited, Error> {
        self.call(Method::POST, &["api", "segments", segment, "keys"])?.json(edit)?.answer().await
    }
}
