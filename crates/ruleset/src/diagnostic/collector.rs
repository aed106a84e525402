//! Where problems are gathered, and what one reading may use up is counted.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::{Diagnostic, Problem, STANDING};
use crate::document::Pattern;
use crate::limits::{DIAGNOSTICS_MAX, REGEX_TOTAL_BYTES_MAX};
use crate::path::Path;
use crate::source::Mark;

/// Gathers the problems of one reading. It keeps the first of them and counts all.
#[derive(Default)]
pub(crate) struct Collector {
    kept: RefCell<Vec<Diagnostic>>,
    count: Cell<usize>,
    /// The regular expressions read so far, and about how many bytes they take.
    regexes: RefCell<HashMap<String, Result<Pattern, String>, FixedState>>,
    regex_bytes: Cell<usize>,
}

impl Collector {
    pub(crate) fn report(&self, file: &Arc<str>, mark: Mark, path: &Path, problem: Problem) {
        self.count.set(self.count.get() + 1);
        if self.count.get() <= DIAGNOSTICS_MAX {
            self.kept.borrow_mut().push(Diagnostic::new(file, mark, path, problem));
        }
    }

    /// All problems so far, those included that were not kept.
    pub(crate) fn count(&self) -> usize {
        self.count.get()
    }

    /// Compiles a regular expression, each text once. `None` where all together got too large.
    pub(crate) fn regex(&self, pattern: &str) -> Option<Result<Pattern, String>> {
        if let Some(known) = self.regexes.borrow().get(pattern) {
            return Some(known.clone());
        }
        if self.regex_bytes.get() > REGEX_TOTAL_BYTES_MAX {
            return None;
        }
        let (parsed, bytes) = Pattern::parse_and_measure(pattern);
        self.regex_bytes.set(self.regex_bytes.get().saturating_add(bytes));
        self.regexes.borrow_mut().insert(pattern.to_owned(), parsed.clone());
        Some(parsed)
    }

    /// The problems by file and place, those of documents that were there before behind what made
    /// them; where there were more, the last one says so.
    pub(crate) fn into_diagnostics(self) -> Vec<Diagnostic> {
        let mut kept = self.kept.into_inner();
        let place =
            |each: &Diagnostic| (&*each.file == STANDING, Arc::clone(&each.file), each.mark);
        kept.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.path.cmp(&b.path)));
        let count = self.count.get();
        if let Some(last) = kept.last().filter(|_| count > kept.len()) {
            let (file, mark) = (Arc::clone(&last.file), last.mark);
            let problem = Problem::TooManyProblems { count };
            kept.push(Diagnostic { file, mark, path: String::new(), problem });
        }
        kept
    }
}
