//! Segments that are named and not there, or there and not named.

use std::collections::HashSet;

use foldhash::fast::FixedState;

use super::fault::Fault;
use super::finding::{Finding, Steps};
use super::{Document, each_clause};
use crate::document::{Clause, Documents};
use crate::lint::kinds::each_condition;
use crate::read::{DocumentKind, shown};

/// Tells the segments that a clause names and that have no document.
pub(super) fn missing(document: &mut Document<'_, '_>, clause: &Clause, steps: &Steps) {
    let Clause::Segments(names) = clause else {
        return;
    };
    let segments = &document.set.documents.segments;
    for name in names.iter().filter(|name| !segments.contains_key(name.as_str())) {
        document.report(steps, Fault::SegmentMissing { name: shown(name) });
    }
}

/// Segments that nothing names.
pub(super) fn unused(documents: &Documents) -> Vec<Finding> {
    let mut named: HashSet<&str, FixedState> = HashSet::default();
    each_condition(documents, &mut |_, _, conditions, steps| {
        each_clause(conditions, steps, &mut |clause, _| {
            if let Clause::Segments(names) = clause {
                named.extend(names.iter().map(String::as_str));
            }
        });
    });
    let unused = documents.segments.keys().filter(|key| !named.contains(key.as_str()));
    let finding = |key: &crate::SegmentKey| {
        let (kind, key) = (DocumentKind::Segment, key.as_str().to_owned());
        Finding { kind, key, fault: Fault::SegmentUnused, steps: Steps::default() }
    };
    unused.map(finding).collect()
}
