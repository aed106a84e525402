//! Documents as a folder of files: what is to be written, kept and removed is decided before
//! anything is.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use hoist_api::client::Format;
use hoist_ruleset::document::File;
use hoist_ruleset::{DocumentKind, Documents, Onto, Reading, Source, read_onto};

use crate::input;
use crate::output::printable;

/// A document's kind and key.
type Name<'d> = (DocumentKind, &'d str);

/// What is to become of a folder. Paths are within it.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Plan {
    pub(crate) write: Vec<(PathBuf, String)>,
    pub(crate) remove: Vec<PathBuf>,
    /// Files of documents that are no more, with why they stay.
    pub(crate) left: Vec<(PathBuf, &'static str)>,
    /// How many files say already what they are to say.
    pub(crate) unchanged: usize,
}

/// The files of a folder as they are, by their path within it.
pub(crate) fn files(folder: &Path) -> anyhow::Result<BTreeMap<PathBuf, Source>> {
    if !folder.exists() {
        return Ok(BTreeMap::new());
    }
    let file = |path: PathBuf| {
        let own = path.strip_prefix(folder).unwrap_or(&path).to_owned();
        Ok((own, input::source(&path)?))
    };
    input::in_folder(folder)?.into_iter().map(file).collect()
}

/// Says what is to become of the files of a folder so that they are these documents.
///
/// A file that says so already stays as it is, with its comments. One that does not belong to the
/// export is never touched.
pub(crate) fn plan(
    documents: &Documents,
    files: &BTreeMap<PathBuf, Source>,
    format: Format,
    prune: bool,
) -> anyhow::Result<Plan> {
    let sources: Vec<Source> = files.values().cloned().collect();
    let lists = documents.lists();
    let onto = Onto { documents, lists: &lists, remove: &[] };
    let reading = read_onto(&onto, &sources);
    let mut there = Held::of(&reading);
    let mut plan = Plan::default();
    for file in documents.files() {
        let (ending, text) = match format {
            Format::Yaml => ("yaml", file.to_yaml()?),
            Format::Json => ("json", file.to_json()?),
        };
        let path = PathBuf::from(format!("{}.{ending}", file.path));
        let held = files.get(&path).map(|source| there.take(source)).unwrap_or_default();
        let is_foreign = |(kind, key): &&Name<'_>| !File::may_hold(&file.path, *kind, key);
        if let Some((kind, key)) = held.names.iter().find(is_foreign) {
            let (path, kind) = (path.display(), kind.name());
            bail!("{path} has the {kind} {key} too, which would be lost: move it to another file");
        }
        let agrees = |(kind, key): &Name<'_>| documents.agrees(&reading.documents, *kind, key);
        if held.is_sound && held.names == file.holds && held.names.iter().all(agrees) {
            plan.unchanged += 1;
        } else {
            plan.write.push((path, text));
        }
    }
    for (path, source) in files {
        leave_over(path, &there.take(source).names, documents, prune, &mut plan)?;
    }
    Ok(plan)
}

/// What is in each file that was not taken yet.
struct Held<'r>(BTreeMap<&'r str, InFile<'r>>);

/// What is in a file, whether or not it is sound.
#[derive(Default)]
struct InFile<'r> {
    names: Vec<Name<'r>>,
    is_sound: bool,
}

impl<'r> Held<'r> {
    fn of(reading: &'r Reading) -> Self {
        let mut files: BTreeMap<&str, InFile<'_>> = BTreeMap::new();
        for entry in &reading.entries {
            let file = files.entry(&entry.file).or_insert(InFile { names: vec![], is_sound: true });
            file.names.push((entry.kind, &entry.key));
        }
        for diagnostic in &reading.diagnostics {
            if let Some(file) = files.get_mut(&*diagnostic.file) {
                file.is_sound = false;
            }
        }
        Self(files)
    }

    fn take(&mut self, source: &Source) -> InFile<'r> {
        self.0.remove(&*source.name).unwrap_or_default()
    }
}

/// Decides on a file that an export would not write.
fn leave_over(
    path: &Path,
    held: &[Name<'_>],
    documents: &Documents,
    prune: bool,
    plan: &mut Plan,
) -> anyhow::Result<()> {
    let bare = path.with_extension("");
    let bare = bare.to_string_lossy();
    let is_own = held.iter().all(|(kind, key)| File::may_hold(&bare, *kind, key));
    let twice = held.iter().find(|(kind, key)| documents.contains(*kind, key));
    match twice {
        // A file without any document is none of an export's business.
        None if held.is_empty() => {}
        _ if is_own && prune => plan.remove.push(path.to_owned()),
        Some((kind, key)) => {
            let (path, kind) = (printable(&path.display().to_string()), kind.name());
            let advice = if is_own {
                "give --prune to remove that file"
            } else {
                "remove it there, or export to another folder"
            };
            bail!("{path} has the {kind} {key} too, so nothing could read the folder: {advice}");
        }
        None if is_own => plan.left.push((path.to_owned(), "--prune removes it")),
        None => plan.left.push((path.to_owned(), "it was not written by an export")),
    }
    Ok(())
}

/// Does what was planned. A file is replaced as a whole: whoever reads it beside sees the one or
/// the other.
pub(crate) fn carry_out(plan: &Plan, folder: &Path) -> anyhow::Result<()> {
    for (path, text) in &plan.write {
        let file = folder.join(path);
        let name = file.display();
        let parent = file.parent().unwrap_or(folder);
        fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
        // Hidden files are not read as documents.
        let new = parent.join(".hoist-export.new");
        let written = fs::write(&new, text).and_then(|()| fs::rename(&new, &file));
        written.with_context(|| format!("cannot write {name}"))?;
    }
    for path in &plan.remove {
        let file = folder.join(path);
        fs::remove_file(&file).with_context(|| format!("cannot remove {}", file.display()))?;
    }
    Ok(())
}
