//! What an import changed, or would change.

use std::sync::Arc;

use hoist_api::{DriftKind, FieldChange, ImportReport, Imported, PlanFinding, Warning};
use hoist_ruleset::log::Collection;
use hoist_ruleset::{DocumentKind, Documents, diff};
use serde_json::{Value, json};

use crate::drift::{DRIFT_MAX, Said, drift};
use crate::lifecycle;
use crate::moment::Moment;
use crate::plan::Outcome;

/// Most bytes of field changes that are told; further documents are only named.
const CHANGES_BYTES_MAX: usize = 4 << 20;

/// Warnings that are told.
const WARNINGS_MAX: usize = 1_000;

/// An import that was planned.
pub(in crate::routes) struct Import {
    /// What it was planned against.
    pub(in crate::routes) before: Moment,
    /// The documents that it leaves.
    pub(in crate::routes) after: Documents,
    pub(in crate::routes) outcome: Outcome,
    pub(in crate::routes) removed: Vec<(DocumentKind, String)>,
    /// What begins with it.
    pub(in crate::routes) begun: Vec<(String, Warning)>,
}

/// Tells what it changes; after it the log ends at a seq.
pub(in crate::routes) fn report(dry_run: bool, import: Import, seq: u64) -> ImportReport {
    let Import { before, after, outcome, removed, begun } = import;
    let mut left = Left { bytes: CHANGES_BYTES_MAX, untold: 0 };
    let mut names = |documents: &[(DocumentKind, String)]| -> Vec<Imported> {
        let name = |(kind, key): &(DocumentKind, String)| Imported {
            collection: Collection::from(*kind).as_ref().to_owned(),
            key: key.clone(),
            place: outcome.places.get(*kind, key),
            changes: left.told(&before.documents, &after, *kind, key),
        };
        documents.iter().map(name).collect()
    };
    // What was changed is harder to see elsewhere than what is new or gone.
    let updated = names(&outcome.updated);
    let (created, deleted) = (names(&outcome.created), names(&removed));
    let new = outcome.created.iter().filter(|(kind, _)| *kind == DocumentKind::Experiment);
    let guessed = new.flat_map(|(_, key)| {
        let guesses = lifecycle::guesses(&after, key);
        guesses.into_iter().map(|warning| (key.clone(), warning))
    });
    let warnings = begun.into_iter().chain(guessed).take(WARNINGS_MAX).map(|(key, warning)| {
        let place = outcome.places.get(DocumentKind::Experiment, &key);
        let (file, line) = place.map(|place| (place.file, place.line)).unzip();
        let collection = Collection::Experiments.as_ref().to_owned();
        PlanFinding { collection, key, file, line, warning }
    });
    let warnings = warnings.collect();
    let said = Said { documents: after, places: Arc::clone(&outcome.places) };
    let kills = drift(&before, &said).filter(|drift| drift.what == DriftKind::Killed);
    ImportReport {
        dry_run,
        created,
        updated,
        deleted,
        unchanged: outcome.unchanged,
        untold: left.untold,
        drift: kills.take(DRIFT_MAX).collect(),
        warnings,
        seq,
    }
}

/// How much may be told yet.
struct Left {
    bytes: usize,
    untold: u64,
}

impl Left {
    /// What is different in a document, unless that is too much.
    fn told(
        &mut self,
        before: &Documents,
        after: &Documents,
        kind: DocumentKind,
        key: &str,
    ) -> Vec<FieldChange> {
        let value = |documents: &Documents| -> Value {
            let value = documents.to_value(kind, key).ok().flatten();
            value.unwrap_or_else(|| json!({}))
        };
        let changes = if self.bytes > 0 { diff(&value(before), &value(after)) } else { Vec::new() };
        let changes: Vec<FieldChange> = changes.into_iter().map(FieldChange::from).collect();
        let bytes = serde_json::to_vec(&changes).map_or(usize::MAX, |text| text.len());
        if self.bytes == 0 || bytes > self.bytes {
            self.bytes = 0;
            self.untold += 1;
            return Vec::new();
        }
        self.bytes -= bytes;
        changes
    }
}
