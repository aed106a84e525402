//! Reading the moment of an environment from its log.

use std::collections::BTreeMap;
use std::sync::Arc;

use hoist_ruleset::log::{Aspect, Collection, Entry, Head};
use hoist_ruleset::{DocumentKind, Lists};
use hoist_store::{Fact, Store, StoreError, named_lists};
use tracing::error;

use super::told;
use crate::moment::{Moment, Untold};

/// Reads the moment at the end that a log has. Lists that are known are not read.
pub(crate) fn read(store: &Store, head: Head, known: &Lists) -> Result<Moment, StoreError> {
    let (moment, erased) = read_all(store, head, known)?;
    match erased.into_values().next() {
        Some(error) => Err(error),
        None => Ok(moment),
    }
}

/// Reads the moment at the end that a log once had, as far as it can be told.
pub(crate) fn read_past(store: &Store, head: Head, known: &Lists) -> Result<Moment, StoreError> {
    Ok(read_all(store, head, known)?.0)
}

type Unread = BTreeMap<(DocumentKind, String), StoreError>;

/// Checks each body. Gives the documents that were erased.
fn check(store: &Store, facts: &[Fact]) -> Result<Unread, StoreError> {
    let mut erased = BTreeMap::new();
    for fact in facts {
        let Entry { kind, collection, key, .. } = &fact.entry;
        // Of whose life or share nothing is known, the results are not known either.
        let is_needed = matches!(kind.aspect(), Aspect::Definition | Aspect::Life | Aspect::Share);
        let document = collection.documents().filter(|_| is_needed);
        match (store.check_body(fact), document) {
            (Ok(()), _) => {}
            (Err(error @ StoreError::Erased { .. }), Some(kind)) => {
                erased.insert((kind, key.clone()), error);
            }
            // What was scheduled or frozen changes no evaluation.
            (Err(StoreError::Erased { .. }), None) if kind.aspect() != Aspect::Kill => {}
            (Err(error), _) => return Err(error),
        }
    }
    Ok(erased)
}

fn read_all(store: &Store, head: Head, known: &Lists) -> Result<(Moment, Unread), StoreError> {
    let facts = store.current(&head.log, Some(head.seq))?;
    let check = || check(store, &facts);
    let read =
        || lists(store, &facts, known).map(|lists| Moment::read(head.clone(), &facts, &lists));
    // That no document was changed is proven while they are read: each takes about as long.
    let (checked, read) = std::thread::scope(|scope| {
        match std::thread::Builder::new().spawn_scoped(scope, check) {
            Ok(checking) => {
                let read = read();
                (checking.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), read)
            }
            // There are too many threads already.
            Err(_none) => (check(), read()),
        }
    });
    let erased = checked?;
    let (mut moment, reading) = read?;
    let sentences = erased.iter().map(|(name, error)| (name.clone(), told(error))).collect();
    moment.untold = Arc::new(Untold::new(sentences, &moment.documents, &reading));
    // Without what was erased, whatever named it is refused, which is told to who asks.
    for diagnostic in reading.diagnostics.iter().filter(|_| erased.is_empty()) {
        error!(%diagnostic, "a document that was accepted before is refused by this version");
    }
    Ok((moment, erased))
}

/// The long lists that stored segments name.
fn lists(store: &Store, facts: &[Fact], known: &Lists) -> Result<Lists, StoreError> {
    let mut lists = Lists::default();
    let segments = facts.iter().filter(|fact| {
        fact.entry.collection == Collection::Segments
            && fact.entry.kind.aspect() == Aspect::Definition
    });
    for body in segments.filter_map(|fact| fact.body.as_deref()) {
        lists.extend(lists_of(store, body, known)?);
    }
    Ok(lists)
}

/// The long lists that the JSON text of a segment names.
pub(crate) fn lists_of(store: &Store, body: &str, known: &Lists) -> Result<Lists, StoreError> {
    let mut lists = Lists::default();
    for digest in named_lists(body) {
        let list = match known.get(&digest) {
            Some(list) => list.clone(),
            // Without its list, a segment would be another one: nobody is told that in silence.
            None => store.list(digest)?,
        };
        lists.insert(digest, list);
    }
    Ok(lists)
}
