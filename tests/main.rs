//! The one integration binary: the engine on the published vectors, its laws over generated
//! rules, and the real `hoist` program from the outside, also through programs of others.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

mod access;
mod bounds;
mod cases;
mod changes;
mod command_line;
mod conformance;
mod diagnostics;
mod emergency;
mod evaluating;
mod generated;
mod generator;
mod guides;
mod hostile;
mod journey;
mod laws;
mod ofrep;
mod operating;
mod outside;
mod program;
mod server;
mod telemetry;
mod validating;
