//! Deleting what files do not have. More than a fifth at once is taken for an accident, such as a
//! wrong folder or a file that was half written.

use std::collections::HashSet;

use hoist_api::{Code, Problem};
use hoist_ruleset::{DocumentKind, Reading};

use super::{Refusal, refusal};
use crate::moment::Moment;

/// Who deletes what files do not have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pruner {
    /// What would delete it, as a sentence begins.
    pub(crate) who: &'static str,
    /// How to say that more than a fifth is meant, as a sentence ends.
    pub(crate) allow: &'static str,
    /// Whether it was said.
    pub(crate) is_allowed: bool,
}

/// The documents that are to go: those of its own that the files do not have.
pub(crate) fn absent(
    moment: &Moment,
    reading: &Reading,
    pruner: Pruner,
    is_own: impl Fn(DocumentKind, &str) -> bool,
) -> Result<Vec<(DocumentKind, String)>, Refusal> {
    let entries = reading.entries.iter();
    let there: HashSet<_> = entries.map(|entry| (entry.kind, entry.key.as_str())).collect();
    let own = moment.documents.keys().filter(|(kind, key)| is_own(*kind, key));
    let own: Vec<(DocumentKind, &str)> = own.collect();
    let gone = own.iter().filter(|name| !there.contains(name));
    let gone: Vec<_> = gone.map(|(kind, key)| (*kind, (*key).to_owned())).collect();
    if pruner.is_allowed || gone.len() * 5 <= own.len() {
        return Ok(gone);
    }
    // Documents that cannot be read seem to be gone, so what is wrong with them comes first.
    if reading.problems > 0 {
        return Err(Box::new(Problem::of_diagnostics(&reading.diagnostics)));
    }
    let detail = format!(
        "{} would delete {} of {} documents, which is more than a fifth. If that is meant, {}.",
        pruner.who,
        gone.len(),
        own.len(),
        pruner.allow,
    );
    Err(refusal(Code::Invalid, detail))
}
