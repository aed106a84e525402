//! `cargo xtask demo`: what Hoist does, shown with the real program on one example file.
//!
//! It needs no server, no network and no other program, so it is the first thing a newcomer can
//! run.

use anyhow::Result;

use crate::cargo::{self, Lockfile};

/// What each command answers, and the command.
const SCENES: &[(&str, &str)] = &[
    ("Is the file sound?", "validate tests/fixtures/features.yaml"),
    (
        "Which value has each flag for one user?",
        "evaluate --file tests/fixtures/features.yaml --user u-1 \
         -a plan=premium -a country=BR -a segment=beta_testers",
    ),
    (
        "And one flag alone?",
        "evaluate premium_features --user u -a plan=premium \
         --file tests/fixtures/features.yaml",
    ),
    (
        "Why does a user get that value?",
        "explain new_search_algorithm --user u-1 -a country=US \
         --file tests/fixtures/features.yaml",
    ),
];

/// Builds `hoist` and plays the scenes.
pub(crate) fn run() -> Result<()> {
    cargo::run("build --package hoist", Lockfile::MayChange)?;
    for (question, command_line) in SCENES {
        println!("\n# {question}");
        cargo::run_hoist(command_line)?;
    }
    println!(
        "\nNext: change a rule in tests/fixtures/features.yaml and run `cargo xtask demo` again; \
         `cargo run --package hoist -- --help` lists everything else."
    );
    Ok(())
}
