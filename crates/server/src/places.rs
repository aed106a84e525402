//! Where documents stand in files.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use hoist_api::Place;
use hoist_ruleset::{DocumentKind, Entry};

/// The file and line of each document that some files have.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Places(HashMap<DocumentKind, HashMap<Arc<str>, Line>>);

/// A line of a file.
type Line = (Arc<str>, u32);

impl Places {
    /// The places of what was read.
    pub(crate) fn of(entries: &[Entry]) -> Self {
        Self::named(entries, Arc::clone)
    }

    /// The places of what was read from a folder, or from a file, as they are called there.
    pub(crate) fn within(path: &Path, entries: &[Entry]) -> Self {
        let mut names: HashMap<&str, Arc<str>> = HashMap::new();
        for Entry { file, .. } in entries {
            names.entry(file).or_insert_with(|| {
                let own = Path::new(&**file).strip_prefix(path).unwrap_or(Path::new(&**file));
                let is_file = own.as_os_str().is_empty();
                let own = if is_file { path.file_name().map_or(own, Path::new) } else { own };
                own.display().to_string().into()
            });
        }
        Self::named(entries, |file| names.get(&**file).unwrap_or(file).clone())
    }

    fn named(entries: &[Entry], name: impl Fn(&Arc<str>) -> Arc<str>) -> Self {
        let mut places = Self::default();
        for Entry { kind, key, file, mark, .. } in entries {
            let of_kind = places.0.entry(*kind).or_default();
            of_kind.insert(key.as_str().into(), (name(file), mark.line));
        }
        places
    }

    /// Where a document stands.
    pub(crate) fn get(&self, kind: DocumentKind, key: &str) -> Option<Place> {
        let (file, line) = self.0.get(&kind)?.get(key)?;
        Some(Place { file: file.to_string(), line: *line })
    }

    /// Whether the files have a document.
    pub(crate) fn has(&self, kind: DocumentKind, key: &str) -> bool {
        self.0.get(&kind).is_some_and(|of_kind| of_kind.contains_key(key))
    }
}

#[cfg(test)]
mod tests {
    use hoist_ruleset::{Source, read};

    use super::*;

    #[test]
    fn a_file_is_called_as_in_its_folder() {
        let yaml = "features:\n  a: {type: boolean}\n  b:\n    type: boolean\n";
        let place = |name: &str, path: &str, key: &str| {
            let entries = read(&[Source::new(name, yaml)]).entries;
            let place = Places::within(Path::new(path), &entries).get(DocumentKind::Flag, key)?;
            Some(format!("{}:{}", place.file, place.line))
        };
        for (name, path, key, expected) in [
            ("flags/team/a.yaml", "flags", "a", Some("team/a.yaml:2")),
            ("flags/team/a.yaml", "flags/", "b", Some("team/a.yaml:3")),
            ("/etc/hoist/features.yaml", "/etc/hoist/features.yaml", "b", Some("features.yaml:3")),
            ("features.yaml", "features.yaml", "a", Some("features.yaml:2")),
            ("features.yaml", "features.yaml", "c", None),
        ] {
            assert_eq!(place(name, path, key).as_deref(), expected, "{name} in {path}");
        }
    }
}
