//! Everything that a server keeps, as it comes.

use std::time::Duration;

use reqwest::{Method, Response};

use super::{Client, Error};

/// How long a backup may take: of much, on a slow line, hours.
const BACKUP_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);

/// A file that is being fetched.
#[derive(Debug)]
pub struct Download {
    pub(super) url: String,
    pub(super) response: Response,
}

impl Download {
    /// Its next bytes; none at its end. Where it breaks off before, that is an error.
    pub async fn part(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let part = self.response.chunk().await;
        let part = part.map_err(|source| Error::Unreachable {
            url: self.url.clone(),
            source: source.without_url(),
        });
        Ok(part?.map(Into::into))
    }
}

impl Client {
    /// A backup of everything. It takes an admin token that holds for all environments.
    pub async fn backup(&self) -> Result<Download, Error> {
        let call = self.call_instance(Method::GET, &["api", "backup"])?;
        call.patient(BACKUP_TIMEOUT).accept("application/x-tar").download().await
    }
}
