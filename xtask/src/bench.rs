//! `cargo xtask bench`: runs bench/peers/, or bench/ without them: packages of their own outside the
//! workspace, so that their dependencies are in nobody else's build. `cargo xtask bench
//! instructions` counts what evaluations take, `bench ofrep`, `bench events` and `bench results` measure
//! the server.

mod events;
mod instructions;
mod load;
mod ofrep;
mod results;

use anyhow::Result;

use crate::cargo::{self, Lockfile};
use crate::outside::{self, Place, Program};

/// Runs what the first argument names; the rest goes to the benchmark program.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let (first, rest) = match arguments.split_first() {
        Some((first, rest)) => (first.as_str(), rest),
        None => ("", arguments),
    };
    match first {
        "ofrep" => ofrep::run(rest),
        "events" => events::run(rest),
        "results" => results::run(rest),
        "instructions" => instructions::run(Place::Home, rest),
        "--without-peers" | "sdk" | "reload" | "stats" => package("bench", "", arguments),
        _ => package("bench/peers", with_flagd(), arguments),
    }
}

/// The gate of CI.
pub(crate) fn gate(place: Place) -> Result<()> {
    instructions::run(place, &[])
}

/// Builds all programs of a package, since that which measures runs the one that counts
/// allocations, and runs the one that measures.
fn package(folder: &str, features: &str, arguments: &[String]) -> Result<()> {
    let options = format!("--release --manifest-path {folder}/Cargo.toml {features}");
    cargo::run(&format!("build --bins {options}"), Lockfile::MayChange)?;
    let arguments: Vec<&str> =
        arguments.iter().map(String::as_str).filter(|it| *it != "--without-peers").collect();
    cargo::run(&format!("run {options} -- {}", arguments.join(" ")), Lockfile::MayChange)
}

/// One peer is built only where its compiler of schemas is.
fn with_flagd() -> &'static str {
    match outside::provide(Program::Protoc, Place::Home) {
        Ok(()) => "--features flagd",
        Err(_) => "",
    }
}
