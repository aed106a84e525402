//! `cargo xtask ci`: everything that a change must pass, the same at home and in CI.
//!
//! Fuzzing itself is no step: its targets build, and what it found is among the tests.
//!
//! Every step runs, whatever became of those before it, and Cargo.lock stays as it is committed.

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;

use crate::cargo::{self, Lockfile};
use crate::layers::{self, Outcome};
use crate::outside::{self, Place};
use crate::tally::Tally;
use crate::{bench, dashboard};

struct Step {
    name: &'static str,
    /// Whether `--fast` runs it too.
    fast: bool,
    commands: &'static [&'static str],
}

const STEPS: &[Step] = &[
    Step {
        name: "format",
        fast: true,
        commands: &[
            "fmt --all --check",
            "fmt --manifest-path bench/Cargo.toml --check",
            "fmt --manifest-path fuzz/Cargo.toml --check",
            "fmt --manifest-path bench/peers/Cargo.toml --check",
        ],
    },
    Step {
        name: "clippy",
        fast: true,
        commands: &["clippy --workspace --all-targets --all-features -- -D warnings"],
    },
    Step {
        name: "rustdoc",
        fast: false,
        commands: &["doc --workspace --all-features --no-deps --document-private-items \
                     --config=build.rustdocflags=['-Dwarnings']"],
    },
    Step {
        name: "generated files",
        fast: false,
        commands: &["run --quiet --package xtask -- codegen --check"],
    },
    Step { name: "demo", fast: false, commands: &["run --quiet --package xtask -- demo --exit"] },
    Step {
        name: "fuzz targets",
        fast: false,
        commands: &["clippy --manifest-path fuzz/Cargo.toml --target-dir target -- -D warnings"],
    },
    Step {
        name: "simulations, short",
        fast: false,
        commands: &["run --quiet --profile ci --package hoist-stats --example simulate -- --short"],
    },
    Step {
        name: "benchmarks, each once",
        fast: false,
        commands: &[
            "build --release --manifest-path bench/Cargo.toml --bins",
            "run --release --manifest-path bench/Cargo.toml -- --once",
            "run --release --manifest-path bench/Cargo.toml -- sdk --once",
            "run --release --manifest-path bench/Cargo.toml -- reload --once",
            "run --release --manifest-path bench/Cargo.toml -- stats --once",
            "run --quiet --package xtask -- bench results --once",
        ],
    },
];

/// Runs the steps and the layers of tests, and prints the summary.
pub(crate) fn run(only_fast: bool) -> ExitCode {
    let mut outcomes = Vec::new();
    if !only_fast {
        // While the first steps compile, others' programs arrive.
        outside::provide_ahead();
        // The server has it inside, so whatever is built before it is built again.
        outcomes.push(told("dashboard", || dashboard::check(Place::Ci)));
    }
    outcomes.extend(STEPS.iter().filter(|step| step.fast || !only_fast).map(run_step));
    if !only_fast {
        outcomes.push(told("instructions", || bench::gate(Place::Ci)));
        outcomes.push(told("dashboard in Chromium", || dashboard::journeys(Place::Ci)));
    }
    outcomes.extend(layers::run_all(Lockfile::Locked, Place::Ci, only_fast));
    layers::summarise(&outcomes)
}

fn run_step(step: &Step) -> Outcome {
    told(step.name, || {
        step.commands.iter().try_for_each(|command| cargo::run(command, Lockfile::Locked))
    })
}

/// Does something and tells how it went.
fn told(name: &'static str, act: impl FnOnce() -> Result<()>) -> Outcome {
    println!("\n== {name}");
    let start = Instant::now();
    let ran = act();
    let took = start.elapsed();
    let verdict = if ran.is_ok() { "passed" } else { "failed" };
    println!("\n{name}: {verdict}, {:.1} minutes", layers::minutes(took));
    let complaint = ran.err().map(|error| format!("{error:#}"));
    Outcome { name, tally: Tally::default(), took, complaint, skipped: None }
}
