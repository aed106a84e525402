//! `cargo xtask fuzz`: libFuzzer on the targets of fuzz/, a package of its own outside the
//! workspace.
//!
//! Running a target needs what the tests do without: a nightly toolchain and cargo-fuzz. What is
//! found becomes a test: put into `fuzz/found/TARGET/`, it is replayed by the integration tests.

use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};

use crate::cargo::{self, Lockfile};

/// A target, and the longest input that is worth its time, in bytes.
const TARGETS: &[(&str, u32)] = &[
    ("documents", 8_192),
    ("conditions", 4_096),
    ("evaluation", 2_048),
    ("log", 1_024),
    ("ofrep", 4_096),
];

/// Fuzzes one target, or all one after another, each for so long.
pub(crate) fn run(only: Option<&str>, seconds: u64) -> Result<()> {
    let chosen: Vec<_> =
        TARGETS.iter().filter(|(name, _)| only.is_none_or(|only| only == *name)).collect();
    if chosen.is_empty() {
        let names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
        bail!("there is no such target; there are: {}", names.join(", "));
    }
    let fuzz = Command::new("cargo").args(["+nightly", "fuzz", "--version"]).output();
    ensure!(
        fuzz.context("cannot start cargo")?.status.success(),
        "fuzzing needs a nightly toolchain and cargo-fuzz: `rustup toolchain install nightly` and \
         `cargo install --locked cargo-fuzz`"
    );
    cargo::run("run --quiet --package hoist --example seeds", Lockfile::MayChange)?;
    for (name, bytes_max) in chosen {
        let command = format!(
            "+nightly fuzz run {name} -- -max_total_time={seconds} -max_len={bytes_max} \
             -timeout=30 -rss_limit_mb=2048"
        );
        cargo::run(&command, Lockfile::MayChange).with_context(|| {
            format!(
                "{name} broke a law: mend it, and keep the input as a test, from \
                 fuzz/artifacts/{name} to fuzz/found/{name}"
            )
        })?;
    }
    Ok(())
}
