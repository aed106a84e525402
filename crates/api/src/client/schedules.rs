//! Changes at a time to come, and freezes as a list.

use reqwest::Method;

use super::{Client, Error, PageQuery, Terms};
use crate::{FreezeWindows, Page, Schedule, ScheduleRequest};

impl Client {
    /// Schedules a change of a document. Protected environments want the key of one that is to be
    /// deleted once more, as a confirmation.
    pub async fn schedule(
        &self,
        request: &ScheduleRequest,
        confirm: Option<&str>,
    ) -> Result<Schedule, Error> {
        let call = self.call(Method::POST, &["api", "schedules"])?;
        call.query("confirm", confirm).json(request)?.answer().await
    }

    /// One page of the changes that are to come, or of those that are over.
    pub async fn schedules(
        &self,
        done: bool,
        page: PageQuery<'_>,
    ) -> Result<Page<Schedule>, Error> {
        let call = self.call(Method::GET, &["api", "schedules"])?;
        let call = call.query("done", done.then_some("true"));
        call.query("limit", page.limit).query("cursor", page.cursor).answer().await
    }

    /// One scheduled change.
    pub async fn scheduled(&self, id: &str) -> Result<Schedule, Error> {
        self.call(Method::GET, &["api", "schedules", id])?.answer().await
    }

    /// Cancels a change that is to come.
    pub async fn cancel_schedule(&self, id: &str, reason: Option<&str>) -> Result<(), Error> {
        let call = self.call(Method::DELETE, &["api", "schedules", id])?;
        call.terms(&Terms { reason, ..Terms::default() })?.done().await
    }

    /// The freezes that hold and those that are planned.
    pub async fn freezes(&self) -> Result<FreezeWindows, Error> {
        self.call(Method::GET, &["api", "freezes"])?.answer().await
    }

    /// Lifts a freeze, or cancels one that is planned.
    pub async fn cancel_freeze(&self, id: &str, reason: Option<&str>) -> Result<(), Error> {
        let call = self.call(Method::DELETE, &["api", "freezes", id])?;
        call.terms(&Terms { reason, ..Terms::default() })?.done().await
    }
}
