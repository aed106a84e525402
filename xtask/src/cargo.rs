//! Runs cargo, and prints each command line first, so that anybody can repeat one step alone.
//!
//! A command line is one string, split at white space: no argument of ours holds any. Everything
//! runs in the root of the repository.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

/// Whether cargo may bring Cargo.lock up to date.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lockfile {
    MayChange,
    Locked,
}

pub(crate) fn repository_root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}

/// Runs cargo with its output on the terminal; an exit code other than 0 is an error.
pub(crate) fn run(command_line: &str, lockfile: Lockfile) -> Result<()> {
    let status = announced(command_line, lockfile).status().context("cannot start cargo")?;
    ensure!(status.success(), "`cargo {command_line}` failed: {status}");
    Ok(())
}

/// Builds `hoist`, and what prints the generated pages, beside this program. With the features of
/// the whole workspace, and with an example, which has those that only tests need: otherwise all
/// that both rest upon would be built once for them and once more for the tests.
pub(crate) fn build_hoist(lockfile: Lockfile) -> Result<()> {
    run("build --workspace --all-features --bin hoist --example pages", lockfile)
}

/// Where cargo puts what it builds: beside this program.
pub(crate) fn beside(name: &str) -> Result<PathBuf> {
    Ok(std::env::current_exe()?.with_file_name(name))
}

/// Runs the `hoist` of this repository; what is printed first is what a user would type.
pub(crate) fn run_hoist(command_line: &str) -> Result<()> {
    println!("$ hoist {command_line}");
    let mut command = Command::new(beside("hoist")?);
    command.args(command_line.split_whitespace()).current_dir(repository_root());
    let status = command.status().context("cannot start hoist")?;
    ensure!(status.success(), "`hoist {command_line}` failed: {status}");
    Ok(())
}

/// Runs cargo, passes each line of standard output on at once and also to `on_line`. Returns
/// whether cargo succeeded.
pub(crate) fn stream(
    command_line: &str,
    lockfile: Lockfile,
    on_line: impl FnMut(&str),
) -> Result<bool> {
    stream_with(&[], command_line, lockfile, on_line)
}

/// The same, with numbers in the environment.
pub(crate) fn stream_with(
    settings: &[(&str, u64)],
    command_line: &str,
    lockfile: Lockfile,
    mut on_line: impl FnMut(&str),
) -> Result<bool> {
    let mut cargo = announced(command_line, lockfile);
    cargo.envs(settings.iter().map(|(name, value)| (name, value.to_string())));
    let mut child = cargo.stdout(Stdio::piped()).spawn().context("cannot start cargo")?;
    let stdout = child.stdout.take().context("cargo has no standard output")?;
    // Bytes, not `lines()`: a test may print what is not UTF-8.
    for line in BufReader::new(stdout).split(b'\n') {
        let line = line.context("cannot read the output of cargo")?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        on_line(&line);
    }
    Ok(child.wait().context("cannot wait for cargo")?.success())
}

fn announced(command_line: &str, lockfile: Lockfile) -> Command {
    let arguments = arguments(command_line, lockfile);
    println!("\n$ cargo {}", arguments.join(" "));
    let mut command = cargo();
    command.args(arguments);
    command
}

/// Cargo as from a shell. What it tells the programs that it runs, of which this is one, would have
/// build scripts run again, and with them all that is built upon.
fn cargo() -> Command {
    let mut cargo = Command::new("cargo");
    let is_told =
        |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(is_told) {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// Splits a command line and puts `--locked` behind the subcommand: before it, cargo does not pass
/// it on to clippy. `fmt` resolves no dependencies and knows no such option.
fn arguments(command_line: &str, lockfile: Lockfile) -> Vec<&str> {
    let mut arguments: Vec<&str> = command_line.split_whitespace().collect();
    if lockfile == Lockfile::Locked && arguments.first() != Some(&"fmt") {
        arguments.insert(arguments.len().min(1), "--locked");
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locked_stands_behind_the_subcommand() {
        let check = |command_line, lockfile, expected: &str| {
            assert_eq!(arguments(command_line, lockfile).join(" "), expected);
        };
        check("clippy -- -D warnings", Lockfile::Locked, "clippy --locked -- -D warnings");
        check("fmt --check", Lockfile::Locked, "fmt --check");
        check("test --doc", Lockfile::MayChange, "test --doc");
    }
}
