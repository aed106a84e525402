//! What the names in documents stand for.

use std::sync::Arc;

use super::super::{Attribute, Slot, Slots, attribute};
use crate::document::Documents;

/// What compiling needs to know beside the document at hand.
pub(in crate::compiled) struct Names {
    pub(super) subjects: Arc<Slots>,
    pub(super) segments: Slots,
    pub(super) targeting_key: Arc<Attribute>,
    pub(super) segment: Arc<Attribute>,
}

impl Names {
    pub(super) fn of(documents: &Documents) -> Self {
        let flags = documents.flags.keys().map(|key| key.as_str());
        let experiments = documents.experiments.keys().map(|key| key.as_str());
        Self {
            subjects: Arc::new(slots(flags.chain(experiments))),
            segments: slots(documents.segments.keys().map(|key| key.as_str())),
            targeting_key: Arc::new(Attribute::new(attribute::TARGETING_KEY)),
            segment: Arc::new(Attribute::new("segment")),
        }
    }

    pub(super) fn bucket_by(&self, name: Option<&str>) -> Arc<Attribute> {
        name.map_or_else(|| Arc::clone(&self.targeting_key), |name| Arc::new(Attribute::new(name)))
    }
}

fn slots<'k>(keys: impl Iterator<Item = &'k str>) -> Slots {
    keys.map(Into::into).zip((0..).map(Slot)).collect()
}
