//! Deleting what files do not have. More than a fifth at once is taken for an accident, such as a
//! wrong folder or a file that was half written.

use std::collections::HashSet;

use hoist_api::{Code, Problem};
use hoist_ruleset::{Diagnostic, DocumentKind, Reading, STANDING};

use super::{Refusal, refusal};
use crate::moment::Moment;

/// How an operation is told that more than a fifth is meant.
pub(crate) const ALLOW: &str = "send allow_deletes=true (--allow-deletes)";
/// Documents that a refusal names.
const NAMED_MAX: usize = 5;

/// Who deletes what files do not have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pruner {
    /// What would delete it, as a sentence begins.
    pub(crate) who: &'static str,
    /// How to say that more than a fifth is meant, as a sentence ends; for most it is [`ALLOW`].
    pub(crate) allow: &'static str,
    /// Whether it was said.
    pub(crate) is_allowed: bool,
}

impl Pruner {
    /// Refuses to delete so many of so many documents, if that is probably a mistake.
    pub(crate) fn check(self, gone: &[(DocumentKind, String)], own: usize) -> Result<(), Refusal> {
        let Self { who, allow, is_allowed } = self;
        let count = gone.len();
        if is_allowed || count * 5 <= own {
            return Ok(());
        }
        let name = |(kind, key): &(DocumentKind, String)| format!("{}/{key}", kind.section());
        let names: Vec<String> = gone.iter().take(NAMED_MAX).map(name).collect();
        let more = match count.saturating_sub(NAMED_MAX) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let detail = format!(
            "{who} would delete {count} of {own} documents, which is more than a fifth: {}{more}. \
             If that is meant, {allow}.",
            names.join(", ")
        );
        Err(refusal(Code::Invalid, detail))
    }
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
    pruner.check(&gone, own.len()).map_err(|mistake| {
        // Documents that cannot be read seem to be gone, so what is wrong with them comes first.
        // What is wrong with those that are there may go with them.
        let is_of_files = |diagnostic: &&Diagnostic| &*diagnostic.file != STANDING;
        let wrong: Vec<_> = reading.diagnostics.iter().filter(is_of_files).cloned().collect();
        match wrong.is_empty() {
            true => mistake,
            false => Box::new(Problem::of_diagnostics(&wrong)),
        }
    })?;
    Ok(gone)
}
