//! Asking what a change would do.

use std::time::Duration;

use reqwest::Method;

use super::{Client, Error};
use crate::{ImportFiles, Plan};

/// How long to wait while many contexts are evaluated.
const PLAN_TIMEOUT: Duration = Duration::from_secs(300);

impl Client {
    /// What files would change if they were imported, and for how many users. With `prune`, what
    /// is not in them would be deleted; more than a fifth of the documents only with
    /// `allow_deletes`.
    pub async fn plan(
        &self,
        files: &ImportFiles,
        prune: bool,
        allow_deletes: bool,
    ) -> Result<Plan, Error> {
        let call = self.call(Method::POST, &["api", "plan", "files"])?.patient(PLAN_TIMEOUT);
        let call = call.query("prune", prune.then_some(true));
        call.query("allow_deletes", allow_deletes.then_some(true)).json(files)?.answer().await
    }
}
