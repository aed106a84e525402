//! `cargo xtask test`: the layers of tests, one after another, with the tests of each counted.
//!
//! Each layer is plain `cargo test`, since a newcomer has nothing but Rust. Layers that need
//! programs of others ([`crate::outside`]) are skipped where those are missing, save in CI. A layer
//! in which no test ran has failed: a filter or a moved file must not make tests vanish unseen.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::cargo::{self, Lockfile};
use crate::outside::{self, Place, Program};
use crate::tally::Tally;

struct Layer {
    name: &'static str,
    /// Whether `cargo xtask ci --fast` runs it too.
    fast: bool,
    /// Whether there may be no test at all.
    may_be_empty: bool,
    /// What it needs beside Rust.
    needs: Option<Program>,
    commands: &'static [&'static str],
}

const LAYERS: &[Layer] = &[
    Layer {
        name: "unit and property",
        fast: true,
        may_be_empty: false,
        needs: None,
        commands: &["test --workspace --lib --all-features"],
    },
    Layer {
        name: "documentation examples",
        fast: false,
        may_be_empty: true,
        needs: None,
        commands: &["test --workspace --doc --all-features"],
    },
    Layer {
        name: "tidy",
        fast: true,
        may_be_empty: false,
        needs: None,
        commands: &["test --package xtask"],
    },
    // Optimised, as users run it: a law that only `debug_assert!` upholds breaks here, and the
    // statistical laws have the speed for many samples, which those of bucketing have only here.
    Layer {
        name: "laws, without debug assertions",
        fast: false,
        may_be_empty: false,
        needs: None,
        commands: &["test --profile ci --package hoist-ruleset --package hoist-eval \
                     --package hoist-delivery --lib --test laws"],
    },
    // With what is built already: optimising the program takes longer than its tests save by that.
    // More at once than there are processors, since many wait for a server most of the time.
    Layer {
        name: "integration",
        fast: false,
        may_be_empty: false,
        needs: None,
        commands: &["test --workspace --all-features --test integration -- --skip outside:: \
                     --test-threads 4"],
    },
    // Tests that run programs of others are in `tests/outside/` and marked `ignore`, so that plain
    // `cargo test` passes without them.
    Layer {
        name: "other programs: Python",
        fast: false,
        may_be_empty: false,
        needs: Some(Program::Python),
        commands: &["test --workspace --all-features --test integration -- \
                     --ignored outside:: --skip outside::promtool --skip outside::shell \
                     --skip outside::ofrep_node --skip outside::releasing"],
    },
    Layer {
        name: "other programs: Node",
        fast: false,
        may_be_empty: false,
        needs: Some(Program::Node),
        commands: &["test --workspace --all-features --test integration -- \
                     --ignored outside::ofrep_node"],
    },
    Layer {
        name: "other programs: curl and jq",
        fast: false,
        may_be_empty: false,
        needs: Some(Program::Shell),
        commands: &["test --workspace --all-features --test integration -- \
                     --ignored outside::shell"],
    },
    Layer {
        name: "other programs: promtool",
        fast: false,
        may_be_empty: false,
        needs: Some(Program::Promtool),
        commands: &["test --workspace --all-features --test integration -- \
                     --ignored outside::promtool"],
    },
    // One after the other: they are about how long things take under load.
    Layer {
        name: "other programs: Prometheus, HAProxy",
        fast: false,
        may_be_empty: false,
        needs: Some(Program::Releasing),
        commands: &["test --workspace --all-features --test integration -- \
                     --ignored outside::releasing --test-threads 1"],
    },
];

/// What became of one layer, or of another step of CI.
pub(crate) struct Outcome {
    pub(crate) name: &'static str,
    pub(crate) tally: Tally,
    pub(crate) took: Duration,
    /// Why it failed, if it did.
    pub(crate) complaint: Option<String>,
    /// Why it did not run, if it did not.
    pub(crate) skipped: Option<String>,
}

/// Runs all layers and prints the summary.
pub(crate) fn run(lockfile: Lockfile) -> ExitCode {
    summarise(&run_all(lockfile, Place::Home, false))
}

/// Runs all layers, or only the fast ones.
pub(crate) fn run_all(lockfile: Lockfile, place: Place, only_fast: bool) -> Vec<Outcome> {
    let chosen = LAYERS.iter().filter(|layer| layer.fast || !only_fast);
    chosen.map(|layer| run_layer(layer, lockfile, place)).collect()
}

/// Prints a table of outcomes and, last of all, the line that counts. What failed without
/// a failing test, such as a layer that does not compile, counts as one failed.
pub(crate) fn summarise(outcomes: &[Outcome]) -> ExitCode {
    println!("\n{:32} {:>7} {:>7} {:>7} {:>8}", "", "passed", "failed", "ignored", "minutes");
    let mut total = Tally::default();
    for Outcome { name, tally, took, complaint, skipped } in outcomes {
        if let Some(why) = skipped {
            println!("{name:32} skipped: {why}");
            continue;
        }
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

fn run_layer(layer: &Layer, lockfile: Lockfile, place: Place) -> Outcome {
    println!("\n== {}", layer.name);
    let start = Instant::now();
    let mut tally = Tally::default();
    let provided = layer.needs.map_or(Ok(()), |program| outside::provide(program, place));
    let missing = provided.err().map(|error| format!("{error:#}"));
    let (mut complaint, skipped) = match place {
        Place::Home => (None, missing),
        Place::Ci => (missing, None),
    };
    let is_provided = complaint.is_none() && skipped.is_none();
    for command in layer.commands.iter().filter(|_| is_provided) {
        let ran = count(command, lockfile, layer.may_be_empty, &mut tally);
        complaint = complaint.or(ran.err().map(|error| format!("{error:#}")));
    }
    let took = start.elapsed();
    let Tally { passed, failed, ignored } = tally;
    let minutes = minutes(took);
    let name = layer.name;
    println!("\n{name}: {passed} passed, {failed} failed, {ignored} ignored, {minutes:.1} minutes");
    Outcome { name, tally, took, complaint, skipped }
}

/// Runs one `cargo test` and adds its tests to `tally`.
fn count(command: &str, lockfile: Lockfile, may_be_empty: bool, tally: &mut Tally) -> Result<()> {
    let mut ran = Tally::default();
    // Without --no-fail-fast, one failing crate would hide the tests of those after it.
    let command = command.replacen("test ", "test --no-fail-fast ", 1);
    let succeeded = cargo::stream(&command, lockfile, |line| {
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
            skipped: None,
        };
        let check = |outcome: Outcome, expected| assert_eq!(summarise(&[outcome]), expected);
        check(outcome(0, None), ExitCode::SUCCESS);
        check(outcome(0, Some("does not compile")), ExitCode::FAILURE);
        check(outcome(1, Some("a test failed")), ExitCode::FAILURE);
        let skipped = Some("no such program".to_owned());
        check(Outcome { skipped, ..outcome(0, None) }, ExitCode::SUCCESS);
    }
}
