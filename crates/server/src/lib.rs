//! Hoist's server: one binary, one folder, one port.
//!
//! Requests come in at `listen`, get their id in `request`, are let through by `caller` according
//! to the row of their operation (`operation`, `routes`), and are handled. Whatever changes
//! something is planned by pure functions (`plan`) against the present `moment` and appended by
//! `environment`. Evaluation reads the present from memory and touches nothing else.

mod accept;
mod answer;
mod app;
mod author;
mod bulk;
mod caller;
mod config;
mod cors;
mod counts;
mod dashboard;
mod drift;
mod environment;
mod environments;
mod erase;
mod exposures;
mod feed;
mod flagger;
mod fold;
mod instance_log;
mod intake;
mod lifecycle;
mod limits;
mod listen;
mod moment;
mod monitor;
mod notify;
mod openapi;
mod operation;
pub mod outbound;
mod past;
mod patch;
mod places;
mod plan;
pub mod preview;
mod promotion;
mod rates;
mod receipts;
mod releases;
mod report;
mod request;
pub mod results;
mod retention;
mod rollback;
mod rollup;
mod routes;
mod scheduler;
mod secret;
mod sessions;
mod shown;
mod stale;
mod start;
mod streams;
mod telemetry;
mod ticket;
mod tokens;
mod tracked;
mod unambiguous;
mod warnings;
mod watchers;

pub use app::Anonymous;
pub use config::{ConfigFiles, Load};
pub use environment::Clock;
pub use limits::Limits;
pub use rates::ClientRates;
pub use releases::{PrometheusOptions, PrometheusSecret, ReleaseOptions};
pub use shown::{counterfactual, evaluation, step};
pub use start::{Options, Server, StartError};
pub use unambiguous::UnambiguousValue;

/// The OpenAPI description of the whole API, as indented JSON.
pub fn openapi() -> String {
    openapi::describe(&routes::operations())
}

/// Who may ask for what: method and path of each operation, with the kinds of tokens that may ask
/// for it; none where everyone may.
pub fn access() -> Vec<(String, Option<Vec<hoist_api::TokenKind>>)> {
    let row = |operation: operation::Operation| {
        let name = format!("{} {}", operation.method.name().to_uppercase(), operation.path);
        let kinds = match operation.who {
            operation::Who::Everyone => None,
            operation::Who::Tokens(kinds) => Some(kinds.to_vec()),
        };
        (name, kinds)
    };
    routes::operations().into_iter().map(row).collect()
}
