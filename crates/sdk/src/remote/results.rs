//! Results that were given, for as long as they are known to hold.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use foldhash::fast::FixedState;

use crate::resolution::Resolution;

/// Most results that are kept; beyond, all are forgotten.
const RESULTS_MAX: usize = 10_000;

/// Results by who was asked for and by key, of one version of the rules.
#[derive(Debug, Default)]
pub(super) struct Results(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    /// Whether the server tells of other rules.
    is_told: bool,
    /// Whether nobody listens any more.
    is_closed: bool,
    /// Rises whenever the rules may have become others.
    version: u64,
    results: HashMap<(String, String), Resolution, FixedState>,
}

/// The version under which a question was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Asked(u64);

impl Results {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn are_kept(&self) -> bool {
        self.kept().is_told
    }

    /// From now on, the server tells of other rules, or does not any more.
    pub(super) fn set_told(&self, is_told: bool) {
        let mut kept = self.kept();
        kept.is_told = is_told && !kept.is_closed;
        kept.version += 1;
        kept.results.clear();
    }

    /// From now on nobody listens, whatever one that is being stopped still says.
    pub(super) fn close(&self) {
        self.kept().is_closed = true;
        self.set_told(false);
    }

    #[cfg(test)]
    pub(super) fn version(&self) -> u64 {
        self.kept().version
    }

    /// There are other rules.
    pub(super) fn forget(&self) {
        let mut kept = self.kept();
        kept.version += 1;
        kept.results.clear();
    }

    /// The result that holds; else what is needed to keep the one that is going to be asked for.
    pub(super) fn find(&self, context: &str, key: &str) -> Result<Resolution, Asked> {
        let kept = self.kept();
        let name = (context.to_owned(), key.to_owned());
        kept.results.get(&name).cloned().ok_or(Asked(kept.version))
    }

    /// Keeps a result, unless the rules may have become others since it was asked for.
    pub(super) fn keep(&self, asked: Asked, context: &str, key: &str, resolution: &Resolution) {
        let mut kept = self.kept();
        if !kept.is_told || kept.version != asked.0 {
            return;
        }
        if kept.results.len() >= RESULTS_MAX {
            kept.results.clear();
        }
        kept.results.insert((context.to_owned(), key.to_owned()), resolution.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_kept_only_while_it_is_known_to_hold() {
        let test = crate::testing::TestHoist::new("").unwrap();
        let resolution = test.hoist().with_user("u").resolve("a");
        let results = Results::default();
        let asked = results.find("c", "a").unwrap_err();
        results.keep(asked, "c", "a", &resolution);
        let asked = results.find("c", "a").expect_err("nobody tells of other rules");
        results.set_told(true);
        results.keep(asked, "c", "a", &resolution);
        let asked = results.find("c", "a").expect_err("asked before it was told");
        results.keep(asked, "c", "a", &resolution);
        assert_eq!(results.find("c", "a").unwrap(), resolution);
        results.find("d", "a").expect_err("somebody else");
        results.forget();
        results.keep(asked, "c", "a", &resolution);
        results.find("c", "a").expect_err("the rules changed while it was on its way");
        results.close();
        results.set_told(true);
        assert!(!results.are_kept(), "who listened has said its last");
    }
}
