//! Reading files, folders and standard input, within the limits.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use hoist_ruleset::Source;
use hoist_ruleset::limits::FILE_BYTES_MAX;
use jiff::Timestamp;

use crate::Usage;

/// Whether a path stands for standard input.
fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Standard input can be read only once.
pub(crate) fn check_standard_input<'p>(
    mut paths: impl Iterator<Item = &'p PathBuf>,
) -> Result<(), Usage> {
    let twice = paths.by_ref().any(|path| is_standard_input(path))
        && paths.any(|path| is_standard_input(path));
    if twice { Err(Usage("standard input can be read only once".to_owned())) } else { Ok(()) }
}

/// All files that some paths name: files as given, folders by what is in them. What cannot be
/// read is told beside what can.
pub(crate) fn sources(paths: &[PathBuf]) -> (Vec<Source>, Vec<anyhow::Error>) {
    let (mut sources, mut errors) = (Vec::new(), Vec::new());
    for path in paths {
        let files = if path.is_dir() { some_in_folder(path) } else { Ok(vec![path.clone()]) };
        let files = files.unwrap_or_else(|error| {
            errors.push(error);
            Vec::new()
        });
        for path in files {
            match source(&path) {
                Ok(source) => sources.push(source),
                Err(error) => errors.push(error),
            }
        }
    }
    (sources, errors)
}

fn some_in_folder(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let files = in_folder(folder)?;
    if files.is_empty() {
        bail!("there are no .yaml, .yml or .json files in {}", folder.display());
    }
    Ok(files)
}

/// Reads one file.
pub(crate) fn source(path: &Path) -> anyhow::Result<Source> {
    if is_standard_input(path) {
        return Ok(Source::new("-", bytes(io::stdin().lock(), "standard input")?));
    }
    let name = path.display().to_string();
    let file = File::open(path).with_context(|| format!("cannot read {name}"))?;
    Ok(Source::new(&name, bytes(file, &name)?))
}

/// Reads at most one byte more than is allowed, so that validation can tell that it is too much.
fn bytes(input: impl Read, name: &str) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(FILE_BYTES_MAX)?.saturating_add(1);
    input.take(most).read_to_end(&mut bytes).with_context(|| format!("cannot read {name}"))?;
    Ok(bytes)
}

/// The documents in a folder and those below it, by name; hidden ones are left out.
///
/// Links to files are followed, as configuration is often mounted; links to folders are not, since
/// they may lead round in circles.
pub(crate) fn in_folder(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let cannot = || format!("cannot read {}", folder.display());
        for entry in folder.read_dir().with_context(cannot)? {
            let entry = entry.with_context(cannot)?;
            let path = entry.path();
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                continue;
            }
            if entry.file_type().with_context(cannot)?.is_dir() {
                folders.push(path);
            } else if has_document_ending(&path) && path.is_file() {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

fn has_document_ending(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    ["yaml", "yml", "json"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// A file or standard input, to be read line by line.
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

/// The clock of the server.
#[expect(clippy::disallowed_methods, reason = "the composition root reads the clock")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}
