//! `hoist references`: where code names flags and experiments.

mod scan;

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use anyhow::{Context, bail};
use hoist_api::client::Format;
use hoist_ruleset::{DocumentKind, Source, read};
use ignore::overrides::{Override, OverrideBuilder};
use ignore::{DirEntry, WalkBuilder, WalkState};
use serde::Serialize;

use crate::arguments::ReferencesArguments;
use crate::output::{complain, printable, write_json};
use crate::server::Server;
use crate::{Outcome, input};
use scan::{Found, Keys, scan};

/// A longer file is data and no code.
const FILE_BYTES_MAX: u64 = 4 << 20;
/// A file with a zero byte among its first ones is binary.
const HEAD_BYTES: usize = 8 << 10;

/// What is told, as JSON.
#[derive(Debug, Serialize)]
struct Report {
    items: Vec<Item>,
    /// What calls name as a key that is none.
    unknown: Vec<Unknown>,
    /// Files that were searched.
    files: usize,
    /// Files that were not: binary or too long.
    skipped: usize,
}

#[derive(Debug, Serialize)]
struct Item {
    key: String,
    kind: &'static str,
    references: Vec<Reference>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Reference {
    file: String,
    line: usize,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Unknown {
    #[serde(flatten)]
    place: Reference,
    key: String,
}

pub(crate) fn run(
    arguments: &ReferencesArguments,
    out: &mut impl Write,
) -> anyhow::Result<Outcome> {
    let ReferencesArguments { paths, unused, exclude, exit_code, json, .. } = arguments;
    let (mut items, definitions) = wanted(arguments)?;
    let keys = Keys::new(items.iter().map(|item| item.key.as_str()));
    let mut report = Report { items: Vec::new(), unknown: Vec::new(), files: 0, skipped: 0 };
    for path in paths {
        search(path, exclude, &definitions, &keys, |file, searched| {
            let Some(Found { references, unknown }) = searched else {
                report.skipped += 1;
                return;
            };
            report.files += 1;
            let place = |line| Reference { file: file.clone(), line };
            for (number, line) in references {
                items[number].references.push(place(line));
            }
            let unknown =
                unknown.into_iter().map(|(key, line)| Unknown { key, place: place(line) });
            report.unknown.extend(unknown);
        })?;
    }
    if report.files == 0 {
        let paths: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
        let paths = printable(&paths.join(", "));
        bail!(
            "nothing was searched in {paths}, where every key would seem to be unused: is that the code?"
        );
    }
    for item in &mut items {
        item.references.sort_unstable();
        // A file may be in two of the folders.
        item.references.dedup();
    }
    report.unknown.sort_unstable();
    report.unknown.dedup();
    report.items = items;
    if *unused {
        report.items.retain(|item| item.references.is_empty());
    }
    if *json {
        write_json(&report, out)?;
    } else {
        write!(out, "{}", lines(&report, *unused))?;
        out.flush()?;
        complain(format_args!("{}", told(&report)));
    }
    let is_found = !report.unknown.is_empty() || (*unused && !report.items.is_empty());
    Ok(if *exit_code && is_found { Outcome::Refused } else { Outcome::Done })
}

/// The keys that are looked for, without references, and the files in which they are defined.
fn wanted(arguments: &ReferencesArguments) -> anyhow::Result<(Vec<Item>, Vec<PathBuf>)> {
    let ReferencesArguments { files, server, .. } = arguments;
    let (sources, errors) = match files.as_slice() {
        [] => {
            let server = Server::of(server)?;
            let text = server.ask(server.client.export(Format::Json))?;
            (vec![Source::new("server.json", text)], Vec::new())
        }
        files => input::sources(files),
    };
    if let Some(error) = errors.into_iter().next() {
        return Err(error);
    }
    let reading = read(&sources);
    if let Some(first) = reading.diagnostics.first() {
        bail!("the documents are not sound, so keys would be missing: {first}");
    }
    let kind = |kind| match kind {
        DocumentKind::Flag => Some("flag"),
        DocumentKind::Experiment => Some("experiment"),
        _ => None,
    };
    let keys = reading.documents.keys();
    let item = |(found, key): (DocumentKind, &str)| {
        Some(Item { key: key.to_owned(), kind: kind(found)?, references: Vec::new() })
    };
    let mut items: Vec<Item> = keys.filter_map(item).collect();
    items.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    let definitions = sources.iter().filter(|_| !files.is_empty());
    let definitions = definitions.filter_map(|source| fs::canonicalize(&*source.name).ok());
    Ok((items, definitions.collect()))
}

/// Searches the files below a path, several at a time, and gives what each has; none of a file
/// that is not searched.
fn search(
    path: &Path,
    exclude: &[String],
    definitions: &[PathBuf],
    keys: &Keys,
    mut tell: impl FnMut(String, Option<Found>),
) -> anyhow::Result<()> {
    let name = path.display();
    let about = fs::metadata(path).with_context(|| format!("cannot read {name}"))?;
    // A walk does not ask what to pass over of where it begins.
    if about.is_file() && excluded(Path::new("."), exclude)?.matched(path, false).is_ignore() {
        return Ok(());
    }
    let mut walk = WalkBuilder::new(path);
    // Workflows of CI are hidden, and what Git keeps for itself is no code.
    walk.hidden(false).require_git(false).filter_entry(|entry| entry.file_name() != ".git");
    walk.overrides(excluded(path, exclude)?);
    let (sender, found) = mpsc::channel();
    std::thread::scope(|scope| {
        let walk = walk.build_parallel();
        scope.spawn(move || {
            walk.run(|| {
                let sender = sender.clone();
                Box::new(move |entry| {
                    let found = entry.map_err(anyhow::Error::from);
                    let found = found.and_then(|entry| searched(&entry, definitions, keys));
                    // Whoever receives is there until all has been sent.
                    found.transpose().into_iter().for_each(|found| drop(sender.send(found)));
                    WalkState::Continue
                })
            });
        });
        for found in found {
            match found {
                Ok(Searched { file, found }) => tell(file, found),
                Err(error) => complain(format_args!("error: {error:#}")),
            }
        }
    });
    Ok(())
}

/// What is passed over below a folder.
fn excluded(folder: &Path, exclude: &[String]) -> anyhow::Result<Override> {
    let mut overrides = OverrideBuilder::new(folder);
    for glob in exclude {
        // Plain patterns would be those that alone are searched.
        let added = overrides.add(&format!("!{glob}"));
        added.with_context(|| format!("--exclude {glob} is no pattern"))?;
    }
    Ok(overrides.build()?)
}

/// A file, and what it has; none where it was not searched.
struct Searched {
    file: String,
    found: Option<Found>,
}

/// Searches an entry of a folder, if it is a file that defines no keys.
fn searched(
    entry: &DirEntry,
    definitions: &[PathBuf],
    keys: &Keys,
) -> anyhow::Result<Option<Searched>> {
    let path = entry.path();
    let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
    let is_called_like = |other: &PathBuf| other.file_name() == path.file_name();
    if !is_file
        || (definitions.iter().any(is_called_like)
            && fs::canonicalize(path).is_ok_and(|path| definitions.contains(&path)))
    {
        return Ok(None);
    }
    let file = path.strip_prefix(".").unwrap_or(path).display().to_string();
    let text = text(path).with_context(|| format!("cannot read {file}"))?;
    Ok(Some(Searched { file, found: text.map(|text| scan(&text, keys)) }))
}

/// What is in a file, unless that is no text, or much.
fn text(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let mut file = File::open(path)?;
    let bytes = file.metadata()?.len();
    if bytes > FILE_BYTES_MAX {
        return Ok(None);
    }
    let mut text = Vec::with_capacity(usize::try_from(bytes).unwrap_or_default() + 1);
    file.read_to_end(&mut text)?;
    let is_binary = text.iter().take(HEAD_BYTES).any(|byte| *byte == 0);
    Ok(Some(text).filter(|_| !is_binary))
}

/// A line for each reference, and one for each key without any.
fn lines(report: &Report, unused: bool) -> String {
    let mut text = String::new();
    for Item { key, kind, references } in &report.items {
        for Reference { file, line } in references {
            text.push_str(&printable(&format!("{file}:{line}: {key}")));
            text.push('\n');
        }
        if unused {
            text.push_str(&printable(key));
            text.push('\n');
        } else if references.is_empty() {
            text.push_str(&printable(&format!("nowhere: {key} ({kind})")));
            text.push('\n');
        }
    }
    text
}

/// What is told beside the references.
fn told(report: &Report) -> String {
    let Report { items, unknown, files, skipped } = report;
    let mut text = String::new();
    for Unknown { place: Reference { file, line }, key } in unknown {
        let what = format!("note: {file}:{line} asks for {key}, which there is not");
        text.push_str(&printable(&what));
        text.push('\n');
    }
    let unused = items.iter().filter(|item| item.references.is_empty()).count();
    let skipped = match skipped {
        0 => String::new(),
        _ => format!(", {skipped} passed over as binary or longer than 4 MiB"),
    };
    text + &format!("keys without a reference: {unused}; files searched: {files}{skipped}")
}
