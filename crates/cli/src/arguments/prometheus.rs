//! Which Prometheus checks of releases ask.

use std::path::PathBuf;

use clap::Args;
use serde::Deserialize;

/// The Prometheus that checks of releases ask.
#[derive(Args, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PrometheusArguments {
    /// Prometheus that checks of releases ask, such as `http://prometheus:9090`
    #[arg(long = "prometheus-url", value_name = "URL", env = "HOIST_PROMETHEUS_URL")]
    pub(crate) url: Option<String>,

    /// Name for basic authentication at Prometheus; without one, its secret is a bearer token
    #[arg(long = "prometheus-user", value_name = "NAME", env = "HOIST_PROMETHEUS_USER")]
    pub(crate) user: Option<String>,

    /// File with the token or password for Prometheus, which is read for each query
    #[arg(
        long = "prometheus-secret-file",
        value_name = "FILE",
        env = "HOIST_PROMETHEUS_SECRET_FILE"
    )]
    pub(crate) secret_file: Option<PathBuf>,

    /// The token or password itself; better in the environment
    #[arg(
        long = "prometheus-secret",
        value_name = "SECRET",
        env = "HOIST_PROMETHEUS_SECRET",
        hide = true
    )]
    #[serde(skip)]
    pub(crate) secret: Option<String>,
}
