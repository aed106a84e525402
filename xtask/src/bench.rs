//! `cargo xtask bench`: runs bench/, a package of its own outside the workspace, so that its
//! dependencies are in nobody else's build; `cargo xtask bench instructions` counts what evaluations
//! take, `bench ofrep` and `bench events` measure the server.

mod events;
mod instructions;
mod load;
mod ofrep;

use anyhow::Result;

use crate::cargo::{self, Lockfile};
use crate::outside::Place;

/// Runs the benchmarks; `arguments` go to the benchmark program.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    match arguments.split_first().map(|(first, rest)| (&**first, rest)) {
        Some(("ofrep", rest)) => return ofrep::run(rest),
        Some(("events", rest)) => return events::run(rest),
        Some(("instructions", _)) => return instructions::run(Place::Home),
        _ => {}
    }
    let arguments = arguments.join(" ");
    // All programs of the package: that which measures runs the one that counts allocations.
    cargo::run("build --release --manifest-path bench/Cargo.toml --bins", Lockfile::MayChange)?;
    let command_line = format!("run --release --manifest-path bench/Cargo.toml -- {arguments}");
    cargo::run(&command_line, Lockfile::MayChange)
}

/// The gate of CI.
pub(crate) fn gate(place: Place) -> Result<()> {
    instructions::run(place)
}
