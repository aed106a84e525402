//! `cargo xtask bench`: runs bench/, a package of its own outside the workspace, so that its
//! dependencies are in nobody else's build; `cargo xtask bench events` measures the server.

mod events;

use anyhow::Result;

use crate::cargo::{self, Lockfile};

/// Runs the benchmarks; `arguments` go to the benchmark program.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    if let Some(("events", rest)) = arguments.split_first().map(|(first, rest)| (&**first, rest)) {
        return events::run(rest);
    }
    let arguments = arguments.join(" ");
    let command_line = format!("run --release --manifest-path bench/Cargo.toml -- {arguments}");
    cargo::run(&command_line, Lockfile::MayChange)
}
