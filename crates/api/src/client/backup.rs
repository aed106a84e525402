//! Everything that a server keeps, as it comes.

use std::time::Duration;

use reqwest::Method;

use super::request::Download;
use super::{Client, Error};

/// How long a backup may take: of much, on a slow line, hours.
const BACKUP_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);

impl Client {
    /// A backup of everything. It takes an admin token that holds for all environments.
    pub async fn backup(&self) -> Result<Download, Error> {
        let call = self.call_instance(Method::GET, &["api", "backup"])?;
        call.patient(BACKUP_TIMEOUT).accept("application/x-tar").download().await
    }
}
