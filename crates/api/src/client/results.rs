//! What experiments, and flags with metrics, have found.

use std::time::Duration;

use hoist_ruleset::DocumentKind;
use reqwest::Method;

use super::request::{Call, Download};
use super::{Client, Error};
use crate::{Breakdown, Results, ResultsSeries, SeriesStep};

/// How long to wait for what is made of all users.
const JOB_TIMEOUT: Duration = Duration::from_secs(600);
/// How long to wait for the whole of an export.
const EXPORT_TIMEOUT: Duration = Duration::from_secs(3_600);

/// Whose results: an experiment or a flag, and which phase; without one, the last.
#[derive(Clone, Copy, Debug)]
pub struct ResultsOf<'r> {
    /// Whether it is an experiment or a flag.
    pub kind: DocumentKind,
    /// Its key.
    pub key: &'r str,
    /// Which phase.
    pub phase: Option<u32>,
}

impl Client {
    /// What was found, as it was computed last; with `refresh`, as it is computed now.
    pub async fn results(&self, of: ResultsOf<'_>, refresh: bool) -> Result<Results, Error> {
        self.results_call(of, None)?.query("refresh", refresh.then_some(true)).answer().await
    }

    /// What was known at earlier times.
    pub async fn results_series(
        &self,
        of: ResultsOf<'_>,
        step: SeriesStep,
    ) -> Result<ResultsSeries, Error> {
        let step = match step {
            SeriesStep::Hour => "hour",
            SeriesStep::Day => "day",
        };
        self.results_call(of, Some("series"))?.query("step", Some(step)).answer().await
    }

    /// What was found by the values of an attribute.
    pub async fn results_breakdown(
        &self,
        of: ResultsOf<'_>,
        attribute: &str,
        refresh: bool,
    ) -> Result<Breakdown, Error> {
        let call = self.results_call(of, Some("breakdown"))?.query("attribute", Some(attribute));
        call.query("refresh", refresh.then_some(true)).patient(JOB_TIMEOUT).answer().await
    }

    /// What the results are made of, as lines of JSON, part by part.
    pub async fn export_results(&self, of: ResultsOf<'_>) -> Result<Download, Error> {
        self.results_call(of, Some("export"))?.patient(EXPORT_TIMEOUT).download().await
    }

    fn results_call(&self, of: ResultsOf<'_>, part: Option<&str>) -> Result<Call<'_>, Error> {
        let ResultsOf { kind, key, phase } = of;
        let mut path = vec!["api", kind.section(), key, "results"];
        path.extend(part);
        Ok(self.call(Method::GET, &path)?.query("phase", phase))
    }
}
