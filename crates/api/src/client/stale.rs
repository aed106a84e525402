//! Flags that may go.

use reqwest::Method;

use super::{Client, Error, PageQuery};
use crate::StalePage;

impl Client {
    /// One page of the flags that may go; nothing has to have happened for so many days.
    pub async fn list_stale(
        &self,
        days: Option<u32>,
        page: PageQuery<'_>,
    ) -> Result<StalePage, Error> {
        let call = self.call(Method::GET, &["api", "features"])?.query("stale", Some(true));
        let call = call.query("days", days).query("limit", page.limit);
        call.query("cursor", page.cursor).answer().await
    }
}
