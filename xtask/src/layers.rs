//! `cargo xtask test`: the layers of tests, one after another, with the tests of each counted.
//!
//! Each layer is plain `cargo test`, since a newcomer has nothing but Rust. A layer in which no
//! test ran has failed: a filter or a moved file must not make tests vanish unseen.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::cargo::{self, Lockfile};
use crate::tally::Tally;

struct Layer {
    name: &'static str,
    /// Whether `cargo xtask ci --fast` runs it too.
    fast: bool,
    /// Whether there may be no test at all.
    may_be_empty: bool,
    commands: &'static [&'static str],
}

const LAYERS: &[Layer] = &[
    Layer {
        name: "unit and property",
        fast: true,
        may_be_empty: false,
        commands: &["test --workspace --exclude xtask --lib --bins"],
    },
    Layer {
        name: "integration",
        fast: false,
        may_be_empty: false,
        commands: &["test --package hoist --test integration"],
    },
    Layer {
        name: "documentation examples",
        fast: false,
        may_be_empty: true,
        commands: &["test --workspace --doc"],
    },
    Layer { name: "tidy", fast: true, may_be_empty: false, commands: &["test --package xtask"] },
    // Optimised, as users run it: a law that only `debug_assert!` upholds breaks here, and the
    // statistical laws have the speed for many samples.
    Layer {
        name: "laws, without debug assertions",
        fast: false,
        may_be_empty: false,
        commands: &[
            "test --profile ci --package hoist-ruleset --package hoist-eval --lib",
            "test --profile ci --package hoist --test integration",
        ],
    },
];

/// What became of one layer, or of another step of CI.
pub(crate) struct Outcome {
    pub(crate) name: &'static str,
    pub(crate) tally: Tally,
    pub(crate) took: Duration,
    /// Why it failed, if it did.
    pub(crate) complaint: Option<String>,
}

/// Runs all layers and prints the summary.
pub(crate) fn run(lockfile: Lockfile) -> ExitCode {
    summarise(&run_all(lockfile, false))
}

/// Runs all layers, or only the fast ones.
pub(crate) fn run_all(lockfile: Lockfile, only_fast: bool) -> Vec<Outcome> {
    let chosen = LAYERS.iter().filter(|layer| layer.fast || !only_fast);
    chosen.map(|layer| run_layer(layer, lockfile)).collect()
}

/// Prints a table of outcomes and, last of all, the line that counts. What failed without
/// a failing test, such as a layer that does not compile, counts as one failed.
pub(crate) fn summarise(outcomes: &[Outcome]) -> ExitCode {
    println!("\n{:32} {:>7} {:>7} {:>7} {:>8}", "", "passed", "failed", "ignored", "minutes");
    let mut total = Tally::default();
    for Outcome { name, tally, took, complaint } in outcomes {
        let Tally { passed, failed, ignored } = tally;
        let minutes = minutes(*took);
        println!("{name:32} {passed:>7} {failed:>7} {ignored:>7} {minutes:>8.1}");
        total += *tally;
        if let Some(complaint) = complaint {
            println!("  FAILED: {complaint}");
            total.failed += u64::from(*failed == 0);
        }
    }
    println!("{total}");
    if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

pub(crate) fn minutes(duration: Duration) -> f64 {
    duration.as_secs_f64() / 60.0
}

fn run_layer(layer: &Layer, lockfile: Lockfile) -> Outcome {
    println!("\n== {}", layer.name);
    let start = Instant::now();
    let mut tally = Tally::default();
    let mut complaint = None;
    for command in layer.commands {
        let ran = count(command, lockfile, layer.may_be_empty, &mut tally);
        complaint = complaint.or(ran.err().map(|error| format!("{error:#}")));
    }
    let took = start.elapsed();
    let Tally { passed, failed, ignored } = tally;
    let minutes = minutes(took);
    let name = layer.name;
    println!("\n{name}: {passed} passed, {failed} failed, {ignored} ignored, {minutes:.1} minutes");
    Outcome { name, tally, took, complaint }
}

/// Runs one `cargo test` and adds its tests to `tally`.
fn count(command: &str, lockfile: Lockfile, may_be_empty: bool, tally: &mut Tally) -> Result<()> {
    let mut ran = Tally::default();
    // Without --no-fail-fast, one failing crate would hide the tests of those after it.
    let succeeded = cargo::stream(&format!("{command} --no-fail-fast"), lockfile, |line| {
        ran += Tally::parse(line).unwrap_or_default();
    })?;
    *tally += ran;
    ensure!(succeeded, "`cargo {command}` failed");
    ensure!(may_be_empty || !ran.is_empty(), "`cargo {command}` ran no test");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_without_a_failing_test_fails_the_run() {
        let outcome = |failed, complaint: Option<&str>| Outcome {
            name: "example",
            tally: Tally { passed: 1, failed, ignored: 0 },
            took: Duration::ZERO,
            complaint: complaint.map(str::to_owned),
        };
        let check = |outcome: Outcome, expected| assert_eq!(summarise(&[outcome]), expected);
        check(outcome(0, None), ExitCode::SUCCESS);
        check(outcome(0, Some("does not compile")), ExitCode::FAILURE);
        check(outcome(1, Some("a test failed")), ExitCode::FAILURE);
    }
}
