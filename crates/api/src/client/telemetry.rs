//! Events, evaluations, and who has applied what.

use jiff::Timestamp;
use reqwest::Method;

use super::{Client, Error};
use crate::{
    Analytics, AnalyticsStep, EventsAnswer, EventsRequest, Instances, TelemetryAnswer,
    TelemetryReport,
};

/// Which evaluations are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct AnalyticsWindow {
    /// From when on; without it, 24 parts.
    pub from: Option<Timestamp>,
    /// Until when; without it, now.
    pub to: Option<Timestamp>,
    /// How long the parts are.
    pub step: AnalyticsStep,
}

impl Client {
    /// Has events stored.
    pub async fn send_events(&self, request: &EventsRequest) -> Result<EventsAnswer, Error> {
        self.call(Method::POST, &["api", "events"])?.json(request)?.answer().await
    }

    /// Reports evaluations.
    pub async fn send_telemetry(&self, report: &TelemetryReport) -> Result<TelemetryAnswer, Error> {
        self.call(Method::POST, &["api", "telemetry"])?.json(report)?.answer().await
    }

    /// Who evaluates in their own process, and whether they have applied the entry of a seq, or
    /// everything.
    pub async fn instances(&self, seq: Option<u64>) -> Result<Instances, Error> {
        self.call(Method::GET, &["api", "instances"])?.query("seq", seq).answer().await
    }

    /// How often a flag was evaluated, and to what.
    pub async fn flag_analytics(
        &self,
        key: &str,
        window: AnalyticsWindow,
    ) -> Result<Analytics, Error> {
        self.analytics("features", key, window).await
    }

    /// How often an experiment was evaluated, and to what.
    pub async fn experiment_analytics(
        &self,
        key: &str,
        window: AnalyticsWindow,
    ) -> Result<Analytics, Error> {
        self.analytics("experiments", key, window).await
    }

    async fn analytics(
        &self,
        section: &str,
        key: &str,
        window: AnalyticsWindow,
    ) -> Result<Analytics, Error> {
        let AnalyticsWindow { from, to, step } = window;
        let step = match step {
            AnalyticsStep::Minute => "minute",
            AnalyticsStep::Hour => "hour",
            AnalyticsStep::Day => "day",
        };
        let call = self.call(Method::GET, &["api", section, key, "analytics"])?;
        let call = call.query("from", from).query("to", to).query("step", Some(step));
        call.answer().await
    }
}
