//! Erasing people.

use std::time::Duration;

use reqwest::Method;

use super::{Client, Error, Terms};
use crate::{EraseRequest, Erased};

/// How long to wait while logs are searched.
const ERASE_TIMEOUT: Duration = Duration::from_secs(300);

impl Client {
    /// Erases a person, an address, or both.
    pub async fn erase(
        &self,
        request: &EraseRequest,
        reason: Option<&str>,
    ) -> Result<Erased, Error> {
        let call = self.call_instance(Method::POST, &["api", "erase"])?.patient(ERASE_TIMEOUT);
        let call = call.terms(&Terms { reason, ..Terms::default() })?;
        call.json(request)?.answer().await
    }
}
