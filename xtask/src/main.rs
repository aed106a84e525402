//! The project's own tooling, in the project's own language: `cargo xtask <command>`.
//!
//! Each command is one module, and what a command does is a table at the top of that module.
//! `tidy`, the rules about the tree that neither rustc nor clippy knows, is a set of tests of
//! this package. Nothing here needs more than Rust, a C linker and git, save the tests that run
//! programs of others: see [`outside`].
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a command-line tool that prints what it does and measures how long it took"
)]

mod bench;
mod cargo;
mod ci;
mod codegen;
mod dashboard;
mod demo;
mod fuzz;
mod layers;
mod outside;
mod soak;
mod tally;
#[cfg(test)]
mod tidy;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::cargo::Lockfile;
use crate::outside::Place;

/// Build, test and look after Hoist.
#[derive(Parser)]
#[command(bin_name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Show what Hoist does: a server, and the journey of a flag on it.
    ///
    /// Needs Rust and nothing else. At the end the server runs on, with sample data, until Ctrl-C.
    Demo {
        /// Stop the server at the end, and remove its folder.
        #[arg(long)]
        exit: bool,
    },
    /// Build the dashboard, with Node and npm. The next build of `hoist` takes it in.
    Dashboard,
    /// Write every page of the dashboard, in both themes and two widths, as pictures.
    ///
    /// Needs Node, npm and Chromium.
    Screenshots {
        /// The folder to write into.
        #[arg(default_value = "dashboard/screenshots")]
        folder: std::path::PathBuf,
    },
    /// Run every layer of tests, one after another, and print a summary.
    ///
    /// The last line is `N passed, N failed`. A layer in which no test ran counts as failed. Layers
    /// that need Python or promtool are skipped where those are missing.
    Test,
    /// Run what CI runs: format, clippy, rustdoc, generated files, benchmarks and all tests.
    ///
    /// Every step runs even if one before it failed, so one run shows everything there is to
    /// mend. Cargo.lock must be up to date. As root, it installs missing Debian packages that tests
    /// need.
    Ci {
        /// Only format, clippy, tidy and unit tests: for before each commit.
        #[arg(long)]
        fast: bool,
    },
    /// Measure evaluations beside a floor and beside peers, and print one table.
    ///
    /// `--without-peers` builds none of them, `--once` shows that it works, `--write` writes the
    /// results to docs/performance.md. Instead: `sdk` measures calls of the SDK; `instructions`
    /// counts what evaluations take, with valgrind; `ofrep` and `events` load a server, need Linux
    /// and the Debian package `wrk`, and take `--seconds=N` for each load, `--rounds=N` or `--once`.
    Bench {
        /// What to measure, and how.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Try for long what random choices could break, and write the figures to docs/guarantees.md.
    Soak {
        /// Repeats the choices of another run.
        #[arg(long)]
        seed: Option<u64>,
        /// Only those whose tests are called like one of these, such as `chaos`.
        names: Vec<String>,
    },
    /// Simulate experiments, and fail where a test of the crate stats errs more often than it says.
    Simulate {
        /// A tenth of the experiments, and bounds that allow for it: some seconds.
        #[arg(long)]
        short: bool,
        /// The numbers depend on nothing else.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Fuzz the targets of fuzz/: documents, conditions, evaluation, log, ofrep.
    ///
    /// Needs a nightly toolchain and cargo-fuzz.
    Fuzz {
        /// Only this one.
        target: Option<String>,
        /// How long each is fuzzed.
        #[arg(long, default_value_t = 300)]
        seconds: u64,
    },
    /// Write the generated files that are committed, such as docs/cli.md.
    Codegen {
        /// Write nothing; fail if a committed file differs from what would be generated.
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    run().unwrap_or_else(|error| {
        // Without anyhow's backtrace: which command failed, not where in xtask, is the news.
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn run() -> anyhow::Result<ExitCode> {
    std::env::set_current_dir(cargo::repository_root())?;
    match Arguments::parse().command {
        Command::Demo { exit } => demo::run(exit)?,
        Command::Dashboard => dashboard::build(Place::Home)?,
        Command::Screenshots { folder } => dashboard::screenshots(&folder)?,
        Command::Test => return Ok(layers::run(Lockfile::MayChange)),
        Command::Ci { fast } => return Ok(ci::run(fast)),
        Command::Bench { arguments } => bench::run(&arguments)?,
        Command::Soak { seed, names } => soak::run(seed, &names)?,
        Command::Simulate { short, seed } => {
            let short = if short { "--short" } else { "" };
            let example = "run --quiet --profile ci --package hoist-stats --example simulate --";
            cargo::run(&format!("{example} --seed={seed} {short}"), Lockfile::MayChange)?;
        }
        Command::Fuzz { target, seconds } => fuzz::run(target.as_deref(), seconds)?,
        Command::Codegen { check: false } => codegen::write()?,
        Command::Codegen { check: true } => codegen::check()?,
    }
    Ok(ExitCode::SUCCESS)
}
