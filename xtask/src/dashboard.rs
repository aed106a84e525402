//! `cargo xtask dashboard` and `cargo xtask screenshots`: the one part that is not Rust.
//!
//! It needs Node and npm, and its tests need Chromium. Whoever has neither builds everything else:
//! the program then has a page that says what is missing.

use std::cmp::Reverse;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::cargo::{self, Lockfile};
use crate::outside::{self, Place, Program};

fn folder() -> PathBuf {
    cargo::repository_root().join("dashboard")
}

/// Builds the dashboard; the next build of `hoist` takes it in.
pub(crate) fn build(place: Place) -> Result<()> {
    install(place)?;
    npm(&["run", "build"])
}

/// The same where Node is, and a word about it where it is not. Nobody needs it for a demo.
pub(crate) fn build_if_possible() -> Result<()> {
    if outside::provide(Program::Dashboard, Place::Home).is_ok() {
        return build(Place::Home);
    }
    println!("\nWithout Node 20 and npm the server has no dashboard; the rest is as it should be.");
    Ok(())
}

/// Checks what needs no browser: types, units, and that it has not grown too large.
pub(crate) fn check(place: Place) -> Result<()> {
    build(place)?;
    for script in ["types:check", "test", "budget"] {
        npm(&["run", script])?;
    }
    Ok(())
}

/// What measures how long pages take, and is played alone.
const MEASURING: &str = "tests/fast.test.mjs";

/// Plays the journeys in Chromium, against the program of the debug profile.
pub(crate) fn journeys(place: Place) -> Result<()> {
    // Each file has a server and a browser, which share what one core does.
    let files_at_once = std::thread::available_parallelism().map_or(2, |n| n.get().clamp(2, 4));
    let mut arguments = vec!["--test".to_owned(), format!("--test-concurrency={files_at_once}")];
    arguments.extend(journey_files()?.into_iter().filter(|file| file != MEASURING));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let played = with_server(place, &arguments);
    let measured = with_server(place, &["--test", MEASURING]);
    played.and(measured)
}

/// The files of journeys, the longest first: else one of them would be played alone at the end.
fn journey_files() -> Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder().join("tests"))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".test.mjs") {
            files.push((Reverse(entry.metadata()?.len()), format!("tests/{name}")));
        }
    }
    files.sort();
    Ok(files.into_iter().map(|(_, file)| file).collect())
}

/// Writes every page in both themes and two widths into a folder.
pub(crate) fn screenshots(into: &Path) -> Result<()> {
    let into = std::path::absolute(into)?;
    with_server(Place::Home, &["tests/screenshots.mjs", &into.to_string_lossy()])?;
    println!("\nThe pictures are in {}.", into.display());
    Ok(())
}

fn with_server(place: Place, arguments: &[&str]) -> Result<()> {
    outside::provide(Program::Chromium, place)?;
    build(place)?;
    cargo::build_hoist(Lockfile::MayChange)?;
    run(Command::new("node").args(arguments).env("HOIST", cargo::beside("hoist")?))
}

/// Installs exactly the locked packages, unless they are there already.
fn install(place: Place) -> Result<()> {
    outside::provide(Program::Dashboard, place)?;
    let (lock, made_of) =
        (folder().join("package-lock.json"), folder().join("node_modules/.made-of"));
    let wanted = std::fs::read(&lock).context("cannot read dashboard/package-lock.json")?;
    // Written last, so what is half-made has none.
    if std::fs::read(&made_of).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    npm(&["ci", "--ignore-scripts", "--no-audit", "--no-fund"])?;
    std::fs::write(made_of, wanted).context("cannot finish the packages of the dashboard")
}

fn npm(arguments: &[&str]) -> Result<()> {
    run(Command::new("npm").args(arguments))
}

fn run(command: &mut Command) -> Result<()> {
    println!("\n$ {command:?}");
    let status = command.current_dir(folder()).stdin(Stdio::null()).status();
    let status = status.with_context(|| format!("cannot start {command:?}"))?;
    ensure!(status.success(), "{command:?} failed: {status}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_locked_and_name_no_registry() {
        let read = |name| std::fs::read_to_string(folder().join(name)).unwrap();
        let (packages, lock) = (read("package.json"), read("package-lock.json"));
        assert!(!packages.contains("\"^") && !packages.contains("\"~"), "every version is exact");
        assert!(!lock.contains("\"resolved\""), "the lock file names a registry");
        assert_eq!(lock.matches("\"version\"").count(), lock.matches("\"integrity\"").count());
    }
}
