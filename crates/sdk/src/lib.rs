//! Hoist's SDK for Rust: feature flags and experiments, evaluated in the process.

#![deny(missing_docs)]
#![allow(dead_code, reason = "what starts these parts comes with the client")]

mod endpoint;
#[cfg(feature = "openfeature")]
pub mod openfeature;
mod outbox;
mod reporter;
mod sampler;

pub use endpoint::SetupError;
pub use outbox::Counts as EventCounts;
