//! Signing in to the dashboard.

use reqwest::Method;

use super::{Client, Error};
use crate::LoginLink;

impl Client {
    /// Makes a link that opens the dashboard once.
    pub async fn login_link(&self) -> Result<LoginLink, Error> {
        self.call_instance(Method::POST, &["api", "session", "links"])?.answer().await
    }
}
