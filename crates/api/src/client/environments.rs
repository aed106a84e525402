//! Environments: make, change, archive, compare, promote.

use std::time::Duration;

use reqwest::Method;

use super::{Client, Error, PageQuery, Terms};
use crate::{
    Comparison, Environment, EnvironmentPatch, Environments, NewEnvironment, PromoteRequest,
    Promotion,
};

/// How long to wait while many documents are promoted.
const PROMOTE_TIMEOUT: Duration = Duration::from_secs(300);

impl Client {
    /// The environments, or with `archived` those that are served no more.
    pub async fn environments(&self, archived: bool) -> Result<Environments, Error> {
        let call = self.call_instance(Method::GET, &["api", "environments"])?;
        call.query("archived", archived.then_some(true)).answer().await
    }

    /// Makes an environment.
    pub async fn make_environment(&self, wanted: &NewEnvironment) -> Result<Environment, Error> {
        let call = self.call_instance(Method::POST, &["api", "environments"])?;
        call.json(wanted)?.answer().await
    }

    /// Describes an environment, protects it or lifts its protection.
    pub async fn change_environment(
        &self,
        key: &str,
        patch: &EnvironmentPatch,
    ) -> Result<Environment, Error> {
        let call = self.call_instance(Method::PATCH, &["api", "environments", key])?;
        call.json(patch)?.answer().await
    }

    /// Archives an environment, whose key is told once more as a confirmation.
    pub async fn archive_environment(
        &self,
        key: &str,
        confirm: Option<&str>,
        reason: Option<&str>,
    ) -> Result<(), Error> {
        let call = self.call_instance(Method::DELETE, &["api", "environments", key])?;
        let terms = Terms { reason, ..Terms::default() };
        call.query("confirm", confirm).terms(&terms)?.done().await
    }

    /// One page of what is different in another environment.
    pub async fn compare(
        &self,
        key: &str,
        with: &str,
        page: PageQuery<'_>,
    ) -> Result<Comparison, Error> {
        let call = self.call_instance(Method::GET, &["api", "environments", key, "compare"])?;
        let call = call.query("with", Some(with)).query("limit", page.limit);
        call.query("cursor", page.cursor).answer().await
    }

    /// Has documents of an environment be so in another one, or tells what would change.
    pub async fn promote(&self, from: &str, request: &PromoteRequest) -> Result<Promotion, Error> {
        let call = self.call_instance(Method::POST, &["api", "environments", from, "promote"])?;
        call.patient(PROMOTE_TIMEOUT).json(request)?.answer().await
    }
}
