//! Evaluations, and what they are made by.

use hoist_ruleset::DocumentKind;
use reqwest::Method;
use serde_json::Value;

use super::{Client, Error};
use crate::{EvaluateRequest, Evaluations, ExplainRequest, Explanation, Snapshot};

impl Client {
    /// What flags and experiments are for a user.
    pub async fn evaluate(&self, request: &EvaluateRequest) -> Result<Evaluations, Error> {
        self.call(Method::POST, &["api", "evaluate"])?.json(request)?.answer().await
    }

    /// Why a flag or an experiment is what it is for a user.
    pub async fn explain(
        &self,
        kind: DocumentKind,
        key: &str,
        request: &ExplainRequest,
    ) -> Result<Explanation, Error> {
        let call = self.call(Method::POST, &["api", kind.section(), key, "explain"])?;
        call.json(request)?.answer().await
    }

    /// Everything that evaluation needs.
    pub async fn snapshot(&self) -> Result<Snapshot, Error> {
        self.call(Method::GET, &["api", "snapshot"])?.answer().await
    }

    /// A long list that the snapshot names by its digest.
    pub async fn key_list(&self, digest: &str) -> Result<Value, Error> {
        self.call(Method::GET, &["api", "lists", digest])?.answer().await
    }
}
