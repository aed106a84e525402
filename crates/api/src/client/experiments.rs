//! The lives of experiments.

use reqwest::Method;

use super::{Client, Error, PageQuery, When};
use crate::{
    AssignRequest, Assigned, ConcludeRequest, Concluded, Document, Monitored, Page, ReasonRequest,
    StartRequest, Started,
};

impl Client {
    /// One page of the experiments, of those with a status if one is given.
    pub async fn experiments(
        &self,
        status: Option<&str>,
        when: When<'_>,
        page: PageQuery<'_>,
    ) -> Result<Page<Document>, Error> {
        let call = self.call(Method::GET, &["api", "experiments"])?.query("status", status);
        let call = call.query("at", when.at).query("now", when.now);
        call.query("limit", page.limit).query("cursor", page.cursor).answer().await
    }

    /// Starts an experiment. One that runs stays as it is.
    pub async fn start(&self, key: &str, request: &StartRequest) -> Result<Started, Error> {
        self.experiment(key, "start")?.json(request)?.answer().await
    }

    /// Concludes an experiment.
    pub async fn conclude(&self, key: &str, request: &ConcludeRequest) -> Result<Concluded, Error> {
        self.experiment(key, "conclude")?.json(request)?.answer().await
    }

    /// Puts a concluded experiment out of the way, or back.
    pub async fn archive(
        &self,
        key: &str,
        back: bool,
        reason: Option<String>,
    ) -> Result<Concluded, Error> {
        let verb = if back { "unarchive" } else { "archive" };
        self.experiment(key, verb)?.json(&ReasonRequest { reason })?.answer().await
    }

    /// Has the monitor look at an experiment now.
    pub async fn monitor(&self, key: &str, reason: Option<String>) -> Result<Monitored, Error> {
        self.experiment(key, "monitor")?.json(&ReasonRequest { reason })?.answer().await
    }

    /// Assigns a user for as long as the phase lasts.
    pub async fn assign(&self, key: &str, request: &AssignRequest) -> Result<Assigned, Error> {
        self.experiment(key, "assign")?.json(request)?.answer().await
    }

    fn experiment(&self, key: &str, verb: &str) -> Result<super::request::Call<'_>, Error> {
        self.call(Method::POST, &["api", "experiments", key, verb])
    }
}
