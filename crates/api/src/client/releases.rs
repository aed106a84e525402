//! Runs of releases.

use reqwest::Method;

use super::request::Call;
use super::{Client, Error, PageQuery};
use crate::{
    AbortRequest, ApproveRequest, CheckRun, Page, ReasonRequest, ReleaseOfFile, ReleaseRun,
    ReleaseRunRequest, ReleaseStartRequest, ReleaseStatus,
};

/// What can be asked of a release that runs with no more than a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReleaseVerb {
    /// Stay at this share.
    Pause,
    /// Go on.
    Resume,
    /// Go to the next step as soon as the checks hold.
    Promote,
}

impl ReleaseVerb {
    fn path(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Promote => "promote",
        }
    }
}

/// Which runs of checks: those of a run of the release, else of the last one; of a check, else all.
#[derive(Clone, Copy, Debug, Default)]
pub struct CheckRunsOf<'r> {
    /// Which run of the release.
    pub run: Option<u64>,
    /// The check's name.
    pub check: Option<&'r str>,
}

impl Client {
    /// One page of the runs of all releases, the newest first; of those that are not over, if asked.
    pub async fn release_runs(
        &self,
        active: bool,
        page: PageQuery<'_>,
    ) -> Result<Page<ReleaseRun>, Error> {
        let call = self.call(Method::GET, &["api", "release-runs"])?;
        let call = call.query("active", active.then_some(true));
        call.query("limit", page.limit).query("cursor", page.cursor).answer().await
    }

    /// How a run of a release stands; without its number, the last one.
    pub async fn release(&self, key: &str, run: Option<u64>) -> Result<ReleaseStatus, Error> {
        let call = self.call(Method::GET, &["api", "releases", key, "status"])?;
        call.query("run", run).answer().await
    }

    /// One page of what the checks of a run found, the newest first.
    pub async fn release_checks(
        &self,
        key: &str,
        of: CheckRunsOf<'_>,
        page: PageQuery<'_>,
    ) -> Result<Page<CheckRun>, Error> {
        let call = self.call(Method::GET, &["api", "releases", key, "checks"])?;
        let call = call.query("run", of.run).query("check", of.check);
        call.query("limit", page.limit).query("cursor", page.cursor).answer().await
    }

    /// Starts a release.
    pub async fn start_release(
        &self,
        key: &str,
        request: &ReleaseStartRequest,
    ) -> Result<ReleaseStatus, Error> {
        self.release_call(key, "start")?.json(request)?.answer().await
    }

    /// Makes the documents of a file be so and starts its release, both or neither.
    pub async fn run_release(
        &self,
        key: &str,
        request: &ReleaseRunRequest,
    ) -> Result<ReleaseOfFile, Error> {
        self.release_call(key, "run")?.json(request)?.answer().await
    }

    /// Asks something of a release that runs.
    pub async fn ask_release(
        &self,
        key: &str,
        verb: ReleaseVerb,
        reason: Option<String>,
    ) -> Result<ReleaseStatus, Error> {
        self.release_call(key, verb.path())?.json(&ReasonRequest { reason })?.answer().await
    }

    /// Takes a release back.
    pub async fn abort_release(
        &self,
        key: &str,
        request: &AbortRequest,
    ) -> Result<ReleaseStatus, Error> {
        self.release_call(key, "abort")?.json(request)?.answer().await
    }

    /// Lets a step begin.
    pub async fn approve_release(
        &self,
        key: &str,
        request: &ApproveRequest,
    ) -> Result<ReleaseStatus, Error> {
        self.release_call(key, "approve")?.json(request)?.answer().await
    }

    fn release_call(&self, key: &str, verb: &str) -> Result<Call<'_>, Error> {
        self.call(Method::POST, &["api", "releases", key, verb])
    }
}
