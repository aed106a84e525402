//! Rolling a flag back: which earlier definition, and what it takes to restore it.

use hoist_api::Code;
use hoist_ruleset::log::{Collection, Entry, Kind};
use hoist_ruleset::{DocumentKind, Source};
use jiff::Timestamp;

use crate::author::Author;
use crate::environment::{Environment, unavailable};
use crate::moment::Moment;
use crate::plan::{Definitions, Planned, check_may_change, define, no_such, refusal};

/// Plans to restore a flag's definition: the one before its last change, or the one after an entry
/// of the log. Gives the seq of the entry whose definition it is.
///
/// Each restoration records what it restored, and the next one goes before that: so going back
/// again and again reaches the first definition.
pub(crate) fn plan(
    environment: &Environment,
    moment: &Moment,
    key: &str,
    to: Option<u64>,
    author: &Author,
    now: Timestamp,
) -> Planned<u64> {
    let kind = DocumentKind::Flag;
    check_may_change(moment, kind, key, author, true, now)?;
    if let Some(seq) = to.filter(|seq| *seq > moment.head.seq) {
        let detail = format!("The log ends at seq {}; {seq} is yet to come.", moment.head.seq);
        return Err(refusal(Code::BadRequest, detail));
    }
    let before = |seq: u64| {
        let (log, features) = (&moment.head.log, Collection::Features);
        let found = environment.store().definition(log, features, key, seq);
        found.map_err(|error| unavailable(&error))
    };
    let Some((last, _)) = before(moment.head.seq)? else {
        return Err(no_such(moment, kind, key));
    };
    let latest = to.unwrap_or_else(|| last.restored.unwrap_or(last.seq).saturating_sub(1));
    let nothing = || {
        let detail = match to {
            Some(seq) => format!("After entry {seq} there was no flag {key}."),
            None => format!(
                "There is no earlier definition of {key} to go back to. To turn it off for \
                 everybody, kill it."
            ),
        };
        refusal(Code::NotNow, detail)
    };
    let Some((Entry { seq, kind: what, .. }, body)) = before(latest)? else {
        return Err(nothing());
    };
    let Some(body) = body.filter(|_| what != Kind::Deleted) else {
        return Err(nothing());
    };
    let sources = vec![Source::document(kind, key, body)];
    let definitions = Definitions { sources, restored: Some(seq), ..Definitions::default() };
    let (plan, _) = define(moment, definitions, author, now)?;
    Ok((plan, seq))
}
