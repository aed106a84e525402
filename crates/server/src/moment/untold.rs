//! What cannot be told of a moment of the past any more, since documents of it were erased.
//!
//! Only what depends on those is refused. What that is errs on the safe side: nothing is ever
//! evaluated by other documents than those that were in force.

use std::collections::{BTreeMap, BTreeSet};

use hoist_api::Code;
use hoist_ruleset::{DocumentKind, Documents, Reading};

use crate::plan::{Refusal, refusal};

type Name = (DocumentKind, String);

/// Erased documents that a refusal names.
const NAMED_MAX: usize = 5;

#[derive(Debug, Default)]
pub(crate) struct Untold {
    /// Documents that were erased, each with the sentence that says by whom and when.
    erased: BTreeMap<Name, String>,
    /// Documents whose results may depend on those.
    dependents: BTreeSet<Name>,
}

impl Untold {
    /// What depends on documents that were erased, by what the others say that are left.
    pub(crate) fn new(
        erased: BTreeMap<Name, String>,
        documents: &Documents,
        reading: &Reading,
    ) -> Self {
        if erased.is_empty() {
            return Self::default();
        }
        // What names a missing prerequisite is refused when it is read, and what names that.
        let refused = reading.entries.iter().filter(|entry| !entry.accepted);
        let refused = refused.map(|entry| (entry.kind, entry.key.as_str()));
        let mut lost: Vec<(DocumentKind, &str)> =
            erased.keys().map(|(kind, key)| (*kind, key.as_str())).chain(refused).collect();
        // Which layer an experiment was in is not known, so it may have been that of any other.
        if lost.iter().any(|(kind, _)| *kind == DocumentKind::Experiment) {
            let kind = DocumentKind::Experiment;
            lost.extend(documents.keys().filter(|(other, _)| *other == kind));
        }
        let reached = documents.reached(lost.iter().copied());
        let dependents = reached.into_iter().chain(lost).map(|(kind, key)| (kind, key.to_owned()));
        let dependents = dependents.filter(|name| !erased.contains_key(name)).collect();
        Self { erased, dependents }
    }

    /// Refused where a document itself, as it was, is not known.
    pub(crate) fn check(&self, kind: DocumentKind, key: &str) -> Result<(), Refusal> {
        let name = (kind, key.to_owned());
        match self.erased.get(&name) {
            Some(sentence) => Err(refusal(Code::Erased, sentence.clone())),
            None if self.dependents.contains(&name) => Err(self.depends(kind, key)),
            None => Ok(()),
        }
    }

    /// Refused where what a flag or experiment was for anybody cannot be told.
    pub(crate) fn check_evaluated(&self, key: &str) -> Result<(), Refusal> {
        let kinds = [DocumentKind::Flag, DocumentKind::Experiment];
        kinds.into_iter().try_for_each(|kind| self.check(kind, key))
    }

    /// Refused where anything is not known: for what is true only as a whole.
    pub(crate) fn check_whole(&self, what: &str) -> Result<(), Refusal> {
        if self.erased.is_empty() {
            return Ok(());
        }
        let detail = format!("{what} of that moment would not be whole: {}.", self.were_erased());
        Err(refusal(Code::Erased, detail))
    }

    /// Keys of flags and experiments that cannot be evaluated, in order.
    pub(crate) fn evaluated(&self) -> Vec<String> {
        let is_evaluated =
            |(kind, _): &&Name| matches!(kind, DocumentKind::Flag | DocumentKind::Experiment);
        let all = self.erased.keys().chain(&self.dependents).filter(is_evaluated);
        let keys: BTreeSet<&str> = all.map(|(_, key)| key.as_str()).collect();
        keys.into_iter().map(str::to_owned).collect()
    }

    /// Keys of a kind whose documents are not known, in order.
    pub(crate) fn missing(&self, kind: DocumentKind, documents: &Documents) -> Vec<String> {
        let all = self.erased.keys().chain(&self.dependents);
        let missing = all.filter(|(own, key)| *own == kind && !documents.contains(kind, key));
        let mut keys: Vec<String> = missing.map(|(_, key)| key.clone()).collect();
        keys.sort_unstable();
        keys
    }

    fn depends(&self, kind: DocumentKind, key: &str) -> Refusal {
        let section = kind.section();
        let detail = format!(
            "What {section}/{key} was then cannot be told any more, as it may depend on what was \
             erased: {}.",
            self.were_erased()
        );
        refusal(Code::Erased, detail)
    }

    fn were_erased(&self) -> String {
        let name = |(kind, key): &Name| format!("{}/{key}", kind.section());
        let names: Vec<String> = self.erased.keys().take(NAMED_MAX).map(name).collect();
        let more = match self.erased.len().saturating_sub(NAMED_MAX) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let were = if self.erased.len() == 1 { "was" } else { "were" };
        format!("{}{more} {were} erased", names.join(", "))
    }
}
