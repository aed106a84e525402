//! Documents as the files of a folder: each document has one file, always at the same place, so
//! that a change of one field is a change of one file.
//!
//! Experiments of one layer are together in one file: which part of the layer each has follows from
//! their order, which a folder would not keep.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::{Serialize, Serializer};

use super::{Documents, json, yaml};
use crate::read::DocumentKind;

/// The folder of the files of layers.
const LAYERS: &str = "layers/";

/// A file of a folder.
#[derive(Clone, Debug)]
pub struct File<'d> {
    /// Its path in the folder, without an ending, such as `features/checkout`.
    pub path: String,
    /// Kind and key of what is in it.
    pub holds: Vec<(DocumentKind, &'d str)>,
    documents: &'d Documents,
}

impl File<'_> {
    /// Its text in YAML.
    ///
    /// # Errors
    ///
    /// None that a document could cause; `serde-saphyr` does not promise so in its types.
    pub fn to_yaml(&self) -> Result<String, serde_saphyr::ser::Error> {
        yaml(self)
    }

    /// Its text in JSON.
    ///
    /// # Errors
    ///
    /// None that a document could cause; `serde_json` does not promise so in its types.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        json(self)
    }

    /// Whether a document may be in the file of a path, whatever is in the document.
    pub fn may_hold(path: &str, kind: DocumentKind, key: &str) -> bool {
        let is_layer = kind == DocumentKind::Experiment && path.starts_with(LAYERS);
        is_layer || path.eq_ignore_ascii_case(&place(kind, key))
    }
}

impl Documents {
    /// All documents as files, by path.
    pub fn files(&self) -> Vec<File<'_>> {
        let mut files: BTreeMap<String, File<'_>> = BTreeMap::new();
        for (kind, key) in self.keys() {
            let path = self.layer_of(kind, key).map_or_else(|| place(kind, key), layer);
            // Where letters have no case, files whose names differ only by it are one.
            let file = files.entry(path.to_lowercase());
            let new = || File { path, holds: Vec::new(), documents: self };
            file.or_insert_with(new).holds.push((kind, key));
        }
        files.into_values().collect()
    }

    fn layer_of(&self, kind: DocumentKind, key: &str) -> Option<&str> {
        let experiment = self.experiments.get(key).filter(|_| kind == DocumentKind::Experiment);
        experiment?.layer.as_deref()
    }
}

fn place(kind: DocumentKind, key: &str) -> String {
    format!("{}/{key}", kind.section())
}

/// The path of a layer's file. A layer may have any name, a file may not.
fn layer(name: &str) -> String {
    let mut path = LAYERS.to_owned();
    for (at, letter) in name.char_indices() {
        let is_hidden = at == 0 && letter == '.';
        if is_hidden || r#"%/\:*?"<>|"#.contains(letter) {
            // Writing to a string cannot fail.
            _ = write!(path, "%{:02X}", u32::from(letter));
        } else {
            path.push(letter);
        }
    }
    path
}

impl Serialize for File<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_there = |kind: &DocumentKind| self.holds.iter().any(|(own, _)| own == kind);
        let kinds = DocumentKind::ALL.into_iter().filter(is_there);
        serializer.collect_map(kinds.map(|kind| (kind.section(), Section(self, kind))))
    }
}

/// The documents of one kind in a file.
struct Section<'f>(&'f File<'f>, DocumentKind);

impl Serialize for Section<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(File { documents, holds, .. }, kind) = self;
        let own = holds.iter().filter(|(own, _)| own == kind);
        serializer.collect_map(own.map(|(kind, key)| (key, Body(documents, *kind, key))))
    }
}

/// One document.
struct Body<'f>(&'f Documents, DocumentKind, &'f str);

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(documents, kind, key) = self;
        match kind {
            DocumentKind::Flag => documents.flags.get(key).serialize(serializer),
            DocumentKind::Segment => {
                let segment = documents.segments.get(key);
                segment.map(|segment| segment.in_full()).serialize(serializer)
            }
            DocumentKind::Metric => documents.metrics.get(key).serialize(serializer),
            DocumentKind::Experiment => documents.experiments.get(key).serialize(serializer),
            DocumentKind::Release => documents.releases.get(key).serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Source, read};

    fn files(yaml: &str) -> Vec<(String, String)> {
        let reading = read(&[Source::new("all.yaml", yaml)]);
        assert_eq!(reading.diagnostics, []);
        let file = |file: File<'_>| (file.path.clone(), file.to_yaml().unwrap());
        reading.documents.files().into_iter().map(file).collect()
    }

    #[test]
    fn each_document_has_its_file() {
        let all = "
features: {b: {type: boolean}, a: {type: boolean, description: first}}
segments: {a: {include: [b, a]}}
metrics: {a: {event: buy, kind: mean}}
";
        let expected = [
            (
                "features/a",
                "features:\n  a:\n    type: boolean\n    enabled: false\n    description: first\n",
            ),
            ("features/b", "features:\n  b:\n    type: boolean\n    enabled: false\n"),
            (
                "metrics/a",
                "metrics:\n  a:\n    event: buy\n    kind: mean\n    direction: increase\n    window: 7d\n",
            ),
            ("segments/a", "segments:\n  a:\n    include:\n    - a\n    - b\n"),
        ];
        assert_eq!(files(all), expected.map(|(path, text)| (path.to_owned(), text.to_owned())));
    }

    #[test]
    fn what_cannot_be_apart_is_in_one_file() {
        let all = r#"
features: {Same: {type: boolean}, same: {type: boolean}}
experiments:
  z: &experiment {layer: "../a: b", traffic: 10, variants: {a: 0.5, b: 0.5}, metrics: [x]}
  a: *experiment
  alone: {variants: {a: 0.5, b: 0.5}, metrics: [x]}
"#;
        let files = files(all);
        let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["experiments/alone", "features/Same", "layers/%2E.%2Fa%3A b"]);
        let place = |file: usize, key: &str| files[file].1.find(&format!("\n  {key}:")).unwrap();
        assert!(place(1, "Same") < place(1, "same"));
        assert!(place(2, "z") < place(2, "a"), "{}", files[2].1);
        for (path, kind, key, expected) in [
            ("features/Same", DocumentKind::Flag, "same", true),
            ("features/same", DocumentKind::Segment, "same", false),
            ("layers/any", DocumentKind::Experiment, "z", true),
            ("layers/any", DocumentKind::Flag, "any", false),
            ("team", DocumentKind::Flag, "team", false),
        ] {
            assert_eq!(File::may_hold(path, kind, key), expected, "{path}");
        }
    }
}
