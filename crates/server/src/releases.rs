//! Running releases: where their numbers come from, and who sends traffic for them.

mod haproxy;
mod prometheus;
mod query;

pub use prometheus::{PrometheusOptions, PrometheusSecret};

/// What releases ask, and whom they have send traffic.
#[derive(Clone, Default)]
pub struct ReleaseOptions {
    /// The Prometheus that checks ask.
    pub prometheus: Option<PrometheusOptions>,
    /// The sockets of `HAProxy` that weights may be set by, as documents name them.
    pub haproxy_sockets: Vec<String>,
}
