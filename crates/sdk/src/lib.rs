//! Hoist's SDK for Rust: feature flags and experiments, evaluated in the process.

#![deny(missing_docs)]

mod endpoint;

pub use endpoint::SetupError;
