//! `cargo xtask codegen`: files that are generated and committed, so that readers need no build.
//!
//! `--check` writes nothing and fails if a committed file is not what would be generated.

use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::cargo::{self, Lockfile};

/// Each file, and what the program that prints it calls it.
const FILES: &[(&str, &str)] = &[
    ("docs/access.md", "access"),
    ("docs/cli.md", "cli"),
    ("docs/diagnostics.md", "diagnostics"),
    ("docs/openapi.json", "openapi"),
];

/// How many differing lines a stale file shows.
const LINES_SHOWN_MAX: usize = 5;

/// Writes every generated file.
pub(crate) fn write() -> Result<()> {
    cargo::build_hoist(Lockfile::MayChange)?;
    for (path, page) in FILES {
        let text = printed(page)?;
        fs::write(path, text).with_context(|| format!("cannot write {path}"))?;
        println!("wrote {path}");
    }
    Ok(())
}

/// Fails if a committed file is stale.
pub(crate) fn check() -> Result<()> {
    cargo::build_hoist(Lockfile::Locked)?;
    let mut stale = 0;
    for (path, page) in FILES {
        let generated = printed(page)?;
        // A file that is not there yet is as stale as an empty one.
        let committed = fs::read_to_string(path).unwrap_or_default();
        if let Some(difference) = first_differences(&committed, &generated) {
            println!("{path} is stale:\n{difference}");
            stale += 1;
        }
    }
    if stale > 0 {
        bail!("{stale} generated file(s) are stale: run `cargo xtask codegen`");
    }
    Ok(())
}

/// What the program prints, which is built.
fn printed(page: &str) -> Result<String> {
    let pages = cargo::beside("examples/pages")?;
    let output = Command::new(&pages).arg(page).stderr(Stdio::inherit()).output();
    let output = output.with_context(|| format!("cannot start {}", pages.display()))?;
    ensure!(output.status.success(), "`pages {page}` failed: {}", output.status);
    String::from_utf8(output.stdout).context("the output is not UTF-8")
}

/// The first lines that differ, numbered; nothing if the texts are the same.
fn first_differences(committed: &str, generated: &str) -> Option<String> {
    if committed == generated {
        return None;
    }
    let mut shown = String::new();
    let (mut old, mut new) = (committed.split('\n'), generated.split('\n'));
    let lines = (1..).map_while(|number| match (old.next(), new.next()) {
        (None, None) => None,
        (committed, generated) => Some((number, committed, generated)),
    });
    let differing = lines.filter(|(_, committed, generated)| committed != generated);
    for (number, committed, generated) in differing.take(LINES_SHOWN_MAX) {
        for (sign, line) in [('-', committed), ('+', generated)] {
            if let Some(line) = line {
                // Writing to a string cannot fail.
                writeln!(shown, "{number:>5} {sign} {line}").ok();
            }
        }
    }
    Some(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_differs() {
        assert_eq!(first_differences("a\nb\n", "a\nb\n"), None);
        let check = |committed, generated, expected: &str| {
            assert_eq!(first_differences(committed, generated).as_deref(), Some(expected));
        };
        check("a\nb\n", "a\nc\n", "    2 - b\n    2 + c\n");
        check("", "a\n", "    1 - \n    1 + a\n    2 + \n");
        let shown = first_differences(&"old\n".repeat(9), &"new\n".repeat(9)).unwrap();
        assert_eq!(shown.lines().count(), 2 * LINES_SHOWN_MAX);
    }
}
