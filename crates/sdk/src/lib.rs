//! Hoist's SDK for Rust: feature flags and experiments, evaluated in the process.
//!
//! A [`Hoist`] keeps the rules of one environment fresh in the background; an evaluation is a
//! function call. It never waits for the network, the disk or another thread's work, and cannot
//! fail or panic; a new exposure or a sample takes a short lock, nothing else takes one. Before
//! there are rules, the disk cache, a bootstrap file and the application's defaults are used, in
//! this order.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), hoist_sdk::Error> {
//! # let (url, token) = ("http://127.0.0.1:1", "a-server-token");
//! use hoist_sdk::Hoist;
//! # #[derive(serde::Deserialize, Default)] struct CacheSettings { ttl: u32 }
//!
//! let hoist = Hoist::connect(url, token)
//!     .default("dark_mode", true)
//! #   .start_wait(std::time::Duration::ZERO)
//!     .build()
//!     .await?;
//!
//! let user = hoist.with_user("u-1").attribute("plan", "premium");
//! if user.is_enabled("new_search_algorithm") {
//!     // …
//! }
//! let steps = match &*user.variant("checkout_flow") {
//!     "treatment_a" => 2,
//!     "treatment_b" => 1,
//!     _ => 3,
//! };
//! let settings: CacheSettings = user.value("cache_settings").unwrap_or_default();
//! user.track_conversion("homepage_redesign", 1.0);
//! # Ok(())
//! # }
//! ```
//!
//! - [`User`] is who is asked for; [`Flag`] is a handle for code that asks again and again.
//! - [`Hook`]s run around every call, [`Hoist::on_change`] after every change of the rules.
//! - [`Hoist::remote`] is for programs that must not have the rules: the server evaluates.
//! - [`Hoist::status`] tells how fresh the rules are and what is wrong.
//! - [`testing::TestHoist`] is for the tests of applications.

#![deny(missing_docs)]

mod apply;
mod backoff;
mod builder;
mod cache;
mod change;
mod clock;
mod connect;
mod counts;
mod endpoint;
mod error;
mod fallback;
mod file;
mod flag;
mod follow;
mod hoist;
mod hook;
mod instance;
mod known;
#[cfg(feature = "openfeature")]
pub mod openfeature;
mod outbox;
mod pins;
mod plain;
pub mod remote;
mod reporter;
mod resolution;
mod sampler;
#[cfg(test)]
mod scripted;
mod sse;
mod status;
pub mod testing;
mod told;
mod tracking;
mod user;
mod variant;

pub use builder::Builder;
pub use change::{Change, Listening};
pub use connect::{LocalSetup, POLL_INTERVAL, SILENCE_MAX, START_WAIT};
pub use error::Error;
pub use file::FileSetup;
pub use flag::Flag;
pub use hoist::Hoist;
pub use hoist_api::{Exposure, Observed};
pub use hoist_eval::{ErrorCode, EvaluationContext, Reason};
pub use hook::{Call, CallKind, Hook};
pub use outbox::Counts as EventCounts;
pub use resolution::{DecidingRule, Resolution};
pub use status::{Cause, Connection, Problem, Status};
pub use user::User;
pub use variant::Variant;
