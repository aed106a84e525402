//! Reading files, folders and standard input, within the limits.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use hoist_ruleset::Source;
use hoist_ruleset::limits::FILE_BYTES_MAX;
use jiff::Timestamp;

/// All files that some paths name: files as given, folders by what is in them.
pub(crate) fn sources(paths: &[PathBuf]) -> anyhow::Result<Vec<Source>> {
    let mut sources = Vec::new();
    for path in paths {
        if is_standard_input(path) {
            sources.push(Source::new("-", bytes(io::stdin().lock(), "standard input")?));
            continue;
        }
        let files = if path.is_dir() { in_folder(path)? } else { vec![path.clone()] };
        for path in files {
            let name = path.display().to_string();
            let file = File::open(&path).with_context(|| format!("cannot read {name}"))?;
            sources.push(Source::new(&name, bytes(file, &name)?));
        }
    }
    Ok(sources)
}

fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Reads at most one byte more than is allowed, so that validation can tell that it is too much.
fn bytes(input: impl Read, name: &str) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(FILE_BYTES_MAX)?.saturating_add(1);
    input.take(most).read_to_end(&mut bytes).with_context(|| format!("cannot read {name}"))?;
    Ok(bytes)
}

/// The documents in a folder and those below it, by name; hidden files are left out.
fn in_folder(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let cannot = || format!("cannot read {}", folder.display());
        for entry in folder.read_dir().with_context(cannot)? {
            let path = entry.with_context(cannot)?.path();
            let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes()[0] == b'.');
            let ending = path.extension().and_then(|ending| ending.to_str());
            if hidden {
                continue;
            } else if path.is_dir() {
                folders.push(path);
            } else if matches!(ending, Some("yaml" | "yml" | "json")) {
                files.push(path);
            }
        }
    }
    if files.is_empty() {
        bail!("there are no .yaml, .yml or .json files in {}", folder.display());
    }
    files.sort();
    Ok(files)
}

/// A file or standard input, line by line.
pub(crate) fn lines(path: &Path) -> anyhow::Result<Box<dyn BufRead>> {
    if is_standard_input(path) {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(Box::new(BufReader::new(file)))
}

/// The time of an evaluation: the one asked for, or the clock's.
#[expect(clippy::disallowed_methods, reason = "the composition root reads the clock, once")]
pub(crate) fn time(at: Option<Timestamp>) -> Timestamp {
    at.unwrap_or_else(Timestamp::now)
}
