//! What the log says of the definitions of documents, beside the documents themselves.

use std::sync::Arc;

use hoist_ruleset::DocumentKind;
use hoist_ruleset::document::{Catalog, Documents};
use jiff::Timestamp;

/// What the log says of a document's definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Definition {
    /// Seq of its last change.
    pub(crate) version: u64,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
    /// Whether the configuration files said so last.
    pub(crate) by_config: bool,
}

/// That of all definitions, by kind. A moment shares it with the one before, but for what changed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Definitions([Catalog<Arc<str>, Definition>; DocumentKind::ALL.len()]);

impl Definitions {
    pub(crate) fn get(&self, kind: DocumentKind, key: &str) -> Option<Definition> {
        self.0[kind as usize].get(key).map(|definition| **definition)
    }

    /// The definitions that changed after a seq.
    pub(crate) fn after(&self, seq: u64) -> impl Iterator<Item = (DocumentKind, &str)> {
        DocumentKind::ALL.into_iter().zip(&self.0).flat_map(move |(kind, definitions)| {
            let changed = definitions.iter().filter(move |(_, own)| own.version > seq);
            changed.map(move |(key, _)| (kind, &**key))
        })
    }

    pub(super) fn put(&mut self, kind: DocumentKind, key: Arc<str>, definition: Definition) {
        self.0[kind as usize].put([(key, Arc::new(definition))]);
    }

    pub(super) fn remove(&mut self, kind: DocumentKind, key: &str) {
        self.0[kind as usize].remove([key]);
    }

    /// Forgets the definitions of documents that are not there.
    pub(super) fn retain(&mut self, documents: &Documents) {
        for (kind, definitions) in DocumentKind::ALL.into_iter().zip(&mut self.0) {
            let gone = definitions.keys().filter(|key| !documents.contains(kind, key));
            let gone: Vec<Arc<str>> = gone.cloned().collect();
            definitions.remove(gone.iter().map(|key| &**key));
        }
    }
}
