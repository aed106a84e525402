//! What static proof finds after a change and did not find before it.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use hoist_api::PlanFinding;
use hoist_ruleset::lint::{Finding, Located, lint_document, locate};
use hoist_ruleset::log::Collection;
use hoist_ruleset::{DocumentKind, Documents};
use jiff::Timestamp;

use super::{Change, Reached};
use crate::warnings::warning;

/// Documents that are looked at: those that change, and those that depend on them.
const DOCUMENTS_MAX: usize = 300;

/// What is found anew, by file and line where the files have the document; and a sentence where
/// not everything was looked at.
pub(super) fn findings(
    change: &Change<'_>,
    reached: &Reached<'_>,
    now: Timestamp,
) -> (Vec<PlanFinding>, Option<String>) {
    let (before, after) = (change.before.documents, change.after);
    let mut names: Vec<_> = reached.iter().copied().collect();
    names.sort_unstable_by_key(|(kind, key)| (after.agrees(before, *kind, key), *key));
    let mut found = Vec::new();
    for name in names.iter().take(DOCUMENTS_MAX) {
        found.extend(new_in(after, before, *name, now));
    }
    let note = (names.len() > DOCUMENTS_MAX)
        .then(|| format!("Static proof looked at {DOCUMENTS_MAX} of {} documents.", names.len()));
    let has_file = |finding: &Finding| {
        let is_it =
            |entry: &&hoist_ruleset::Entry| entry.kind == finding.kind && entry.key == finding.key;
        change.entries.iter().any(|entry| is_it(&entry))
    };
    let (filed, others): (Vec<_>, Vec<_>) = found.into_iter().partition(has_file);
    let filed = locate(change.sources, change.entries, filed).into_iter().map(located);
    let others = others.into_iter().map(|finding| sent(finding, None));
    (filed.chain(others).collect(), note)
}

/// The findings of one document that are not there before the change, those included that only a
/// change has.
fn new_in(
    after: &Documents,
    before: &Documents,
    name: (DocumentKind, &str),
    now: Timestamp,
) -> Vec<Finding> {
    let mut known: HashMap<String, usize, FixedState> = HashMap::default();
    // Places move with what is put before them, so a finding is known by what it says.
    let says = |finding: &Finding| format!("{} {}", finding.code(), finding.fault);
    for finding in lint_document(before, None, name, now) {
        *known.entry(says(&finding)).or_default() += 1;
    }
    let mut found = lint_document(after, Some(before), name, now);
    found.retain(|finding| match known.get_mut(&says(finding)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    });
    found
}

fn located(located: Located) -> PlanFinding {
    let Located { file, mark, finding, .. } = located;
    sent(finding, Some((file.to_string(), mark.line)))
}

fn sent(finding: Finding, place: Option<(String, u32)>) -> PlanFinding {
    let (file, line) = place.unzip();
    PlanFinding {
        collection: Collection::from(finding.kind).as_ref().to_owned(),
        key: finding.key.clone(),
        file,
        line,
        warning: warning(&finding),
    }
}
