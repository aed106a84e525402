//! `cargo xtask bench`: runs bench/, a package of its own outside the workspace, so that its
//! dependencies are in nobody else's build; `cargo xtask bench ofrep` and `bench events` measure
//! the server.

mod events;
mod load;
mod ofrep;

use anyhow::Result;

use crate::cargo::{self, Lockfile};

/// Runs the benchmarks; `arguments` go to the benchmark program.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    match arguments.split_first().map(|(first, rest)| (&**first, rest)) {
        Some(("ofrep", rest)) => return ofrep::run(rest),
        Some(("events", rest)) => return events::run(rest),
        _ => {}
    }
    let arguments = arguments.join(" ");
    let command_line = format!("run --release --manifest-path bench/Cargo.toml -- {arguments}");
    cargo::run(&command_line, Lockfile::MayChange)
}
