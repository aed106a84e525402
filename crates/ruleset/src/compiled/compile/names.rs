//! What the names in documents stand for.

use std::sync::Arc;

use super::super::{Attribute, Slot, attribute};
use crate::document::Documents;
use crate::key::KeySpace;

/// What compiling needs to know beside the document at hand.
pub(in crate::compiled) struct Names<'d> {
    pub(super) documents: &'d Documents,
    pub(super) targeting_key: Arc<Attribute>,
    pub(super) segment: Arc<Attribute>,
}

impl<'d> Names<'d> {
    pub(super) fn of(documents: &'d Documents) -> Self {
        Self {
            documents,
            targeting_key: Arc::new(Attribute::new(attribute::TARGETING_KEY)),
            segment: Arc::new(Attribute::new("segment")),
        }
    }

    /// The slot of a flag, experiment or segment.
    pub(super) fn slot(&self, space: KeySpace, key: &str) -> Option<Slot> {
        slot(self.documents, space, key)
    }

    pub(super) fn bucket_by(&self, name: Option<&str>) -> Arc<Attribute> {
        name.map_or_else(|| Arc::clone(&self.targeting_key), |name| Arc::new(Attribute::new(name)))
    }
}

/// The slot of a flag, experiment or segment in the ruleset of these documents.
pub(super) fn slot(documents: &Documents, space: KeySpace, key: &str) -> Option<Slot> {
    let place = match space {
        KeySpace::Subjects => documents.flags.place(key).or_else(|| {
            documents.experiments.place(key).map(|place| documents.flags.len() + place)
        }),
        KeySpace::Segments => documents.segments.place(key),
        KeySpace::Metrics | KeySpace::Releases => None,
    };
    place.and_then(Slot::at)
}
