//! Laws that hold for any input at all.
//!
//! Each function takes bytes and panics where a law is broken. The targets of `fuzz_targets/` call
//! them with what libFuzzer makes up; the tests of the workspace call them with the [`seeds`] and
//! with whatever was found before, `fuzz/found/TARGET/*`.

#![forbid(unsafe_code)]
#![expect(clippy::unwrap_used, reason = "a broken law is a panic")]

mod accepted;
mod conditions;
mod connection;
mod documents;
mod evaluation;
pub mod generator;
mod log;
mod ofrep;
pub mod seeds;
#[cfg(feature = "server")]
mod server;

pub use conditions::conditions;
pub use connection::Connection;
pub use documents::documents;
pub use evaluation::evaluation;
pub use log::log;
pub use ofrep::{OFREP_RULES, ofrep};

/// Takes any bytes, and panics where a law is broken.
pub type Law = fn(&[u8]);

/// The targets that need nothing but their input, by name; `ofrep` needs a server too.
pub const TARGETS: [(&str, Law); 4] = [
    ("documents", documents),
    ("conditions", conditions),
    ("evaluation", evaluation),
    ("log", log),
];
