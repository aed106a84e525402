//! What the entries of a page made of definitions: the documents, and what is different in them.

use hoist_api::{Changes, FieldChange};
use hoist_ruleset::diff;
use hoist_ruleset::log::{Aspect, Collection, Entry};
use hoist_store::StoreError;
use serde_json::Value;

use super::super::page::PAGE_BYTES_MAX;
use crate::app::App;
use crate::environment::unavailable;
use crate::plan::Refusal;

/// Adds to each change of a page what is different in the definition, and the documents if they
/// are wanted. The page ends early where the definitions are large.
pub(in crate::routes) fn add(
    app: &App,
    entries: &[Entry],
    changes: &mut Changes,
    with_documents: bool,
) -> Result<(), Refusal> {
    let mut bytes = 0;
    for (index, entry) in entries.iter().take(changes.items.len()).enumerate() {
        let is_definition = entry.kind.aspect() == Aspect::Definition;
        let is_told =
            entry.collection.documents().is_some() || entry.collection == Collection::Environments;
        if !is_definition || !is_told {
            continue;
        }
        let read = entry.digest.map(|digest| app.store.body(&digest)).transpose();
        let after = read.map_err(|error| unavailable(&error))?.flatten();
        let earlier = entry.seq.saturating_sub(1);
        let before = app.store.definition(&entry.log, entry.collection, &entry.key, earlier);
        // Nothing where it was erased, which the change that made it tells.
        let before = match before {
            Ok(before) => Some(before),
            Err(StoreError::Erased { .. }) => None,
            Err(error) => return Err(unavailable(&error)),
        };
        let text = before.as_ref().and_then(|before| before.as_ref()?.1.as_ref());
        bytes += after.as_ref().map_or(0, String::len) + text.map_or(0, String::len);
        if bytes > PAGE_BYTES_MAX && index > 0 {
            changes.items.truncate(index);
            changes.next = changes.items.last().map(|last| last.seq.to_string());
            return Ok(());
        }
        let before = before.and_then(|before| match before {
            Some((entry, text)) => definition(&entry, text.as_deref()),
            None => Some(None),
        });
        let is_gone = entry.digest.is_some() && after.is_none();
        let erasure = is_gone.then(|| app.store.erasure_of(entry)).transpose();
        let erasure = erasure.map_err(|error| unavailable(&error))?.flatten();
        let after = definition(entry, after.as_deref());
        let change = &mut changes.items[index];
        change.erased = erasure.is_some();
        if with_documents {
            change.document = after.clone().flatten();
        }
        change.diff = before.zip(after).map(|(before, after)| between(before, after));
    }
    Ok(())
}

/// The definition after an entry, which may be none. Nothing where its text is gone: then nobody
/// knows.
fn definition(entry: &Entry, text: Option<&str>) -> Option<Option<Value>> {
    match entry.digest {
        None => Some(None),
        Some(_) => serde_json::from_str(text?).ok().map(Some),
    }
}

/// What is different. What is new or gone is told as a whole.
fn between(before: Option<Value>, after: Option<Value>) -> Vec<FieldChange> {
    match (before, after) {
        (Some(before), Some(after)) => {
            diff(&before, &after).into_iter().map(FieldChange::from).collect()
        }
        (before, after) => vec![FieldChange { path: String::new(), before, after }],
    }
}
