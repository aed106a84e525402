//! Rolling a document back: which earlier definition, and what it takes to restore it.

use hoist_api::Code;
use hoist_ruleset::log::{Collection, Entry, Kind};
use hoist_ruleset::{DocumentKind, Source};
use jiff::Timestamp;

use crate::author::Author;
use crate::environment::{Environment, lists_of, unavailable};
use crate::moment::Moment;
use crate::plan::{Definitions, Planned, check_may_change, define, no_such, refusal};

/// Plans to restore a document's definition: the one before its last change, which may have been
/// its deletion, or the one after an entry of the log. Gives the seq of the entry whose definition
/// it is.
///
/// Each restoration records what it restored, and the next one goes before that: so going back
/// again and again reaches the first definition.
pub(crate) fn plan(
    environment: &Environment,
    moment: &Moment,
    (kind, key): (DocumentKind, &str),
    to: Option<u64>,
    author: &Author,
    now: Timestamp,
) -> Planned<u64> {
    check_may_change(moment, kind, key, author, true, now)?;
    if let Some(seq) = to.filter(|seq| *seq > moment.head.seq) {
        let detail = format!("The log ends at seq {}; {seq} is yet to come.", moment.head.seq);
        return Err(refusal(Code::BadRequest, detail));
    }
    let store = environment.store();
    let before = |seq: u64| {
        let found = store.definition(&moment.head.log, Collection::from(kind), key, seq);
        found.map_err(|error| unavailable(&error))
    };
    let Some((last, _)) = before(moment.head.seq)? else {
        return Err(no_such(moment, kind, key));
    };
    let latest = to.unwrap_or_else(|| last.restored.unwrap_or(last.seq).saturating_sub(1));
    let Some((Entry { seq, kind: what, .. }, body)) = before(latest)? else {
        return Err(nothing(kind, key, to));
    };
    let Some(body) = body.filter(|_| what != Kind::Deleted) else {
        return Err(nothing(kind, key, to));
    };
    let lists = match kind {
        DocumentKind::Segment => lists_of(store, &body, &moment.documents.lists()),
        _ => Ok(Default::default()),
    };
    let lists = lists.map_err(|error| unavailable(&error))?;
    let sources = vec![Source::document(kind, key, body)];
    let definitions = Definitions { sources, lists, restored: Some(seq), remove: Vec::new() };
    let (plan, _) = define(moment, definitions, author, now)?;
    Ok((plan, seq))
}

/// The refusal where there is no definition to restore.
fn nothing(kind: DocumentKind, key: &str, to: Option<u64>) -> crate::plan::Refusal {
    let detail = match to {
        Some(seq) => format!("After entry {seq} there was no {} {key}.", kind.name()),
        None => {
            let way = match kind {
                DocumentKind::Flag => " To turn it off for everybody, kill it.",
                _ => "",
            };
            format!("There is no earlier definition of {key} to go back to.{way}")
        }
    };
    refusal(Code::NotNow, detail)
}
