//! Running releases: where their numbers come from, and who sends traffic for them.

mod haproxy;
mod prometheus;
mod query;

pub use prometheus::{PrometheusOptions, PrometheusSecret};
